use std::path::{Path as FolderPath, PathBuf};
use std::sync::Arc;

use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _, PutPayload};

use super::direct_upload::PutUrls;
use super::keyed_semaphore::KeyedSemaphore;
use super::quota::Quota;
use super::{Storage, StorageError, name};
use crate::HttpsProxy;
use crate::capability::FileId;
use crate::media::MediaType;

/// Uploads and archived videos, one object each.
pub struct FileStore {
    pub(super) objects: Arc<dyn ObjectStore>,
    /// The folder, if it is one and not a bucket.
    pub(super) folder: Option<PathBuf>,
    pub(super) put_urls: Option<PutUrls>,
    pub(super) uploads: Arc<Quota>,
    pub(super) videos: Arc<Quota>,
    /// One writer at a time for each upload id.
    pub(super) turns: KeyedSemaphore<[u8; FileId::LENGTH]>,
}

impl FileStore {
    /// Opens the folder or the bucket, and sweeps what has expired.
    ///
    /// # Errors
    ///
    /// It cannot be written, listed or deleted from.
    pub async fn open(
        storage: &Storage,
        proxy: Option<&HttpsProxy>,
        data_dir: &FolderPath,
        uploads_max_bytes: u64,
        videos_max_bytes: u64,
        now_seconds: u64,
    ) -> Result<Self, StorageError> {
        let (objects, folder, put_urls): (Arc<dyn ObjectStore>, _, _) = match storage {
            Storage::Disk => {
                // A caller that was told that its upload is stored must not lose it to a power failure.
                let disk = LocalFileSystem::new_with_prefix(data_dir)?.with_fsync(true);
                (Arc::new(disk), Some(data_dir.to_path_buf()), None)
            }
            Storage::Bucket(bucket) => {
                let objects = bucket.open(proxy)?;
                let put_urls = PutUrls::new(bucket, objects.credentials().clone());
                (Arc::new(objects), None, put_urls)
            }
        };
        let (uploads, videos) = (Quota::new(uploads_max_bytes), Quota::new(videos_max_bytes));
        let store = Self { objects, folder, put_urls, uploads, videos, turns: KeyedSemaphore::new(1) };
        // A storage that cannot be written to is reported now and not by the first upload. The name has expired already, so
        // the sweep deletes it.
        store.objects.put(&Path::from(format!("{}/0-check", name::UPLOADS)), PutPayload::from_static(b"check")).await?;
        store.sweep(now_seconds).await?;
        Ok(store)
    }

    /// Deletes a file before it expires.
    ///
    /// # Errors
    ///
    /// The disk or the bucket failed.
    pub async fn delete(&self, file: &FileId) -> Result<(), StorageError> {
        let name = name::of(file);
        let Some(meta) = optional(self.objects.head(&name).await)? else { return Ok(()) };
        self.delete_object(&name).await?;
        self.quota(file).release(meta.size);
        Ok(())
    }

    pub(super) async fn delete_object(&self, path: &Path) -> Result<(), StorageError> {
        // Another gateway on the same bucket may have deleted it.
        optional(self.objects.delete(path).await).map(|_| ())
    }

    pub(super) fn quota(&self, file: &FileId) -> &Arc<Quota> {
        if file.media_type == MediaType::Mp4 { &self.videos } else { &self.uploads }
    }
}

/// An object that does not exist is no error.
pub(super) fn optional<T>(got: object_store::Result<T>) -> Result<Option<T>, StorageError> {
    match got {
        Ok(value) => Ok(Some(value)),
        Err(object_store::Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
