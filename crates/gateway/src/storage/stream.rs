use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use object_store::{ObjectStoreExt as _, WriteMultipart};

use super::quota::Reservation;
use super::{FileStore, StorageError, name};
use crate::capability::FileId;

/// Parts of a video that are sent to the bucket at the same time.
const CONCURRENT_PARTS: usize = 2;

impl FileStore {
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
