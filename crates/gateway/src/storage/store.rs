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
use tokio::sync::{OwnedSemaphorePermit, oneshot};
use tokio_util::io::ReaderStream;
use url::Url;

use super::put_url::PutUrls;
use super::quota::{BudgetExceeded, Quota, Reservation};
use super::{Storage, name};
use crate::capability::{FileId, UploadTicket};
use crate::media::MediaType;
use crate::storage::keyed_semaphore::KeyedSemaphore;

/// Larger pieces than the library's, which would make a video of fifty megabytes six thousand reads.
const PIECE_BYTES: usize = 64 * 1024;
/// Parts of a video on their way to the bucket at the same time.
const CONCURRENT_PARTS: usize = 2;
const CONCURRENT_DELETES: usize = 8;
/// As long as the vendor keeps results, so that a video can be made again from the same picture within that time.
pub const UPLOAD_LIFETIME_SECONDS: u64 = 7 * 24 * 60 * 60;
/// The library writes under another name first; what a crash left of that is older than any write takes.
const ABANDONED_AFTER: Duration = Duration::from_secs(60 * 60);

/// Uploads and kept videos, one object each.
pub struct FileStore {
    objects: Arc<dyn ObjectStore>,
    /// Whether it is a folder, and which.
    folder: Option<PathBuf>,
    put_urls: Option<PutUrls>,
    uploads: Arc<Quota>,
    videos: Arc<Quota>,
    /// Whose turn it is to write an upload of this name.
    turns: KeyedSemaphore<[u8; FileId::LENGTH]>,
}

/// Why a file was not kept or not read.
pub enum StorageError {
    /// All files of its kind together would take more room than they may.
    Full,
    /// The subject has announced more files than it may before it sends them.
    SubjectShare,
    /// It is larger than it may be.
    TooLarge,
    /// Where it was to come from broke off.
    Source,
    /// The disk or the bucket.
    Broken(object_store::Error),
}

impl From<object_store::Error> for StorageError {
    fn from(error: object_store::Error) -> Self {
        Self::Broken(error)
    }
}

impl std::fmt::Display for StorageError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Full => "there is no room left",
            Self::SubjectShare => "one subject has announced too much",
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
impl std::fmt::Debug for StorageError {
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
    ) -> Result<Self, StorageError> {
        let (objects, folder, put_urls): (Arc<dyn ObjectStore>, _, _) = match storage {
            Storage::Disk => {
                // A process that was told that its upload is there must not lose it to a power failure.
                let disk = LocalFileSystem::new_with_prefix(data_dir)?.with_fsync(true);
                (Arc::new(disk), Some(data_dir.to_path_buf()), None)
            }
            Storage::Bucket(bucket) => (Arc::new(bucket.open()?), None, PutUrls::new(bucket)),
        };
        let (uploads, videos) = (Quota::new(uploads_max_bytes), Quota::new(videos_max_bytes));
        let store = Self { objects, folder, put_urls, uploads, videos, turns: KeyedSemaphore::new(1) };
        // A storage that can be read and not written to is found out now and not by the first upload. Its name has expired
        // already, so that the sweep takes it away.
        store.objects.put(&Path::from(format!("{}/0-check", name::UPLOADS)), PutPayload::from_static(b"check")).await?;
        store.sweep(now_seconds).await?;
        Ok(store)
    }

    /// Keeps an upload until `expires_at_seconds` at least. It appears under its name only when it is whole. Where the same
    /// bytes are there already, under one of the names that [`ContentIds`](crate::capability::ContentIds) gives them,
    /// nothing is written and no more room is taken: that file lives on.
    pub async fn keep_upload(
        &self,
        ids: &[[u8; FileId::LENGTH]],
        media_type: MediaType,
        bytes: Bytes,
        expires_at_seconds: u64,
        now_seconds: u64,
    ) -> Result<FileId, StorageError> {
        let named = |id: &[u8; FileId::LENGTH]| FileId { id: *id, media_type, expires_at_seconds };
        let Some(file) = ids.first().map(named) else { return Err(StorageError::Source) };
        // Of two that send the same at the same time, the second finds what the first has written.
        let turn = self.turns.acquire(file.id).await;
        for known in ids.iter().map(named) {
            if self.prolong(&known, now_seconds).await? {
                return Ok(known);
            }
        }
        let reservation = self.uploads.reserve(bytes.len() as u64).ok_or(StorageError::Full)?;
        self.write(name::of(&file), bytes, reservation, turn).await?;
        Ok(file)
    }

    /// Lets an upload live as long as its URL says, if it is there.
    async fn prolong(&self, file: &FileId, now_seconds: u64) -> Result<bool, StorageError> {
        let names = name::earlier_of(file, now_seconds);
        let looks = names.iter().map(|name| async move { found(self.objects.head(name).await) });
        let heads = futures_util::future::try_join_all(looks).await?;
        match heads.iter().position(Option::is_some) {
            None => Ok(false),
            Some(0) => Ok(true),
            Some(at) => match self.objects.rename(&names[at], &names[0]).await {
                Ok(()) => Ok(true),
                // It has expired meanwhile, or another gateway was quicker.
                Err(object_store::Error::NotFound { .. }) => Ok(false),
                Err(error) => Err(error.into()),
            },
        }
    }

    /// Writes a file on a task of its own, which outlives a caller who hangs up, so that the room it took ends up as what is
    /// really there.
    async fn write(
        &self,
        path: Path,
        bytes: Bytes,
        reservation: Reservation,
        turn: Option<OwnedSemaphorePermit>,
    ) -> Result<(), StorageError> {
        let (objects, can_break_off) = (self.objects.clone(), self.folder.is_none());
        let (mut told, hears) = oneshot::channel();
        tokio::spawn(async move {
            let written = tokio::select! {
                written = objects.put(&path, PutPayload::from_bytes(bytes)) => Some(written),
                () = told.closed(), if can_break_off => None,
            };
            match written {
                Some(Ok(_)) if !told.is_closed() => drop(reservation.commit()),
                Some(Err(_)) => drop(reservation),
                // The folder is this gateway's alone, and the file's URL was not given out. Should this fail, the sweep counts it.
                Some(Ok(_)) => {
                    let _ = objects.delete(&path).await;
                    drop(reservation);
                }
                // The bucket may have it all the same. Then it stays, since another gateway may have found it there by now.
                None => match objects.head(&path).await {
                    Ok(_) => drop(reservation.commit()),
                    Err(_) => drop(reservation),
                },
            }
            drop(turn);
            let _ = told.send(written.transpose().map(drop));
        });
        match hears.await {
            Ok(written) => written.map_err(StorageError::Broken),
            Err(_) => Err(StorageError::Source),
        }
    }

    /// Keeps a file that comes in pieces, of which not more than a few are held in memory. Returns how large it was.
    pub async fn keep_stream<Fault>(
        &self,
        file: &FileId,
        maximum_bytes: u64,
        pieces: impl Stream<Item = Result<Bytes, Fault>>,
    ) -> Result<u64, StorageError> {
        let mut reservation = self.room(file).reserve(0).ok_or(StorageError::Full)?;
        let mut unfinished = Unfinished(Some(WriteMultipart::new(self.objects.put_multipart(&name::of(file)).await?)));
        let Some(writing) = &mut unfinished.0 else { return Err(StorageError::Source) };
        let outcome = write_pieces(writing, &mut reservation, maximum_bytes, pieces).await;
        // Of a file that is not whole nothing stays: neither in the bucket nor of the room it took.
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

    /// How large a file is, if it is there.
    pub async fn size(&self, file: &FileId, now_seconds: u64) -> Result<Option<u64>, StorageError> {
        for name in name::all_of(file, now_seconds) {
            if let Some(meta) = found(self.objects.head(&name).await)? {
                return Ok(Some(meta.size));
            }
        }
        Ok(None)
    }

    /// Reads a file or a part of it, if it is there.
    pub async fn read(
        &self,
        file: &FileId,
        range: Option<Range<u64>>,
        now_seconds: u64,
    ) -> Result<Option<Contents>, StorageError> {
        let options = GetOptions { range: range.map(GetRange::Bounded), ..GetOptions::default() };
        for name in name::all_of(file, now_seconds) {
            if let Some(found) = found(self.objects.get_opts(&name, options.clone()).await)? {
                return contents(found).await.map(Some);
            }
        }
        Ok(None)
    }

    /// Forgets a file before its time.
    pub async fn forget(&self, file: &FileId) -> Result<(), StorageError> {
        let Some(meta) = found(self.objects.head(&name::of(file)).await)? else { return Ok(()) };
        self.delete(&name::of(file)).await?;
        self.room(file).free(meta.size);
        Ok(())
    }

    /// Whether pages can put files here by themselves.
    pub fn takes_direct_uploads(&self) -> bool {
        self.put_urls.is_some()
    }

    /// The URL that a subject's ticket stands for. The room is taken at once, since the bucket will not ask us again.
    pub fn put_url(
        &self,
        ticket: &UploadTicket,
        subject: &str,
        lifetime: Duration,
        now_seconds: u64,
    ) -> Result<Option<Url>, StorageError> {
        let Some(put_urls) = &self.put_urls else { return Ok(None) };
        let length = u64::from(ticket.length);
        self.uploads.announce(subject, length, ticket.usable_until_seconds, now_seconds).map_err(
            |reason| match reason {
                BudgetExceeded::Full => StorageError::Full,
                BudgetExceeded::SubjectShare => StorageError::SubjectShare,
            },
        )?;
        let url = put_urls.sign(&name::incoming(ticket), length, ticket.file.media_type.mime(), lifetime);
        Ok(Some(url))
    }

    /// What a page has put in for a ticket, if it has; never more than was announced.
    pub async fn incoming(&self, ticket: &UploadTicket) -> Result<Option<Bytes>, StorageError> {
        let got = self.objects.get_opts(&name::incoming(ticket), GetOptions::default()).await;
        let Some(found) = found(got)? else { return Ok(None) };
        let announced = ticket.length as usize;
        if found.meta.size != announced as u64 {
            return Err(StorageError::TooLarge);
        }
        let mut bytes = BytesMut::with_capacity(announced);
        let mut pieces = found.into_stream();
        while let Some(piece) = pieces.try_next().await? {
            if bytes.len() + piece.len() > announced {
                return Err(StorageError::TooLarge);
            }
            bytes.extend_from_slice(&piece);
        }
        Ok(Some(bytes.freeze()))
    }

    /// Forgets what a page has put in.
    pub async fn forget_incoming(&self, ticket: &UploadTicket, subject: &str) -> Result<(), StorageError> {
        self.delete(&name::incoming(ticket)).await?;
        self.uploads.redeem(subject, u64::from(ticket.length), ticket.usable_until_seconds);
        Ok(())
    }

    /// Notes which file came of a ticket.
    pub async fn note_completed(&self, ticket: &UploadTicket, file: &FileId) -> Result<(), StorageError> {
        self.objects.put(&name::completed(ticket), PutPayload::from(file.pack().to_vec())).await?;
        Ok(())
    }

    /// Which file came of a ticket, if it was completed.
    pub async fn completed(&self, ticket: &UploadTicket) -> Result<Option<FileId>, StorageError> {
        let got = self.objects.get_opts(&name::completed(ticket), GetOptions::default()).await;
        let Some(found) = found(got)? else { return Ok(None) };
        let bytes = found.bytes().await?;
        Ok(bytes.as_ref().try_into().ok().and_then(FileId::unpack))
    }

    /// Deletes what has expired and counts the rest. Returns how many files went. Files with other names than ours are
    /// left alone, whoever put them there.
    pub async fn sweep(&self, now_seconds: u64) -> Result<usize, StorageError> {
        if let Some(folder) = &self.folder {
            for part in [name::UPLOADS, name::VIDEOS] {
                delete_abandoned(&folder.join(part));
            }
        }
        let mut expired = Vec::new();
        for (folders, room) in
            [(&[name::UPLOADS, name::INCOMING, name::COMPLETED][..], &self.uploads), (&[name::VIDEOS], &self.videos)]
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

    async fn delete(&self, path: &Path) -> Result<(), StorageError> {
        match self.objects.delete(path).await {
            // Another gateway on the same bucket was quicker.
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    fn room(&self, file: &FileId) -> &Arc<Quota> {
        if file.media_type == MediaType::Mp4 { &self.videos } else { &self.uploads }
    }
}

/// A file that is being written in parts. Dropped before its end, it tells the storage to forget the parts.
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
    let mut taken = 0;
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| StorageError::Source)?;
        taken += piece.len() as u64;
        if taken > maximum_bytes {
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

async fn contents(found: GetResult) -> Result<Contents, StorageError> {
    let (size, range) = (found.meta.size, found.range.clone());
    let body = match found.payload {
        GetResultPayload::File(file, _) => {
            let mut file = tokio::fs::File::from_std(file);
            let sought = file.seek(std::io::SeekFrom::Start(range.start)).await;
            sought.map_err(|error| object_store::Error::Generic { store: "disk", source: Box::new(error) })?;
            let length = range.end.saturating_sub(range.start);
            Body::from_stream(ReaderStream::with_capacity(file.take(length), PIECE_BYTES))
        }
        GetResultPayload::Stream(stream) => Body::from_stream(stream),
    };
    Ok(Contents { size, range, body })
}

fn found<T>(got: object_store::Result<T>) -> Result<Option<T>, StorageError> {
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
