use std::ops::Range;
use std::path::{Path as FolderPath, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt as _, TryStreamExt as _};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{
    GetOptions, GetRange, GetResult, GetResultPayload, ObjectStore, ObjectStoreExt as _, PutPayload, WriteMultipart,
};
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};
use tokio_util::io::ReaderStream;
use url::Url;

use super::put_url::PutUrls;
use super::room::Room;
use super::{Storage, name};
use crate::capability::{FileId, UploadTicket};
use crate::media::MediaType;

/// Larger pieces than the library's, which would make a video of fifty megabytes six thousand reads.
const PIECE_BYTES: usize = 64 * 1024;
/// Parts of a video on their way to the bucket at the same time.
const CONCURRENT_PARTS: usize = 2;
const CONCURRENT_DELETES: usize = 8;
/// The library writes under another name first; what a crash left of that is older than any write takes.
const ABANDONED_AFTER: Duration = Duration::from_secs(60 * 60);

/// Uploads and kept videos, one object each.
pub struct FileStore {
    objects: Arc<dyn ObjectStore>,
    /// Whether it is a folder, and which.
    folder: Option<PathBuf>,
    put_urls: Option<PutUrls>,
    uploads: Room,
    videos: Room,
}

/// Why a file was not kept or not read.
pub enum StoreFault {
    /// All files of its kind together would take more room than they may.
    Full,
    /// It is larger than it may be.
    TooLarge,
    /// Where it was to come from broke off.
    Source,
    /// The disk or the bucket.
    Broken(object_store::Error),
}

impl From<object_store::Error> for StoreFault {
    fn from(error: object_store::Error) -> Self {
        Self::Broken(error)
    }
}

impl std::fmt::Display for StoreFault {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Full => "there is no room left",
            Self::TooLarge => "the file is too large",
            Self::Source => "the source broke off",
            Self::Broken(object_store::Error::PermissionDenied { .. }) => "access is denied",
            Self::Broken(object_store::Error::Unauthenticated { .. }) => "the credentials are refused",
            Self::Broken(object_store::Error::NotFound { .. }) => "it does not exist",
            Self::Broken(_) => "it cannot be reached or does not work",
        })
    }
}

/// The same: what the library says in detail may hold what it was answered, and that quotes what was signed.
impl std::fmt::Debug for StoreFault {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, formatter)
    }
}

/// What is read of a file.
pub struct Contents {
    /// Of the whole file.
    pub size: u64,
    /// Which bytes these are.
    pub range: Range<u64>,
    /// The bytes.
    pub body: Body,
}

impl FileStore {
    /// Opens the folder or the bucket and sweeps what expired while nobody looked.
    pub async fn open(
        storage: &Storage,
        data_dir: &FolderPath,
        uploads_max_bytes: u64,
        videos_max_bytes: u64,
        now_seconds: u64,
    ) -> Result<Self, StoreFault> {
        let (objects, folder, put_urls): (Arc<dyn ObjectStore>, _, _) = match storage {
            Storage::Disk => {
                // A process that was told that its upload is there must not lose it to a power failure.
                let disk = LocalFileSystem::new_with_prefix(data_dir)?.with_fsync(true);
                (Arc::new(disk), Some(data_dir.to_path_buf()), None)
            }
            Storage::Bucket(bucket) => (Arc::new(bucket.open()?), None, PutUrls::new(bucket)),
        };
        let (uploads, videos) = (Room::new(uploads_max_bytes), Room::new(videos_max_bytes));
        let store = Self { objects, folder, put_urls, uploads, videos };
        // A storage that can be read and not written to is found out now and not by the first upload. Its name has expired
        // already, so that the sweep takes it away.
        store.objects.put(&Path::from(format!("{}/0-check", name::UPLOADS)), PutPayload::from_static(b"check")).await?;
        store.sweep(now_seconds).await?;
        Ok(store)
    }

    /// Keeps a file. It appears under its name only when it is whole.
    pub async fn keep(&self, file: &FileId, bytes: Bytes) -> Result<(), StoreFault> {
        let size = bytes.len() as u64;
        if !self.room(file).take(size) {
            return Err(StoreFault::Full);
        }
        let kept = self.objects.put(&name::of(file), PutPayload::from_bytes(bytes)).await;
        self.note_end(file, size, kept.is_ok());
        kept.map(drop).map_err(StoreFault::Broken)
    }

    /// Keeps a file that comes in pieces, of which not more than a few are held in memory. Returns how large it was.
    pub async fn keep_stream<Fault>(
        &self,
        file: &FileId,
        maximum_bytes: u64,
        pieces: impl Stream<Item = Result<Bytes, Fault>>,
    ) -> Result<u64, StoreFault> {
        let mut writing = WriteMultipart::new(self.objects.put_multipart(&name::of(file)).await?);
        let mut taken = 0;
        let outcome = self.write_pieces(file, maximum_bytes, pieces, &mut writing, &mut taken).await;
        // Of a file that is not whole nothing stays: neither in the bucket nor of the room it took.
        let outcome = match outcome {
            Ok(()) => writing.finish().await.map(|_| taken).map_err(StoreFault::Broken),
            Err(fault) => {
                let _ = writing.abort().await;
                Err(fault)
            }
        };
        self.note_end(file, taken, outcome.is_ok());
        outcome
    }

    fn note_end(&self, file: &FileId, size: u64, is_kept: bool) {
        let room = self.room(file);
        if is_kept { room.keep(size) } else { room.give_back(size) }
    }

    async fn write_pieces<Fault>(
        &self,
        file: &FileId,
        maximum_bytes: u64,
        pieces: impl Stream<Item = Result<Bytes, Fault>>,
        writing: &mut WriteMultipart,
        taken: &mut u64,
    ) -> Result<(), StoreFault> {
        let mut pieces = std::pin::pin!(pieces);
        while let Some(piece) = pieces.next().await {
            let piece = piece.map_err(|_| StoreFault::Source)?;
            let size = piece.len() as u64;
            if *taken + size > maximum_bytes {
                return Err(StoreFault::TooLarge);
            }
            if !self.room(file).take(size) {
                return Err(StoreFault::Full);
            }
            *taken += size;
            writing.wait_for_capacity(CONCURRENT_PARTS).await?;
            writing.put(piece);
        }
        Ok(())
    }

    /// How large a file is, if it is there.
    pub async fn size(&self, file: &FileId) -> Result<Option<u64>, StoreFault> {
        match self.objects.head(&name::of(file)).await {
            Ok(meta) => Ok(Some(meta.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Reads a file or a part of it, if it is there.
    pub async fn read(&self, file: &FileId, range: Option<Range<u64>>) -> Result<Option<Contents>, StoreFault> {
        let options = GetOptions { range: range.map(GetRange::Bounded), ..GetOptions::default() };
        let Some(found) = found(self.objects.get_opts(&name::of(file), options).await)? else { return Ok(None) };
        let (size, range) = (found.meta.size, found.range.clone());
        let body = match found.payload {
            GetResultPayload::File(file, _) => {
                let mut file = tokio::fs::File::from_std(file);
                let sought = file.seek(std::io::SeekFrom::Start(range.start)).await;
                sought.map_err(|error| object_store::Error::Generic { store: "disk", source: Box::new(error) })?;
                Body::from_stream(ReaderStream::with_capacity(file.take(range.end - range.start), PIECE_BYTES))
            }
            GetResultPayload::Stream(stream) => Body::from_stream(stream),
        };
        Ok(Some(Contents { size, range, body }))
    }

    /// Forgets a file before its time.
    pub async fn forget(&self, file: &FileId) -> Result<(), StoreFault> {
        let Some(size) = self.size(file).await? else { return Ok(()) };
        self.delete(&name::of(file)).await?;
        self.room(file).free(size);
        Ok(())
    }

    /// Whether pages can put files here by themselves.
    pub fn takes_direct_uploads(&self) -> bool {
        self.put_urls.is_some()
    }

    /// The URL that a ticket stands for. The room is taken at once, since the bucket will not ask us again.
    pub fn put_url(&self, ticket: &UploadTicket, lifetime: Duration) -> Result<Option<Url>, StoreFault> {
        let Some(put_urls) = &self.put_urls else { return Ok(None) };
        let length = u64::from(ticket.length);
        if !self.uploads.promise(length, ticket.usable_until_seconds) {
            return Err(StoreFault::Full);
        }
        let url = put_urls.sign(&name::incoming(ticket), length, ticket.file.media_type.mime(), lifetime);
        Ok(Some(url))
    }

    /// What a page has put in for a ticket, if it has; never more than was announced.
    pub async fn incoming(&self, ticket: &UploadTicket) -> Result<Option<Bytes>, StoreFault> {
        let got = self.objects.get_opts(&name::incoming(ticket), GetOptions::default()).await;
        let Some(found) = found(got)? else { return Ok(None) };
        let announced = ticket.length as usize;
        if found.meta.size != announced as u64 {
            return Err(StoreFault::TooLarge);
        }
        let mut bytes = BytesMut::with_capacity(announced);
        let mut pieces = found.into_stream();
        while let Some(piece) = pieces.try_next().await? {
            if bytes.len() + piece.len() > announced {
                return Err(StoreFault::TooLarge);
            }
            bytes.extend_from_slice(&piece);
        }
        Ok(Some(bytes.freeze()))
    }

    /// Forgets what a page has put in.
    pub async fn forget_incoming(&self, ticket: &UploadTicket) -> Result<(), StoreFault> {
        self.delete(&name::incoming(ticket)).await?;
        self.uploads.redeem(u64::from(ticket.length), ticket.usable_until_seconds);
        Ok(())
    }

    /// Deletes what has expired and counts the rest. Returns how many files went. Files with other names than ours are
    /// left alone, whoever put them there.
    pub async fn sweep(&self, now_seconds: u64) -> Result<usize, StoreFault> {
        if let Some(folder) = &self.folder {
            for part in [name::UPLOADS, name::VIDEOS] {
                delete_abandoned(&folder.join(part));
            }
        }
        let mut expired = Vec::new();
        for (folders, room) in
            [([name::UPLOADS, name::INCOMING].as_slice(), &self.uploads), (&[name::VIDEOS], &self.videos)]
        {
            let mut alive_bytes = 0;
            room.begin_count();
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
            room.end_count(alive_bytes, now_seconds);
        }
        let gone = expired.len();
        let expired = futures_util::stream::iter(expired.into_iter().map(Ok));
        expired.try_for_each_concurrent(CONCURRENT_DELETES, |path| async move { self.delete(&path).await }).await?;
        Ok(gone)
    }

    async fn delete(&self, path: &Path) -> Result<(), StoreFault> {
        match self.objects.delete(path).await {
            // Another gateway on the same bucket was quicker.
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    fn room(&self, file: &FileId) -> &Room {
        if file.media_type == MediaType::Mp4 { &self.videos } else { &self.uploads }
    }
}

fn found(got: object_store::Result<GetResult>) -> Result<Option<GetResult>, StoreFault> {
    match got {
        Ok(found) => Ok(Some(found)),
        Err(object_store::Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The library marks names that are still being written to with `#`, and never lists them.
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
