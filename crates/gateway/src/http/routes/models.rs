use akool_contract::{Envelope, IMAGE_TO_VIDEO_MODELS, Model};
use axum::Json;
use axum::extract::{RawQuery, State};
use http::HeaderMap;

use crate::app::Shared;
use crate::auth::scope::Scope;
use crate::http::error::ApiError;
use crate::vendor::VendorError;
use crate::vendor::lists;

/// `GET aigModel/list?types[]=1501`: the models for image to video that the caller may use. Of other products there are
/// none here.
pub async fn models(
    State(app): State<Shared>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Json<Envelope<Vec<Model>>>, ApiError> {
    let caller = app.authorize(&headers, Scope::Read)?;
    if !asks_for_ours(query.as_deref().unwrap_or_default()) {
        return Ok(Json(Envelope::ok("OK", Vec::new())));
    }
    let mut models = lists::models(&app).await.map_err(VendorError::of_reading)?.to_vec();
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
