use bytes::Bytes;
use object_store::path::Path;
use object_store::{ObjectStoreExt as _, PutPayload};
use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::quota::Reservation;
use super::store::optional;
use super::{FileStore, StorageError, name};
use crate::capability::FileId;
use crate::media::MediaType;

/// As long as the vendor keeps results, so that the same picture can be used again within that time.
pub const UPLOAD_LIFETIME_SECONDS: u64 = 7 * 24 * 60 * 60;

impl FileStore {
    /// Stores an upload until `expires_at_seconds` at least. It appears under its name only when it is complete. `ids` are
    /// the ids that [`ContentIds`](crate::capability::ContentIds) gives its bytes. If one of them is stored already, nothing
    /// is written, no more space is used, and that file's life is extended.
    ///
    /// # Errors
    ///
    /// [`StorageError::Full`], or the disk or the bucket failed.
    pub async fn store_upload(
        &self,
        ids: &[[u8; FileId::LENGTH]],
        media_type: MediaType,
        bytes: Bytes,
        expires_at_seconds: u64,
        now_seconds: u64,
    ) -> Result<FileId, StorageError> {
        let named = |id: &[u8; FileId::LENGTH]| FileId { id: *id, media_type, expires_at_seconds };
        let Some(file) = ids.first().map(named) else { return Err(StorageError::Source) };
        // If two callers send the same bytes at once, the second finds what the first has written.
        let turn = self.turns.acquire(file.id).await;
        for known in ids.iter().map(named) {
            if self.extend(&known, now_seconds).await? {
                return Ok(known);
            }
        }
        let reservation = self.uploads.reserve(bytes.len() as u64).ok_or(StorageError::Full)?;
        self.write(name::of(&file), bytes, reservation, turn).await?;
        Ok(file)
    }

    /// Extends the life of an upload to that of its URL. Returns whether the upload is stored.
    async fn extend(&self, file: &FileId, now_seconds: u64) -> Result<bool, StorageError> {
        let names = name::earlier_of(file, now_seconds);
        let lookups = names.iter().map(|name| async move { optional(self.objects.head(name).await) });
        let heads = futures_util::future::try_join_all(lookups).await?;
        match heads.iter().position(Option::is_some) {
            None => Ok(false),
            Some(0) => Ok(true),
            Some(at) => match self.objects.rename(&names[at], &names[0]).await {
                Ok(()) => Ok(true),
                // It has expired meanwhile, or another gateway has renamed it.
                Err(object_store::Error::NotFound { .. }) => Ok(false),
                Err(error) => Err(error.into()),
            },
        }
    }

    /// Writes a file on a task of its own. The task outlives a caller that disconnects, so that the quota ends up with what is
    /// really stored.
    async fn write(
        &self,
        path: Path,
        bytes: Bytes,
        reservation: Reservation,
        turn: Option<OwnedSemaphorePermit>,
    ) -> Result<(), StorageError> {
        let (objects, can_cancel) = (self.objects.clone(), self.folder.is_none());
        let (mut result, received) = oneshot::channel();
        tokio::spawn(async move {
            let written = tokio::select! {
                written = objects.put(&path, PutPayload::from_bytes(bytes)) => Some(written),
                () = result.closed(), if can_cancel => None,
            };
            match written {
                Some(Ok(_)) if !result.is_closed() => drop(reservation.commit()),
                Some(Err(_)) => drop(reservation),
                // The folder belongs to this gateway alone, and the file's URL was not given out. If this fails, the sweep counts it.
                Some(Ok(_)) => {
                    let _ = objects.delete(&path).await;
                    drop(reservation);
                }
                // The bucket may have stored it anyway. Then it stays, since another gateway may have found it by now.
                None => match objects.head(&path).await {
                    Ok(_) => drop(reservation.commit()),
                    Err(_) => drop(reservation),
                },
            }
            drop(turn);
            let _ = result.send(written.transpose().map(drop));
        });
        match received.await {
            Ok(written) => Ok(written?),
            Err(_) => Err(StorageError::Source),
        }
    }
}
