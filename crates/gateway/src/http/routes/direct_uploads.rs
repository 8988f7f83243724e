//! Uploads that go from the page straight into the bucket.
//!
//! The bucket checks nothing but length and type as they were signed, so what lies there is a stranger's until it was
//! looked at. Whoever has the URL can, until it expires, put in other bytes of the same length, as often as he likes, also
//! after the upload was completed. So what he put in is never served under any URL: completing reads it once into memory,
//! judges and rewrites those very bytes, and keeps them under another name, which no signed URL has ever been made for: that
//! of their content, so that the same bytes are the same file as by the usual way.

use std::time::Duration;

use akool_contract::{BusinessCode, Issue, IssueCode};
use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};

use super::uploads::{Uploaded, keep, refuse_if_useless, refused, rewrite, store_failure};
use crate::app::Shared;
use crate::auth::scope::Scope;
use crate::capability::{FileId, UploadTicket};
use crate::http::error::ApiError;
use crate::http::extract::json_body;
use crate::media::{MediaType, Refusal};
use crate::storage::{StorageError, UPLOAD_LIFETIME_SECONDS};

/// For how long a page may begin to put.
const URL_LIFETIME: Duration = Duration::from_secs(5 * 60);
/// For how long it may then complete; a large file on a slow line takes its time.
const TICKET_LIFETIME_SECONDS: u64 = 20 * 60;

/// What a page wants to upload.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Announcement {
    content_type: String,
    content_length: u64,
}

/// How to upload it.
#[derive(Serialize)]
pub struct Directions {
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
pub async fn announce(
    State(app): State<Shared>,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<Directions>), ApiError> {
    let caller = app.authorize(&headers, Scope::Upload)?;
    refuse_if_useless(&app)?;
    if !app.files.takes_direct_uploads() {
        return Err(ApiError::new(
            StatusCode::CONFLICT,
            BusinessCode(1010),
            "This gateway keeps files itself; send the bytes to /uploads.",
        ));
    }
    let value = json_body::json(&headers, body, app.deadlines.body).await?;
    let announced: Announcement = serde_json::from_value(value).map_err(|_| {
        let message = "Send {\"content_type\": \"image/png\", \"content_length\": 12345} and nothing else.";
        ApiError::invalid(vec![Issue::new("", IssueCode::WrongType, message)])
    })?;
    let media_type = MediaType::of_upload(&announced.content_type).ok_or_else(|| refused(Refusal::Unknown))?;
    let length = u32::try_from(announced.content_length)
        .ok()
        .filter(|length| (1..=app.upload_max_bytes).contains(&(*length as usize)))
        .ok_or_else(|| json_body::too_large(app.upload_max_bytes))?;

    let now_seconds = app.clock.now_seconds();
    let ticket = UploadTicket {
        file: FileId::random(media_type, now_seconds + UPLOAD_LIFETIME_SECONDS),
        length,
        usable_until_seconds: now_seconds + TICKET_LIFETIME_SECONDS,
    };
    let url = app.files.put_url(&ticket, &caller.sub, URL_LIFETIME, now_seconds).map_err(store_failure)?;
    let url = url.ok_or_else(ApiError::internal)?;
    let capability = app.upload_tickets.seal(&ticket, &caller.sub);
    let directions = Directions {
        method: "PUT",
        url: url.into(),
        headers: DirectedHeaders { content_type: media_type.mime() },
        complete_url: format!("{}/uploads/direct/{capability}", app.public_origin),
        expires_at: (now_seconds + URL_LIFETIME.as_secs()) * 1000,
    };
    Ok((StatusCode::CREATED, Json(directions)))
}

/// `POST /uploads/direct/{ticket}`
pub async fn complete(
    State(app): State<Shared>,
    Path(ticket): Path<String>,
    headers: HeaderMap,
) -> Result<(StatusCode, Json<Uploaded>), ApiError> {
    let caller = app.authorize(&headers, Scope::Upload)?;
    let ticket =
        app.upload_tickets.open(&ticket, &caller.sub, app.clock.now_seconds()).ok_or_else(ApiError::not_found)?;
    let answer = |file: &FileId| (StatusCode::CREATED, Json(Uploaded::of(&app, file)));
    // Completed once, it stays as it was then; the page may ask again when the answer was lost.
    if let Some(file) = app.files.completed(&ticket).await.map_err(store_failure)? {
        return Ok(answer(&file));
    }
    let _slot = app.upload_slots.acquire(&caller.sub).await?;
    let judged = judge(&app, &caller.sub, &ticket).await;
    if !matches!(&judged, Err(failure) if failure.is_retryable()) {
        // Kept or refused, it is of no further use; should this fail, the sweep finds it.
        let _ = app.files.delete_incoming(&ticket, &caller.sub).await;
    }
    judged.map(|file| answer(&file))
}

async fn judge(app: &Shared, subject: &str, ticket: &UploadTicket) -> Result<FileId, ApiError> {
    let bytes = match app.files.incoming(ticket).await {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return Err(not_there_yet()),
        Err(StorageError::TooLarge) => return Err(json_body::too_large(ticket.length as usize)),
        Err(fault) => return Err(store_failure(fault)),
    };
    // What it is, its bytes say, also where the page was wrong about it.
    let (media_type, bytes) = rewrite(bytes).await?;
    let file = keep(app, subject, media_type, bytes).await?;
    app.files.record_completed(ticket, &file).await.map_err(store_failure)?;
    Ok(file)
}

fn not_there_yet() -> ApiError {
    ApiError::new(StatusCode::CONFLICT, BusinessCode(1011), "The bytes are not there yet.").retry_after(1)
}
