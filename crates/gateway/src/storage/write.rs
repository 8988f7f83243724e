use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use object_store::path::Path;
use object_store::{ObjectStoreExt as _, PutPayload, WriteMultipart};
use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::quota::Reservation;
use super::store::optional;
use super::{FileStore, StorageError, name};
use crate::capability::FileId;
use crate::media::MediaType;

/// As long as the vendor keeps results, so that the same picture can be used again within that time.
pub const UPLOAD_LIFETIME_SECONDS: u64 = 7 * 24 * 60 * 60;
/// Parts of a video that are sent to the bucket at the same time.
const CONCURRENT_PARTS: usize = 2;

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

    /// Stores a file that arrives in pieces, of which a few at most are held in memory. Returns its size.
    ///
    /// # Errors
    ///
    /// The file is too large, the quota is used up, or the source, the disk or the bucket failed. Nothing is stored then.
    pub async fn store_stream<Fault>(
        &self,
        file: &FileId,
        maximum_bytes: u64,
        pieces: impl Stream<Item = Result<Bytes, Fault>>,
    ) -> Result<u64, StorageError> {
        let mut reservation = self.quota(file).reserve(0).ok_or(StorageError::Full)?;
        let mut unfinished = Unfinished(Some(WriteMultipart::new(self.objects.put_multipart(&name::of(file)).await?)));
        let Some(writing) = &mut unfinished.0 else { return Err(StorageError::Source) };
        let outcome = write_pieces(writing, &mut reservation, maximum_bytes, pieces).await;
        // Nothing stays of an incomplete file: no parts in the bucket and no reservation.
        match (outcome, unfinished.0.take()) {
            (Ok(()), Some(writing)) => drop(writing.finish().await?),
            (Err(fault), writing) => {
                if let Some(writing) = writing {
                    let _ = writing.abort().await;
                }
                return Err(fault);
            }
            (Ok(()), None) => return Err(StorageError::Source),
        }
        Ok(reservation.commit())
    }
}

/// A file that is written in parts. If it is dropped before the end, the parts are deleted.
struct Unfinished(Option<WriteMultipart>);

impl Drop for Unfinished {
    fn drop(&mut self) {
        if let (Some(writing), Ok(runtime)) = (self.0.take(), tokio::runtime::Handle::try_current()) {
            runtime.spawn(async move {
                let _ = writing.abort().await;
            });
        }
    }
}

async fn write_pieces<Fault>(
    writing: &mut WriteMultipart,
    reservation: &mut Reservation,
    maximum_bytes: u64,
    pieces: impl Stream<Item = Result<Bytes, Fault>>,
) -> Result<(), StorageError> {
    let mut pieces = std::pin::pin!(pieces);
    let mut total = 0;
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| StorageError::Source)?;
        total += piece.len() as u64;
        if total > maximum_bytes {
            return Err(StorageError::TooLarge);
        }
        if !reservation.grow(piece.len() as u64) {
            return Err(StorageError::Full);
        }
        writing.wait_for_capacity(CONCURRENT_PARTS).await?;
        writing.put(piece);
    }
    Ok(())
}
