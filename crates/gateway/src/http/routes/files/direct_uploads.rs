//! Uploads that go from the page straight into the bucket.
//!
//! The bucket checks only length and type as they were signed, so its content is untrusted until it was checked here. Until
//! the URL expires, its holder can put other bytes of the same length there, as often as they like, even after the upload
//! was completed. So those bytes are never served under any URL: completing reads them once into memory, checks and rewrites
//! them, and stores the result under another name, for which no signed URL was ever made: that of its content, so that the
//! same bytes are the same file as by the usual way.

use std::sync::Arc;

use akool_contract::{BusinessCode, Issue, IssueCode};
use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::uploads::{Uploaded, refuse_if_useless};
use crate::capability::PublicUrls;
use crate::http::body::BodyLimits;
use crate::http::error::ApiError;
use crate::http::extract::{Caller, CanUpload, FromJson, JsonBody};
use crate::http::routes::{Route, post};
use crate::media::{MediaType, Refusal};
use crate::storage::Uploads;

pub fn routes() -> Vec<Route> {
    vec![post("/uploads/direct", announce), post("/uploads/direct/{ticket}", complete)]
}

/// What a page wants to upload.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Announcement {
    content_type: String,
    content_length: u64,
}

impl FromJson for Announcement {
    fn from_json(value: Value) -> Result<Self, ApiError> {
        serde_json::from_value(value).map_err(|_| {
            let message = "Send {\"content_type\": \"image/png\", \"content_length\": 12345} and nothing else.";
            ApiError::invalid(vec![Issue::new("", IssueCode::WrongType, message)])
        })
    }
}

/// How to upload it.
#[derive(Serialize)]
struct Directions {
    method: &'static str,
    url: String,
    /// To be sent exactly so, besides the length, which browsers send by themselves.
    headers: DirectedHeaders,
    /// Where to `POST` to, with the token, once the bytes are there.
    complete_url: String,
    /// Milliseconds since 1970.
    expires_at: u64,
}

#[derive(Serialize)]
struct DirectedHeaders {
    #[serde(rename = "content-type")]
    content_type: &'static str,
}

/// `POST /uploads/direct`
async fn announce(
    State(uploads): State<Arc<Uploads>>,
    State(urls): State<Arc<PublicUrls>>,
    State(limits): State<BodyLimits>,
    caller: Caller<CanUpload>,
    JsonBody(announced): JsonBody<Announcement>,
) -> Result<(StatusCode, Json<Directions>), ApiError> {
    refuse_if_useless(&urls)?;
    if !uploads.supports_direct_uploads() {
        return Err(ApiError::new(
            StatusCode::CONFLICT,
            BusinessCode(1010),
            "This gateway keeps files itself; send the bytes to /uploads.",
        ));
    }
    let media_type = MediaType::of_upload(&announced.content_type).ok_or(Refusal::Unknown)?;
    let length = u32::try_from(announced.content_length)
        .ok()
        .filter(|length| (1..=limits.upload_max_bytes).contains(&(*length as usize)))
        .ok_or_else(|| ApiError::too_large(limits.upload_max_bytes))?;
    let upload = uploads.announce(&caller.sub, media_type, length).await?;
    let directions = Directions {
        method: "PUT",
        url: upload.url.into(),
        headers: DirectedHeaders { content_type: media_type.mime() },
        complete_url: urls.absolute(&format!("/uploads/direct/{}", upload.ticket)),
        expires_at: upload.expires_at_seconds * 1000,
    };
    Ok((StatusCode::CREATED, Json(directions)))
}

/// `POST /uploads/direct/{ticket}`
async fn complete(
    State(uploads): State<Arc<Uploads>>,
    State(urls): State<Arc<PublicUrls>>,
    caller: Caller<CanUpload>,
    Path(ticket): Path<String>,
) -> Result<(StatusCode, Json<Uploaded>), ApiError> {
    let ticket = uploads.open_ticket(&ticket, &caller.sub).ok_or_else(ApiError::not_found)?;
    let file = uploads.complete(&caller.sub, &ticket).await?;
    Ok((StatusCode::CREATED, Json(Uploaded::of(&urls, &file))))
}
