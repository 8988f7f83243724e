use std::sync::Arc;

use akool_contract::{Credits, Envelope, path};
use axum::Json;
use axum::extract::State;

use super::{Route, get};
use crate::http::error::ApiError;
use crate::http::extract::{Caller, CanRead};
use crate::orders::Orders;
use crate::vendor::VendorLists;

pub fn routes() -> Vec<Route> {
    vec![get(path::CREDITS, credits)]
}

/// `GET quota/info`: what this caller may still spend.
async fn credits(
    State(orders): State<Arc<Orders>>,
    State(vendor_lists): State<Arc<VendorLists>>,
    caller: Caller<CanRead>,
) -> Result<Json<Envelope<Credits>>, ApiError> {
    if let Some(remaining) = orders.remaining(&caller).await? {
        return Ok(Json(Envelope::ok("OK", Credits { credit: Some(remaining.as_credits()) })));
    }
    // Only the account itself limits this caller.
    let credits = vendor_lists.credits().await?;
    Ok(Json(Envelope::ok("OK", Credits { credit: credits.credit })))
}
