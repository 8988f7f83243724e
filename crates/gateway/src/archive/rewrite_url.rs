use akool_contract::{JobRecord, JobStatus, ResultList};

use super::Archive;
use crate::capability::FileId;
use crate::media::MediaType;
use crate::telemetry::Chain;
use akool_ledger::ArchivedVideo;

const SECONDS_PER_DAY: u64 = 24 * 60 * 60;

impl Archive {
    /// Records which jobs have finished, and replaces the URLs of archived videos by those of the copies.
    pub async fn rewrite_urls(&self, list: &mut ResultList) {
        let Some(days) = self.days else { return };
        let ended: Vec<(String, bool)> = list.result.iter().filter_map(ended).collect();
        if ended.is_empty() {
            return;
        }
        let now_ms = self.clock.now_ms();
        let expires_at_seconds = now_ms / 1000 + u64::from(days.get()) * SECONDS_PER_DAY;
        let finished = match self.ledger.record_finished(ended, expires_at_seconds, now_ms).await {
            Ok(finished) => finished,
            // Akool's own URL works for now, and the next poll records the job.
            Err(error) => return tracing::error!(error = %Chain(&error), "finished jobs could not be recorded"),
        };
        if finished.has_new_videos {
            self.videos_waiting.notify_one();
        }
        for record in &mut list.result {
            let copy = record.id.as_ref().and_then(|id| finished.archived.get(id));
            if let Some(copy) = copy.filter(|copy| copy.expires_at_seconds > now_ms / 1000) {
                record.video_url = Some(self.urls.file(&file_of(copy)));
            }
        }
    }

    /// Records that the caller has deleted these jobs, and deletes the copies of their videos.
    pub async fn delete_jobs(&self, vendor_ids: Vec<String>) {
        let copies = match self.ledger.delete_jobs(vendor_ids, self.clock.now_ms()).await {
            Ok(copies) => copies,
            Err(error) => return tracing::error!(error = %Chain(&error), "deleted jobs could not be recorded"),
        };
        for copy in &copies {
            if let Err(error) = self.storage.delete(&file_of(copy)).await {
                tracing::error!(error = %Chain(&error), "the copy of a deleted video could not be deleted");
            }
        }
    }
}

/// The file of a copy.
pub fn file_of(copy: &ArchivedVideo) -> FileId {
    FileId { id: copy.file, media_type: MediaType::Mp4, expires_at_seconds: copy.expires_at_seconds }
}

/// The id of a finished job, and whether it has a video.
fn ended(record: &JobRecord) -> Option<(String, bool)> {
    let has_video = match record.job_status() {
        JobStatus::Completed => record.video_url.is_some(),
        JobStatus::Failed => false,
        _ => return None,
    };
    Some((record.id.clone()?, has_video))
}
