use std::sync::Arc;

use akool_contract::{Deleted, Envelope, KeptJob, path};
use axum::Json;
use axum::extract::State;

use super::results::{JobIds, OwnJobs};
use crate::archive::Archive;
use crate::http::error::ApiError;
use crate::http::extract::{Caller, CanDelete, JsonBody};
use crate::http::routes::{Route, post};
use crate::vendor::Vendor;

pub fn routes() -> Vec<Route> {
    vec![post(path::DELETE, delete)]
}

/// `POST delbyids`
async fn delete(
    State(vendor): State<Arc<Vendor>>,
    State(archive): State<Arc<Archive>>,
    State(own_jobs): State<OwnJobs>,
    caller: Caller<CanDelete>,
    JsonBody(ids): JsonBody<JobIds>,
) -> Result<Json<Envelope<Deleted>>, ApiError> {
    let handle_by_vendor_id = own_jobs.open(&caller, &ids)?;
    let vendor_ids: Vec<&str> = handle_by_vendor_id.keys().map(String::as_str).collect();
    let done = vendor.delete(&vendor_ids).await?;
    archive
        .delete_jobs(done.deleted.iter().filter(|id| handle_by_vendor_id.contains_key(*id)).cloned().collect())
        .await;

    let handle = |vendor_id: &String| handle_by_vendor_id.get(vendor_id).cloned();
    let deleted = done.deleted.iter().filter_map(handle).collect();
    let kept =
        done.kept.iter().filter_map(|kept| handle(&kept.id)).map(|id| KeptJob { id, msg: REASON.into() }).collect();
    Ok(Json(Envelope::ok("Delete successfully", Deleted { deleted, kept })))
}

/// The only reason there is for a job of one's own.
const REASON: &str = "The job is being processed; try again later.";
