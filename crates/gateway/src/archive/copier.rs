use std::sync::Arc;
use std::time::Duration;

use akool_contract::JobStatus;
use thiserror::Error;
use tokio::sync::Semaphore;
use url::Url;

use super::Archive;
use super::fetch::FetchError;
use super::rewrite_url::file_of;
use crate::storage::StorageError;
use crate::telemetry::Chain;
use akool_ledger::CopyClaim;

const CONCURRENT_COPIES: usize = 2;
/// The time limit of one copy.
const COPY_DEADLINE: Duration = Duration::from_secs(10 * 60);
/// Longer than a copy may take, so that no other gateway begins while one is under way.
const LEASE_MS: u64 = 15 * 60 * 1000;
/// The pauses between tries. After the last one the video is given up. All of them together are well within the seven
/// days for which Akool keeps a video.
const PAUSES_MINUTES: [u64; 5] = [1, 10, 60, 6 * 60, 24 * 60];
/// Tries that a crash interrupted count as well, because the video may be the cause of the crash.
const MAX_TRIES: i64 = PAUSES_MINUTES.len() as i64 + 1;

/// Why a video was not copied this time.
#[derive(Debug, Error)]
enum CopyError {
    /// Akool reports no URL of a finished video.
    #[error("Akool reports no URL of the video")]
    NoVideo,
    /// Its address is not allowed, or it cannot be fetched.
    #[error(transparent)]
    Fetch(FetchError),
    /// It cannot be stored.
    #[error(transparent)]
    Store(StorageError),
    /// It took too long.
    #[error("it took too long")]
    Deadline,
    /// The gateway stops.
    #[error("the gateway stops")]
    Stopping,
}

/// Copies the videos that wait for it, until the gateway stops.
pub async fn copy_videos(archive: Arc<Archive>) {
    if !archive.is_enabled() {
        return;
    }
    let slots = Arc::new(Semaphore::new(CONCURRENT_COPIES));
    let mut copies = tokio::task::JoinSet::new();
    while !archive.stopping.is_cancelled() {
        let Ok(slot) = slots.clone().acquire_owned().await else { return };
        while copies.try_join_next().is_some() {}
        match archive.ledger.claim_copy(archive.clock.now_ms(), LEASE_MS, MAX_TRIES).await {
            Ok(Some(claim)) => {
                let archive = archive.clone();
                copies.spawn(async move {
                    copy(&archive, claim).await;
                    drop(slot);
                });
                continue;
            }
            Ok(None) => {}
            Err(error) => {
                tracing::error!(error = %Chain(&error), "the next video to copy cannot be read from the ledger")
            }
        }
        tokio::select! {
            () = archive.videos_waiting.notified() => {}
            () = tokio::time::sleep(archive.interval) => {}
            () = archive.stopping.cancelled() => {}
        }
    }
    // Each copy ends by itself and releases its claim for the next start.
    while copies.join_next().await.is_some() {}
}

async fn copy(archive: &Archive, claim: CopyClaim) {
    let copying = async {
        tokio::select! {
            copied = tokio::time::timeout(COPY_DEADLINE, copy_once(archive, &claim)) => copied.unwrap_or(Err(CopyError::Deadline)),
            () = archive.stopping.cancelled() => Err(CopyError::Stopping),
        }
    };
    let recorded = match copying.await {
        Ok(bytes) => {
            let is_wanted = archive.ledger.complete_copy(&claim).await;
            if matches!(is_wanted, Ok(false)) {
                // The job was deleted meanwhile.
                let _ = archive.storage.delete(&file_of(&claim.video)).await;
            }
            tracing::info!(bytes, "a finished video has been copied");
            is_wanted.map(drop)
        }
        Err(error) => {
            let now_ms = archive.clock.now_ms();
            let retry_at_ms = match &error {
                CopyError::Stopping => Some(now_ms),
                // Another try cannot make it smaller.
                CopyError::Store(StorageError::TooLarge) => None,
                _ => usize::try_from(claim.tries - 1)
                    .ok()
                    .and_then(|failed| PAUSES_MINUTES.get(failed))
                    .map(|minutes| now_ms + minutes * 60 * 1000),
            };
            tracing::warn!(error = %Chain(&error), is_given_up = retry_at_ms.is_none(), "a finished video could not be copied");
            archive.ledger.release_copy(&claim, retry_at_ms).await
        }
    };
    if let Err(error) = recorded {
        // When the lease ends, it is copied to the same place again.
        tracing::error!(error = %Chain(&error), "the outcome of a copy could not be recorded");
    }
}

async fn copy_once(archive: &Archive, claim: &CopyClaim) -> Result<u64, CopyError> {
    // The URL is requested again, because Akool's URLs may expire.
    let list = archive.vendor.results(&[&claim.vendor_id]).await.map_err(|_| CopyError::NoVideo)?;
    let record = list.result.into_iter().find(|record| record.id.as_deref() == Some(&claim.vendor_id));
    let url = record
        .filter(|record| record.job_status() == JobStatus::Completed)
        .and_then(|record| Url::parse(&record.video_url?).ok())
        .ok_or(CopyError::NoVideo)?;
    let video = archive.fetcher.fetch(&url).await.map_err(CopyError::Fetch)?;
    let stored = archive.storage.store_stream(&file_of(&claim.video), archive.max_bytes, video.into_pieces()).await;
    stored.map_err(CopyError::Store)
}
