use akool_contract::{JobRecord, JobStatus, ResultList};

use super::Archive;
use crate::capability::FileId;
use crate::media::MediaType;
use akool_ledger::ArchivedVideo;

const SECONDS_PER_DAY: u64 = 24 * 60 * 60;

impl Archive {
    /// Records which jobs have ended, and rewrites the URLs of archived videos to their copies.
    pub async fn rewrite_urls(&self, list: &mut ResultList) {
        let Some(days) = self.days else { return };
        let ended: Vec<(String, bool)> = list.result.iter().filter_map(ended).collect();
        if ended.is_empty() {
            return;
        }
        let now_ms = self.clock.now_ms();
        let expires_at_seconds = now_ms / 1000 + u64::from(days.get()) * SECONDS_PER_DAY;
        let (archived, is_new) = match self.ledger.note_ended(ended, expires_at_seconds, now_ms).await {
            Ok(recorded) => recorded,
            // The vendor's URL still works, and the next poll records the video.
            Err(fault) => return tracing::error!(%fault, "a finished video could not be recorded for copying"),
        };
        if is_new {
            self.videos_waiting.notify_one();
        }
        for record in &mut list.result {
            let copy = record.id.as_ref().and_then(|id| archived.get(id));
            if let Some(copy) = copy.filter(|copy| copy.expires_at_seconds > now_ms / 1000) {
                record.video_url = Some(self.urls.file(&file_of(copy)));
            }
        }
    }

    /// Deletes the copies of videos that their owner has deleted, and does not copy those that wait for it.
    pub async fn forget_videos(&self, vendor_ids: Vec<String>) {
        if self.days.is_none() {
            return;
        }
        match self.ledger.forget_videos(vendor_ids).await {
            Ok(copies) => {
                for copy in &copies {
                    if let Err(fault) = self.storage.delete(&file_of(copy)).await {
                        tracing::error!(%fault, "the copy of a deleted video could not be deleted");
                    }
                }
            }
            Err(fault) => tracing::error!(%fault, "the copy of a deleted video could not be found"),
        }
    }
}

/// The file of a copy.
pub fn file_of(copy: &ArchivedVideo) -> FileId {
    FileId { id: copy.file, media_type: MediaType::Mp4, expires_at_seconds: copy.expires_at_seconds }
}

/// A job that has ended, and whether it has a video.
fn ended(record: &JobRecord) -> Option<(String, bool)> {
    let has_video = match record.job_status() {
        JobStatus::Completed => record.video_url.is_some(),
        JobStatus::Failed => false,
        _ => return None,
    };
    Some((record.id.clone()?, has_video))
}
