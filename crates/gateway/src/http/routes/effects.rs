use std::sync::Arc;

use akool_contract::{EffectList, Envelope, path};
use axum::Json;
use axum::extract::State;

use super::{Route, get};
use crate::http::error::ApiError;
use crate::http::extract::{Caller, CanRead};
use crate::orders::public_record;
use crate::vendor::VendorLists;

pub fn routes() -> Vec<Route> {
    vec![get(path::EFFECTS, effects)]
}

/// `GET effects`
async fn effects(
    State(vendor_lists): State<Arc<VendorLists>>,
    _: Caller<CanRead>,
) -> Result<Json<Envelope<EffectList>>, ApiError> {
    let list = vendor_lists.effects().await?;
    Ok(Json(Envelope::ok("Success", public_record::effects((*list).clone()))))
}
