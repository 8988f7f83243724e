use akool_contract::{EffectList, Envelope};
use axum::Json;
use axum::extract::State;
use http::HeaderMap;

use crate::app::Shared;
use crate::failure::Failure;
use crate::public_record;
use crate::scope::Scope;
use crate::vendor::VendorFault;
use crate::vendor_lists;

/// `GET effects`
pub async fn effects(State(app): State<Shared>, headers: HeaderMap) -> Result<Json<Envelope<EffectList>>, Failure> {
    app.authorize(&headers, Scope::Read)?;
    let list = vendor_lists::effects(&app).await.map_err(VendorFault::of_reading)?;
    Ok(Json(Envelope::ok("Success", public_record::effects((*list).clone()))))
}
