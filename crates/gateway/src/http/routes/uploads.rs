use akool_contract::{BusinessCode, Issue, IssueCode};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::Serialize;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};

use crate::app::{App, Shared};
use crate::auth::scope::Scope;
use crate::capability::FileId;
use crate::http::error::ApiError;
use crate::http::extract::json_body;
use crate::media::{MediaType, Refusal, refuse_early, without_metadata};
use crate::storage::keyed_semaphore::KeyedSemaphore;
use crate::storage::{StorageError, UPLOAD_LIFETIME_SECONDS};

/// Pictures are checked in memory, so this many at most are held at a time.
const CONCURRENT_UPLOADS: usize = 16;
/// Of those, one subject's: however slowly it sends, others are not kept waiting.
const CONCURRENT_UPLOADS_OF_SUBJECT: usize = 4;
/// When to try again after having announced too much: long after most announced files have come.
const ANNOUNCE_AGAIN_SECONDS: u64 = 60;

/// Who may have a file in memory.
pub struct UploadSlots {
    all: Semaphore,
    of_subject: KeyedSemaphore<String>,
}

/// Leave to have one; dropping it lets the next one in.
pub struct UploadSlot<'a> {
    _of_subject: OwnedSemaphorePermit,
    _of_all: SemaphorePermit<'a>,
}

impl Default for UploadSlots {
    fn default() -> Self {
        Self { all: Semaphore::new(CONCURRENT_UPLOADS), of_subject: KeyedSemaphore::new(CONCURRENT_UPLOADS_OF_SUBJECT) }
    }
}

impl UploadSlots {
    /// Waits for its turn: first among the subject's own, so that what it sends at once keeps only itself waiting.
    pub async fn acquire(&self, subject: &str) -> Result<UploadSlot<'_>, ApiError> {
        let of_subject = self.of_subject.acquire(subject.to_owned()).await.ok_or_else(ApiError::internal)?;
        let of_all = self.all.acquire().await.map_err(|_| ApiError::internal())?;
        Ok(UploadSlot { _of_subject: of_subject, _of_all: of_all })
    }
}

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
) -> Result<(StatusCode, Json<Uploaded>), ApiError> {
    let caller = app.authorize(&headers, Scope::Upload)?;
    refuse_if_useless(&app)?;
    let _slot = app.upload_slots.acquire(&caller.sub).await?;
    // The bytes say what it is, whatever the caller calls it; as soon as the first are there, so that nobody sends twenty
    // megabytes to be refused.
    let bytes = json_body::read(&headers, body, app.upload_max_bytes, app.deadlines.upload, |so_far| {
        refuse_early(so_far).map_err(refused)
    })
    .await?;
    app.still_allowed(&caller)?;
    let (media_type, bytes) = rewrite(bytes).await?;
    let file = keep(&app, &caller.sub, media_type, bytes).await?;
    Ok((StatusCode::CREATED, Json(Uploaded::of(&app, &file))))
}

/// An upload that the vendor can never fetch would end in a video that fails.
pub fn refuse_if_useless(app: &App) -> Result<(), ApiError> {
    if app.is_reached_by_vendor() {
        return Ok(());
    }
    Err(ApiError::new(
        StatusCode::CONFLICT,
        BusinessCode(1010),
        "Uploads are of no use here: the video service cannot reach this gateway. Set AKOOL_GATEWAY_PUBLIC_URL to an \
         address that is open to the internet.",
    ))
}

/// Checks a picture or a sound, and takes its metadata out. What it is may differ from what its first bytes say.
pub async fn rewrite(bytes: Bytes) -> Result<(MediaType, Bytes), ApiError> {
    let rewriting = tokio::task::spawn_blocking(move || without_metadata(bytes));
    rewriting.await.map_err(|_| ApiError::internal())?.map_err(refused)
}

/// Keeps a file that was rewritten. The same bytes of the same subject are one file, whenever and by
/// whichever way they come: a page that sends its file again, because an answer was lost, orders the same as before.
pub async fn keep(app: &Shared, subject: &str, media_type: MediaType, bytes: Bytes) -> Result<FileId, ApiError> {
    let now_seconds = app.clock.now_seconds();
    let (content, naming, owner) = (bytes.clone(), app.clone(), subject.to_owned());
    let naming = move || naming.content_ids.of(&owner, media_type, &content, now_seconds);
    let ids = tokio::task::spawn_blocking(naming).await.map_err(|_| ApiError::internal())?;
    let expires_at_seconds = now_seconds + UPLOAD_LIFETIME_SECONDS;
    let kept = app.files.store_upload(&ids, media_type, bytes, expires_at_seconds, now_seconds).await;
    kept.map_err(store_failure)
}

/// 415 when another format is needed, 400 when another copy may do.
pub fn refused(refusal: Refusal) -> ApiError {
    let code = BusinessCode(if refusal.is_about_sound() { 1110 } else { 1108 });
    let message = refusal.message();
    let issue = Issue::new("", IssueCode::InvalidValue, message.clone());
    if refusal.is_about_format() {
        // The rest of it may still be on its way.
        ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, code, message).with_issue(issue).closing()
    } else {
        ApiError::new(StatusCode::BAD_REQUEST, code, message).with_issue(issue)
    }
}

/// The public error of a storage that does not do its work.
pub fn store_failure(fault: StorageError) -> ApiError {
    if matches!(fault, StorageError::SubjectShare) {
        let message = "Too many files are announced and not sent yet; send or complete those first.";
        return ApiError::new(StatusCode::TOO_MANY_REQUESTS, BusinessCode::TOO_FREQUENT, message)
            .retry_after(ANNOUNCE_AGAIN_SECONDS);
    }
    tracing::error!(%fault, "an upload could not be kept");
    let message = match fault {
        StorageError::Full => "There is no room for more files now.",
        _ => "Files cannot be kept now.",
    };
    ApiError::new(StatusCode::SERVICE_UNAVAILABLE, BusinessCode::SERVER_ERROR, message).retryable()
}
