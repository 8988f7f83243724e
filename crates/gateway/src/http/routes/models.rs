use std::sync::Arc;

use akool_contract::{Envelope, IMAGE_TO_VIDEO_MODELS, Model, path};
use axum::Json;
use axum::extract::{RawQuery, State};

use super::{Route, get};
use crate::http::error::ApiError;
use crate::http::extract::{Caller, CanRead};
use crate::vendor::VendorLists;

pub fn routes() -> Vec<Route> {
    vec![get(path::MODELS, models)]
}

/// `GET aigModel/list?types[]=1501`: the models for image to video that the caller may use. Of other products there are
/// none here.
async fn models(
    State(vendor_lists): State<Arc<VendorLists>>,
    caller: Caller<CanRead>,
    RawQuery(query): RawQuery,
) -> Result<Json<Envelope<Vec<Model>>>, ApiError> {
    if !asks_for_ours(query.as_deref().unwrap_or_default()) {
        return Ok(Json(Envelope::ok("OK", Vec::new())));
    }
    let mut models = vendor_lists.models().await?.to_vec();
    if let Some(allowed) = &caller.limits.models {
        models.retain(|model| model.value.as_ref().is_some_and(|value| allowed.contains(value)));
    }
    Ok(Json(Envelope::ok("OK", models)))
}

/// No types at all means ours; the vendor wants at least one.
fn asks_for_ours(query: &str) -> bool {
    let ours = IMAGE_TO_VIDEO_MODELS.to_string();
    let mut types = url::form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == "types[]").peekable();
    types.peek().is_none() || types.any(|(_, value)| value == ours)
}
