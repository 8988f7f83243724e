use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};
use url::Url;

use super::keyed_semaphore::KeyedSemaphore;
use super::{FileStore, StorageError, UPLOAD_LIFETIME_SECONDS};
use crate::Clock;
use crate::capability::{ContentIds, FileId, UploadTicket, UploadTickets};
use crate::media::{MediaType, Refusal, without_metadata};

/// Files are checked in memory, so at most this many are held at a time.
const CONCURRENT_UPLOADS: usize = 16;
/// Of those, at most this many belong to one subject: however slowly it sends, others do not wait.
const CONCURRENT_UPLOADS_OF_SUBJECT: usize = 4;
/// For how long a page may begin to put bytes into the bucket.
const URL_LIFETIME: Duration = Duration::from_secs(5 * 60);
/// For how long it may then complete the upload; a large file on a slow connection takes a while.
const TICKET_LIFETIME_SECONDS: u64 = 20 * 60;

/// Checks, rewrites and stores what callers upload.
pub struct Uploads {
    storage: Arc<FileStore>,
    content_ids: Arc<ContentIds>,
    tickets: UploadTickets,
    clock: Clock,
    slots: Semaphore,
    slots_of_subject: KeyedSemaphore<String>,
}

/// Why an upload was not stored.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// It is not a picture or sound that is accepted.
    #[error("the file is refused")]
    Refused(#[source] Refusal),
    /// It was announced, and its bytes are not in the bucket yet.
    #[error("the bytes are not in the bucket yet")]
    NotThereYet,
    /// It is larger than announced.
    #[error("it is larger than the announced {maximum_bytes} bytes")]
    TooLarge {
        /// The announced length.
        maximum_bytes: usize,
    },
    /// The storage failed.
    #[error("an upload could not be stored")]
    Storage(#[from] StorageError),
    /// A task of this program crashed, or the storage has no direct uploads.
    #[error("an internal error")]
    Internal,
}

impl UploadError {
    /// Whether the same upload may be stored later.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::NotThereYet | Self::Storage(_))
    }
}

/// Permission to hold one upload in memory; dropping it lets the next upload begin.
pub struct UploadSlot<'a> {
    _of_subject: OwnedSemaphorePermit,
    _of_all: SemaphorePermit<'a>,
}

/// Where a page puts its bytes.
pub struct DirectUpload {
    /// The signed URL.
    pub url: Url,
    /// The sealed ticket that completes the upload.
    pub ticket: String,
    /// When the URL expires, in seconds since 1970.
    pub expires_at_seconds: u64,
}

impl Uploads {
    /// With every slot free.
    pub fn new(storage: Arc<FileStore>, content_ids: ContentIds, tickets: UploadTickets, clock: Clock) -> Self {
        Self {
            storage,
            content_ids: Arc::new(content_ids),
            tickets,
            clock,
            slots: Semaphore::new(CONCURRENT_UPLOADS),
            slots_of_subject: KeyedSemaphore::new(CONCURRENT_UPLOADS_OF_SUBJECT),
        }
    }

    /// Waits for a slot: first among the subject's own, so that its parallel uploads delay only each other.
    ///
    /// # Errors
    ///
    /// The semaphores were closed, which nothing does.
    pub async fn slot(&self, subject: &str) -> Result<UploadSlot<'_>, UploadError> {
        let of_subject = self.slots_of_subject.acquire(subject.to_owned()).await.ok_or(UploadError::Internal)?;
        let of_all = self.slots.acquire().await.map_err(|_| UploadError::Internal)?;
        Ok(UploadSlot { _of_subject: of_subject, _of_all: of_all })
    }

    /// Checks a picture or a sound, removes its metadata, and stores it. The same bytes of the same subject are one file, whichever
    /// route they took: a page that sends its file again, because a response was lost, makes the same order as before.
    ///
    /// # Errors
    ///
    /// The bytes are refused, or the storage fails.
    pub async fn store(&self, subject: &str, bytes: Bytes) -> Result<FileId, UploadError> {
        let rewriting = tokio::task::spawn_blocking(move || without_metadata(bytes));
        // The format may differ from that of the first bytes.
        let (media_type, bytes) = rewriting.await.map_err(|_| UploadError::Internal)?.map_err(UploadError::Refused)?;
        let now_seconds = self.clock.now_seconds();
        let (content, content_ids, owner) = (bytes.clone(), self.content_ids.clone(), subject.to_owned());
        let naming = move || content_ids.of(&owner, media_type, &content, now_seconds);
        let ids = tokio::task::spawn_blocking(naming).await.map_err(|_| UploadError::Internal)?;
        let expires_at_seconds = now_seconds + UPLOAD_LIFETIME_SECONDS;
        Ok(self.storage.store_upload(&ids, media_type, bytes, expires_at_seconds, now_seconds).await?)
    }

    /// Whether pages can put files into the bucket themselves.
    pub fn supports_direct_uploads(&self) -> bool {
        self.storage.supports_direct_uploads()
    }

    /// Signs a URL under which a page may put `length` bytes.
    ///
    /// # Errors
    ///
    /// The quota is used up.
    pub async fn announce(
        &self,
        subject: &str,
        media_type: MediaType,
        length: u32,
    ) -> Result<DirectUpload, UploadError> {
        let now_seconds = self.clock.now_seconds();
        let ticket = UploadTicket {
            file: FileId::random(media_type, now_seconds + UPLOAD_LIFETIME_SECONDS),
            length,
            usable_until_seconds: now_seconds + TICKET_LIFETIME_SECONDS,
        };
        let url = self.storage.put_url(&ticket, subject, URL_LIFETIME, now_seconds).await?;
        let url = url.ok_or(UploadError::Internal)?;
        let expires_at_seconds = now_seconds + URL_LIFETIME.as_secs();
        Ok(DirectUpload { url, ticket: self.tickets.seal(&ticket, subject), expires_at_seconds })
    }

    /// Opens a subject's ticket that is genuine and has not expired.
    pub fn open_ticket(&self, ticket: &str, subject: &str) -> Option<UploadTicket> {
        self.tickets.open(ticket, subject, self.clock.now_seconds())
    }

    /// Checks, rewrites and stores what a page has put into the bucket. Once completed, the result stays the same; the page
    /// may ask again when the answer was lost.
    ///
    /// # Errors
    ///
    /// The bytes are not there yet or are refused, or the storage fails.
    pub async fn complete(&self, subject: &str, ticket: &UploadTicket) -> Result<FileId, UploadError> {
        if let Some(file) = self.storage.completed(ticket).await? {
            return Ok(file);
        }
        let _slot = self.slot(subject).await?;
        let stored = self.store_incoming(subject, ticket).await;
        if !matches!(&stored, Err(error) if error.is_retryable()) {
            // Stored or refused, the original is of no further use. If deleting it fails, the sweep finds it.
            let _ = self.storage.delete_incoming(ticket, subject).await;
        }
        stored
    }

    async fn store_incoming(&self, subject: &str, ticket: &UploadTicket) -> Result<FileId, UploadError> {
        let bytes = match self.storage.incoming(ticket).await {
            Ok(Some(bytes)) => bytes,
            Ok(None) => return Err(UploadError::NotThereYet),
            Err(StorageError::TooLarge) => return Err(UploadError::TooLarge { maximum_bytes: ticket.length as usize }),
            Err(error) => return Err(error.into()),
        };
        let file = self.store(subject, bytes).await?;
        self.storage.record_completed(ticket, &file).await?;
        Ok(file)
    }
}
