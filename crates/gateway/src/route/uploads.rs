use akool_contract::BusinessCode;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use serde::Serialize;

use crate::app::{App, Shared};
use crate::body;
use crate::capability::FileId;
use crate::failure::Failure;
use crate::media::{MediaType, PictureFault, without_metadata};
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
    app.authorize(&headers, Scope::Upload)?;
    refuse_if_useless(&app)?;
    let declared = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let slot = app.upload_slots.acquire().await.map_err(|_| Failure::internal())?;
    // The type is judged as soon as its first bytes are there, so that nobody sends twenty megabytes to be refused.
    let bytes = body::read(&headers, body, app.upload_max_bytes, app.deadlines.upload, |so_far| {
        if so_far.len() < MediaType::SNIFF_BYTES { Ok(()) } else { media_type(so_far, &declared).map(drop) }
    })
    .await?;
    let media_type = media_type(&bytes, &declared)?;
    let file = FileId::random(media_type, app.clock.now_seconds() + LIFETIME_SECONDS);
    keep(&app, &file, bytes).await?;
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

fn media_type(bytes: &[u8], declared: &str) -> Result<MediaType, Failure> {
    MediaType::sniff(bytes).filter(|media_type| media_type.agrees_with(declared)).ok_or_else(unsupported)
}

/// 415.
pub fn unsupported() -> Failure {
    body::unsupported(
        "Send a PNG, JPEG or WebP picture, or an MP3, WAV, M4A, OGG or FLAC sound, with its own content type.",
    )
}

/// Checks a picture, takes its metadata out, and keeps it.
pub async fn keep(app: &App, file: &FileId, bytes: Bytes) -> Result<(), Failure> {
    let media_type = file.media_type;
    let bytes = if media_type.is_picture() {
        let rewriting = tokio::task::spawn_blocking(move || without_metadata(media_type, bytes));
        rewriting.await.map_err(|_| Failure::internal())?.map_err(picture_failure)?
    } else {
        bytes
    };
    app.files.keep(file, bytes).await.map_err(store_failure)
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

fn picture_failure(fault: PictureFault) -> Failure {
    let message = match fault {
        PictureFault::Broken => "The picture is damaged.",
        PictureFault::TooManyPixels => {
            "The picture has too many pixels; 16384 a side and 100 million in all are the limit."
        }
        PictureFault::Animated => "The picture moves; send a still one.",
    };
    Failure::new(StatusCode::BAD_REQUEST, BusinessCode(1108), message)
}
