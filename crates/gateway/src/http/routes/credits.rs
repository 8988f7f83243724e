use akool_contract::{Credits, Envelope};
use axum::Json;
use axum::extract::State;
use http::HeaderMap;

use crate::app::Shared;
use crate::auth::scope::Scope;
use crate::http::error::ApiError;
use crate::orders::submit::ledger_failure;
use crate::vendor::VendorError;
use crate::vendor::lists;

/// `GET quota/info`: what this caller may still spend.
pub async fn credits(State(app): State<Shared>, headers: HeaderMap) -> Result<Json<Envelope<Credits>>, ApiError> {
    let caller = app.authorize(&headers, Scope::Read)?;
    let now_ms = app.clock.now_ms();
    let budget = app.ledger.remaining(&caller.jti, &caller.sub, app.budget_limits(&caller), now_ms).await;
    if let Some(remaining) = budget.map_err(ledger_failure)? {
        return Ok(Json(Envelope::ok("OK", Credits { credit: Some(remaining.as_credits()) })));
    }
    // Nobody limits this caller but the account itself.
    let credits = lists::credits(&app).await.map_err(VendorError::of_reading)?;
    Ok(Json(Envelope::ok("OK", Credits { credit: credits.credit })))
}
