use std::path::Path as FolderPath;
use std::time::{Duration, SystemTime};

use futures_util::TryStreamExt as _;
use object_store::ObjectStore as _;
use object_store::path::Path;

use super::{FileStore, StorageError, name};

const CONCURRENT_DELETES: usize = 8;
/// Older than any write takes. The library writes under a temporary name first, which a crash leaves behind.
const ABANDONED_AFTER: Duration = Duration::from_secs(60 * 60);

impl FileStore {
    /// Deletes expired files and counts the size of the others. Returns how many files were deleted. Files whose names are
    /// not ours are left alone.
    ///
    /// # Errors
    ///
    /// The disk or the bucket failed.
    pub async fn sweep(&self, now_seconds: u64) -> Result<usize, StorageError> {
        if let Some(folder) = &self.folder {
            for part in [name::UPLOADS, name::VIDEOS] {
                delete_abandoned(&folder.join(part));
            }
        }
        let mut expired = Vec::new();
        for (folders, quota) in
            [(&[name::UPLOADS, name::INCOMING, name::COMPLETED][..], &self.uploads), (&[name::VIDEOS], &self.videos)]
        {
            let mut alive_bytes = 0;
            quota.begin_count();
            for folder in folders {
                let mut objects = self.objects.list(Some(&Path::from(*folder)));
                while let Some(object) = objects.try_next().await? {
                    match name::expiry_of(&object.location) {
                        Some(expiry) if expiry <= now_seconds => expired.push(object.location),
                        Some(_) => alive_bytes += object.size,
                        None => {}
                    }
                }
            }
            quota.end_count(alive_bytes, now_seconds);
        }
        let deleted = expired.len();
        let expired = futures_util::stream::iter(expired.into_iter().map(Ok));
        expired
            .try_for_each_concurrent(CONCURRENT_DELETES, |path| async move { self.delete_object(&path).await })
            .await?;
        Ok(deleted)
    }
}

/// Temporary names of the library contain `#`, and it never lists them.
fn delete_abandoned(folder: &FolderPath) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let is_partial = entry.file_name().to_string_lossy().contains('#');
        let modified = entry.metadata().and_then(|metadata| metadata.modified()).unwrap_or(SystemTime::now());
        let age = SystemTime::now().duration_since(modified).unwrap_or_default();
        if is_partial && age > ABANDONED_AFTER {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}
