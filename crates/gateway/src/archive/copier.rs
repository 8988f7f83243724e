use std::sync::Arc;
use std::time::Duration;

use akool_contract::JobStatus;
use tokio::sync::Semaphore;
use url::Url;

use super::Archive;
use super::fetch::FetchError;
use super::rewrite_url::file_of;
use crate::storage::StorageError;
use crate::telemetry::Chain;
use akool_ledger::CopyClaim;

const CONCURRENT_COPIES: usize = 2;
/// For one copy.
const COPY_DEADLINE: Duration = Duration::from_secs(10 * 60);
/// Longer than a copy may take, so that nobody else begins while one is under way.
const LEASE_MS: u64 = 15 * 60 * 1000;
/// Until the next try, by the number of those that failed; after the last one the video is given up. All of them
/// together are well within the vendor's seven days.
const PAUSES_MINUTES: [u64; 5] = [1, 10, 60, 6 * 60, 24 * 60];
/// Tries that a crash broke off count too: perhaps it is the video that makes this crash.
const MOST_TRIES: i64 = PAUSES_MINUTES.len() as i64 + 1;

/// Why a video was not copied this time.
enum CopyError {
    /// The vendor does not say where the video is.
    NoVideo,
    /// It lies where this does not go, or cannot be fetched.
    Fetch(FetchError),
    /// It cannot be kept.
    Store(StorageError),
    /// It took too long.
    Deadline,
    /// The gateway stops.
    Stopping,
}

impl std::fmt::Display for CopyError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoVideo => formatter.write_str("the vendor does not say where it is"),
            Self::Fetch(fault) => fault.fmt(formatter),
            Self::Store(fault) => fault.fmt(formatter),
            Self::Deadline => formatter.write_str("it took too long"),
            Self::Stopping => formatter.write_str("the gateway stops"),
        }
    }
}

/// Copies videos that wait for it, until the gateway stops.
pub async fn copy_videos(archive: Arc<Archive>) {
    if !archive.is_enabled() {
        return;
    }
    let slots = Arc::new(Semaphore::new(CONCURRENT_COPIES));
    let mut copies = tokio::task::JoinSet::new();
    while !archive.stopping.is_cancelled() {
        let Ok(slot) = slots.clone().acquire_owned().await else { return };
        while copies.try_join_next().is_some() {}
        match archive.ledger.claim_copy(archive.clock.now_ms(), LEASE_MS, MOST_TRIES).await {
            Ok(Some(claim)) => {
                let archive = archive.clone();
                copies.spawn(async move {
                    copy(&archive, claim).await;
                    drop(slot);
                });
                continue;
            }
            Ok(None) => {}
            Err(fault) => tracing::error!(error = %Chain(&fault), "videos that wait to be copied cannot be found"),
        }
        tokio::select! {
            () = archive.videos_waiting.notified() => {}
            () = tokio::time::sleep(archive.interval) => {}
            () = archive.stopping.cancelled() => {}
        }
    }
    // Each notices by itself, and leaves its claim to the next.
    while copies.join_next().await.is_some() {}
}

async fn copy(archive: &Archive, claim: CopyClaim) {
    let copying = async {
        tokio::select! {
            copied = tokio::time::timeout(COPY_DEADLINE, copy_once(archive, &claim)) => copied.unwrap_or(Err(CopyError::Deadline)),
            () = archive.stopping.cancelled() => Err(CopyError::Stopping),
        }
    };
    let noted = match copying.await {
        Ok(bytes) => {
            let is_wanted = archive.ledger.complete_copy(&claim).await;
            if matches!(is_wanted, Ok(false)) {
                // Its owner deleted the job meanwhile.
                let _ = archive.storage.delete(&file_of(&claim.video)).await;
            }
            tracing::info!(bytes, "a finished video has been copied");
            is_wanted.map(drop)
        }
        Err(fault) => {
            let now_ms = archive.clock.now_ms();
            let again_at_ms = match &fault {
                CopyError::Stopping => Some(now_ms),
                // It will not shrink.
                CopyError::Store(StorageError::TooLarge) => None,
                _ => usize::try_from(claim.tries - 1)
                    .ok()
                    .and_then(|failed| PAUSES_MINUTES.get(failed))
                    .map(|minutes| now_ms + minutes * 60 * 1000),
            };
            tracing::warn!(%fault, is_given_up = again_at_ms.is_none(), "a finished video could not be copied");
            archive.ledger.release_copy(&claim, again_at_ms).await
        }
    };
    if let Err(fault) = noted {
        // Then the lease runs out, and it is copied once more to the same place.
        tracing::error!(error = %Chain(&fault), "the end of a copy could not be written down");
    }
}

async fn copy_once(archive: &Archive, claim: &CopyClaim) -> Result<u64, CopyError> {
    // Asked anew: the vendor's URLs may be good for a while only.
    let list = archive.vendor.results(&[&claim.vendor_id]).await.map_err(|_| CopyError::NoVideo)?;
    let record = list.result.into_iter().find(|record| record.id.as_deref() == Some(&claim.vendor_id));
    let url = record
        .filter(|record| record.job_status() == JobStatus::Completed)
        .and_then(|record| Url::parse(&record.video_url?).ok())
        .ok_or(CopyError::NoVideo)?;
    let video = archive.fetcher.fetch(&url).await.map_err(CopyError::Fetch)?;
    let kept = archive.storage.store_stream(&file_of(&claim.video), archive.max_bytes, video.into_pieces()).await;
    kept.map_err(CopyError::Store)
}
