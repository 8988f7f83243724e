use std::sync::Arc;

use akool_contract::{BusinessCode, path};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use http::{HeaderMap, StatusCode};
use serde::Serialize;

use crate::capability::{FileId, PublicUrls};
use crate::http::body::BodyLimits;
use crate::http::error::ApiError;
use crate::http::extract::{Caller, CanUpload};
use crate::http::routes::{Route, post};
use crate::media::refuse_early;
use crate::storage::Uploads;

pub fn routes() -> Vec<Route> {
    vec![post(path::UPLOADS, upload)]
}

/// Where an upload is now.
#[derive(Serialize)]
pub(super) struct Uploaded {
    url: String,
    /// Milliseconds since 1970.
    expires_at: u64,
}

impl Uploaded {
    pub fn of(urls: &PublicUrls, file: &FileId) -> Self {
        Self { url: urls.file(file), expires_at: file.expires_at_seconds * 1000 }
    }
}

/// `POST /uploads`
async fn upload(
    State(uploads): State<Arc<Uploads>>,
    State(urls): State<Arc<PublicUrls>>,
    State(limits): State<BodyLimits>,
    caller: Caller<CanUpload>,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<Uploaded>), ApiError> {
    refuse_if_useless(&urls)?;
    let _slot = uploads.slot(&caller.sub).await?;
    // The bytes say what it is, whatever the caller calls it. They are checked as soon as the first are there, so that twenty
    // megabytes are not sent to be refused.
    let check = |so_far: &[u8]| refuse_early(so_far).map_err(ApiError::from);
    let bytes = limits.read_upload(&headers, body, check).await?;
    caller.recheck()?;
    let file = uploads.store(&caller.sub, bytes).await?;
    Ok((StatusCode::CREATED, Json(Uploaded::of(&urls, &file))))
}

/// An upload that the vendor can never fetch would end in a video that fails.
pub(super) fn refuse_if_useless(urls: &PublicUrls) -> Result<(), ApiError> {
    if urls.is_reached_by_vendor() {
        return Ok(());
    }
    Err(ApiError::new(
        StatusCode::CONFLICT,
        BusinessCode(1010),
        "Uploads are of no use here: the video service cannot reach this gateway. Set AKOOL_GATEWAY_PUBLIC_URL to an \
         address that is open to the internet.",
    ))
}
