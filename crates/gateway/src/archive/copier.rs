use std::sync::Arc;
use std::time::Duration;

use akool_contract::{JobStatus, ResultsRequest};
use tokio::sync::Semaphore;
use url::Url;

use super::fetch::FetchError;
use super::rewrite_url::file_of;
use crate::app::{App, Shared};
use crate::storage::StorageError;
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
/// Between two looks for jobs that nobody asked about, in looks for videos that wait.
const LOOKS_PER_SEARCH: u32 = 20;

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
            Self::Fetch(fault) => formatter.write_str(fault.as_str()),
            Self::Store(fault) => fault.fmt(formatter),
            Self::Deadline => formatter.write_str("it took too long"),
            Self::Stopping => formatter.write_str("the gateway stops"),
        }
    }
}

/// Copies videos that wait for it, until the gateway stops.
pub async fn copy_videos(app: Shared) {
    if app.kept.days.is_none() {
        return;
    }
    let slots = Arc::new(Semaphore::new(CONCURRENT_COPIES));
    let mut copies = tokio::task::JoinSet::new();
    while !app.stopping.is_cancelled() {
        let Ok(slot) = slots.clone().acquire_owned().await else { return };
        while copies.try_join_next().is_some() {}
        match app.ledger.claim_copy(app.clock.now_ms(), LEASE_MS, MOST_TRIES).await {
            Ok(Some(claim)) => {
                let app = app.clone();
                copies.spawn(async move {
                    copy(&app, claim).await;
                    drop(slot);
                });
                continue;
            }
            Ok(None) => {}
            Err(fault) => tracing::error!(%fault, "videos that wait to be copied cannot be found"),
        }
        tokio::select! {
            () = app.videos_waiting.notified() => {}
            () = tokio::time::sleep(app.deadlines.keep) => {}
            () = app.stopping.cancelled() => {}
        }
    }
    // Each notices by itself, and leaves its claim to the next.
    while copies.join_next().await.is_some() {}
}

/// Asks about jobs whose end nobody has seen yet, so that a video is copied although its page was closed.
pub async fn find_unwatched(app: Shared) {
    if app.kept.days.is_none() {
        return;
    }
    loop {
        tokio::time::sleep(app.deadlines.keep * LOOKS_PER_SEARCH).await;
        // Of several gateways on one book, one searches it.
        if !*app.ledger.leadership().borrow() {
            continue;
        }
        let mut after = 0;
        loop {
            let (ids, last) =
                match app.ledger.unfinished_jobs(after, ResultsRequest::MAXIMUM_IDS, app.clock.now_ms()).await {
                    Ok(found) => found,
                    Err(fault) => {
                        tracing::error!(%fault, "jobs without an end cannot be found");
                        break;
                    }
                };
            if ids.is_empty() {
                break;
            }
            after = last;
            let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            // What it says is noted where everything is that the vendor says.
            if app.fetch_results(&ids).await.is_err_and(|fault| !fault.may_be_about_one_job()) {
                break;
            }
        }
    }
}

async fn copy(app: &App, claim: CopyClaim) {
    let copying = async {
        tokio::select! {
            copied = tokio::time::timeout(COPY_DEADLINE, copy_once(app, &claim)) => copied.unwrap_or(Err(CopyError::Deadline)),
            () = app.stopping.cancelled() => Err(CopyError::Stopping),
        }
    };
    let noted = match copying.await {
        Ok(bytes) => {
            let is_wanted = app.ledger.complete_copy(&claim).await;
            if matches!(is_wanted, Ok(false)) {
                // Its owner deleted the job meanwhile.
                let _ = app.files.forget(&file_of(&claim.video)).await;
            }
            tracing::info!(bytes, "a finished video has been copied");
            is_wanted.map(drop)
        }
        Err(fault) => {
            let now_ms = app.clock.now_ms();
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
            app.ledger.release_copy(&claim, again_at_ms).await
        }
    };
    if let Err(fault) = noted {
        // Then the lease runs out, and it is copied once more to the same place.
        tracing::error!(%fault, "the end of a copy could not be written down");
    }
}

async fn copy_once(app: &App, claim: &CopyClaim) -> Result<u64, CopyError> {
    // Asked anew: the vendor's URLs may be good for a while only.
    let list = app.observe(app.vendor.results(&[&claim.vendor_id]).await).map_err(|_| CopyError::NoVideo)?;
    let record = list.result.into_iter().find(|record| record.id.as_deref() == Some(&claim.vendor_id));
    let url = record
        .filter(|record| record.job_status() == JobStatus::Completed)
        .and_then(|record| Url::parse(&record.video_url?).ok())
        .ok_or(CopyError::NoVideo)?;
    let video = app.fetcher.fetch(&url).await.map_err(CopyError::Fetch)?;
    let kept = app.files.keep_stream(&file_of(&claim.video), app.kept.max_bytes, video.into_pieces()).await;
    kept.map_err(CopyError::Store)
}
