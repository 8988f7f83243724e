use akool_contract::{EffectList, Envelope};
use axum::Json;
use axum::extract::State;
use http::HeaderMap;

use crate::app::Shared;
use crate::auth::scope::Scope;
use crate::http::error::ApiError;
use crate::orders::public_record;
use crate::vendor::VendorError;
use crate::vendor::lists;

/// `GET effects`
pub async fn effects(State(app): State<Shared>, headers: HeaderMap) -> Result<Json<Envelope<EffectList>>, ApiError> {
    app.authorize(&headers, Scope::Read)?;
    let list = lists::effects(&app).await.map_err(VendorError::of_reading)?;
    Ok(Json(Envelope::ok("Success", public_record::effects((*list).clone()))))
}
