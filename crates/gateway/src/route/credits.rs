use akool_contract::{Credits, Envelope};
use axum::Json;
use axum::extract::State;
use http::HeaderMap;

use crate::app::Shared;
use crate::failure::Failure;
use crate::scope::Scope;
use crate::vendor::VendorFault;

/// `GET quota/info`
pub async fn credits(State(app): State<Shared>, headers: HeaderMap) -> Result<Json<Envelope<Credits>>, Failure> {
    app.authorize(&headers, Scope::Read)?;
    let credits = app.observe(app.vendor.credits().await).map_err(VendorFault::of_reading)?;
    Ok(Json(Envelope::ok("OK", Credits { credit: credits.credit })))
}
