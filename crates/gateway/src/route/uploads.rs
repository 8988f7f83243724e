use akool_contract::{BusinessCode, Issue, IssueCode};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::Serialize;

use crate::app::{App, Shared};
use crate::body;
use crate::capability::FileId;
use crate::failure::Failure;
use crate::media::{MediaType, Refusal, refuse_early, without_metadata};
use crate::scope::Scope;
use crate::storage::StoreFault;

/// As long as the vendor keeps results: whoever makes a video again from the same picture within that time may.
pub const LIFETIME_SECONDS: u64 = 7 * 24 * 60 * 60;

/// Where an upload is now.
#[derive(Serialize)]
pub struct Uploaded {
    url: String,
    /// Milliseconds since 1970.
    expires_at: u64,
}

impl Uploaded {
    pub fn of(app: &App, file: &FileId) -> Self {
        Self { url: app.file_url(file), expires_at: file.expires_at_seconds * 1000 }
    }
}

/// `POST /uploads`
pub async fn upload(
    State(app): State<Shared>,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<Uploaded>), Failure> {
    let caller = app.authorize(&headers, Scope::Upload)?;
    refuse_if_useless(&app)?;
    let slot = app.upload_slots.acquire().await.map_err(|_| Failure::internal())?;
    // The bytes say what it is, whatever the caller calls it; as soon as the first are there, so that nobody sends twenty
    // megabytes to be refused.
    let bytes = body::read(&headers, body, app.upload_max_bytes, app.deadlines.upload, |so_far| {
        refuse_early(so_far).map_err(refused)
    })
    .await?;
    app.still_allowed(&caller)?;
    let (media_type, bytes) = rewrite(bytes).await?;
    let file = FileId::random(media_type, app.clock.now_seconds() + LIFETIME_SECONDS);
    app.files.keep(&file, bytes).await.map_err(store_failure)?;
    drop(slot);
    Ok((StatusCode::CREATED, Json(Uploaded::of(&app, &file))))
}

/// An upload that the vendor can never fetch would end in a video that fails.
pub fn refuse_if_useless(app: &App) -> Result<(), Failure> {
    if app.is_reached_by_vendor() {
        return Ok(());
    }
    Err(Failure::new(
        StatusCode::CONFLICT,
        BusinessCode(1010),
        "Uploads are of no use here: the video service cannot reach this gateway. Set AKOOL_GATEWAY_PUBLIC_URL to an \
         address that is open to the internet.",
    ))
}

/// Checks a picture or a sound, and takes its metadata out. What it is may differ from what its first bytes say.
pub async fn rewrite(bytes: Bytes) -> Result<(MediaType, Bytes), Failure> {
    let rewriting = tokio::task::spawn_blocking(move || without_metadata(bytes));
    rewriting.await.map_err(|_| Failure::internal())?.map_err(refused)
}

/// 415 when another format is needed, 400 when another copy may do.
pub fn refused(refusal: Refusal) -> Failure {
    let code = BusinessCode(if refusal.is_about_sound() { 1110 } else { 1108 });
    let message = refusal.message();
    let issue = Issue::new("", IssueCode::InvalidValue, message.clone());
    if refusal.is_about_format() {
        // The rest of it may still be on its way.
        Failure::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, code, message).with_issue(issue).closing()
    } else {
        Failure::new(StatusCode::BAD_REQUEST, code, message).with_issue(issue)
    }
}

/// The public error of a storage that does not do its work.
pub fn store_failure(fault: StoreFault) -> Failure {
    tracing::error!(%fault, "an upload could not be kept");
    let message = match fault {
        StoreFault::Full => "There is no room for more files now.",
        _ => "Files cannot be kept now.",
    };
    Failure::new(StatusCode::SERVICE_UNAVAILABLE, BusinessCode::SERVER_ERROR, message).retryable()
}
