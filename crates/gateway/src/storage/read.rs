use std::ops::Range;

use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt as _, TryStreamExt as _};
use object_store::{GetOptions, GetRange, GetResult, GetResultPayload, ObjectStore as _, ObjectStoreExt as _};
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};
use tokio_util::io::ReaderStream;

use super::store::optional;
use super::{BackendError, FileStore, StorageError, name};
use crate::capability::FileId;

/// The library reads in smaller pieces, which would make six thousand reads of a video of fifty megabytes.
const PIECE_BYTES: usize = 64 * 1024;

/// A file, or a part of it.
pub struct Contents {
    /// The size of the whole file.
    pub size: u64,
    /// Which bytes these are.
    pub range: Range<u64>,
    /// The bytes.
    pub bytes: BoxStream<'static, Result<Bytes, StorageError>>,
}

impl FileStore {
    /// The size of a file, if it is stored.
    ///
    /// # Errors
    ///
    /// The disk or the bucket failed.
    pub async fn size(&self, file: &FileId, now_seconds: u64) -> Result<Option<u64>, StorageError> {
        for name in name::all_of(file, now_seconds) {
            if let Some(meta) = optional(self.objects.head(&name).await)? {
                return Ok(Some(meta.size));
            }
        }
        Ok(None)
    }

    /// Reads a file or a part of it, if it is stored.
    ///
    /// # Errors
    ///
    /// The disk or the bucket failed.
    pub async fn read(
        &self,
        file: &FileId,
        range: Option<Range<u64>>,
        now_seconds: u64,
    ) -> Result<Option<Contents>, StorageError> {
        let options = GetOptions { range: range.map(GetRange::Bounded), ..GetOptions::default() };
        for name in name::all_of(file, now_seconds) {
            if let Some(result) = optional(self.objects.get_opts(&name, options.clone()).await)? {
                return contents(result).await.map(Some);
            }
        }
        Ok(None)
    }
}

async fn contents(result: GetResult) -> Result<Contents, StorageError> {
    let (size, range) = (result.meta.size, result.range.clone());
    let unavailable = |_| StorageError::from(BackendError::Unavailable);
    let bytes = match result.payload {
        GetResultPayload::File(file, _) => {
            let mut file = tokio::fs::File::from_std(file);
            file.seek(std::io::SeekFrom::Start(range.start)).await.map_err(unavailable)?;
            let length = range.end.saturating_sub(range.start);
            ReaderStream::with_capacity(file.take(length), PIECE_BYTES).map_err(unavailable).boxed()
        }
        GetResultPayload::Stream(stream) => stream.map_err(StorageError::from).boxed(),
    };
    Ok(Contents { size, range, bytes })
}
