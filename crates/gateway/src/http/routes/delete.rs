use akool_contract::{Deleted, Envelope, KeptJob};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use http::HeaderMap;

use super::results::{asked_for, open_handles};
use crate::app::Shared;
use crate::auth::scope::Scope;
use crate::http::error::ApiError;
use crate::http::extract::json_body;
use crate::vendor::VendorError;

/// `POST delbyids`
pub async fn delete(
    State(app): State<Shared>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Envelope<Deleted>>, ApiError> {
    let caller = app.authorize(&headers, Scope::Delete)?;
    let value = json_body::json(&headers, body, app.deadlines.body).await?;
    app.still_allowed(&caller)?;
    let handle_by_vendor_id = open_handles(&app, &caller, &asked_for(&value)?)?;
    let vendor_ids: Vec<&str> = handle_by_vendor_id.keys().map(String::as_str).collect();
    let done = app.observe(app.vendor.delete(&vendor_ids).await).map_err(VendorError::of_reading)?;
    app.forget_videos(done.deleted.iter().filter(|id| handle_by_vendor_id.contains_key(*id)).cloned().collect()).await;

    let handle = |vendor_id: &String| handle_by_vendor_id.get(vendor_id).cloned();
    let deleted = done.deleted.iter().filter_map(handle).collect();
    let kept =
        done.kept.iter().filter_map(|kept| handle(&kept.id)).map(|id| KeptJob { id, msg: REASON.into() }).collect();
    Ok(Json(Envelope::ok("Delete successfully", Deleted { deleted, kept })))
}

/// The only reason there is for a job of one's own.
const REASON: &str = "The job is being processed; try again later.";
