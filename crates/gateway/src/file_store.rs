use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;

use crate::capability::FileId;

/// Uploaded files on local disk, one file each, named by their expiry so that sweeping needs no table.
pub struct FileStore {
    folder: PathBuf,
    used_bytes: AtomicU64,
    maximum_bytes: u64,
}

/// Why a file was not kept.
#[derive(Debug)]
pub enum StoreFault {
    /// All uploads together would take more room than they may.
    Full,
    /// The disk.
    Io(io::Error),
}

impl FileStore {
    /// Opens the folder and sweeps what expired while nobody looked.
    pub fn open(data_dir: &Path, maximum_bytes: u64, now_seconds: u64) -> io::Result<Self> {
        let folder = data_dir.join("uploads");
        std::fs::create_dir_all(&folder)?;
        let used_bytes = AtomicU64::new(size_of(&folder)?);
        let store = Self { folder, used_bytes, maximum_bytes };
        store.sweep(now_seconds)?;
        Ok(store)
    }

    /// Keeps a file. It appears under its name only when it is whole.
    pub fn keep(&self, file: &FileId, bytes: &Bytes) -> Result<(), StoreFault> {
        let size = bytes.len() as u64;
        let used_before = self.used_bytes.fetch_add(size, Ordering::Relaxed);
        let kept = if used_before + size > self.maximum_bytes {
            Err(StoreFault::Full)
        } else {
            self.write(file, bytes).map_err(StoreFault::Io)
        };
        if kept.is_err() {
            self.used_bytes.fetch_sub(size, Ordering::Relaxed);
        }
        kept
    }

    fn write(&self, file: &FileId, bytes: &Bytes) -> io::Result<()> {
        let path = self.path(file);
        let partial = path.with_extension("partial");
        std::fs::write(&partial, bytes)?;
        std::fs::rename(&partial, &path)
    }

    /// Where a file is, if it is there.
    pub fn path(&self, file: &FileId) -> PathBuf {
        let id: String = file.id.iter().map(|byte| format!("{byte:02x}")).collect();
        self.folder.join(format!("{}-{id}.{}", file.expires_at_seconds, file.media_type.extension()))
    }

    /// Deletes what has expired. Returns how many files went.
    pub fn sweep(&self, now_seconds: u64) -> io::Result<usize> {
        let mut gone = 0;
        for entry in std::fs::read_dir(&self.folder)? {
            let entry = entry?;
            if entry.file_name().to_str().and_then(expiry_of).is_some_and(|expiry| expiry > now_seconds) {
                continue;
            }
            let size = entry.metadata().map(|metadata| metadata.len()).unwrap_or_default();
            if std::fs::remove_file(entry.path()).is_ok() {
                self.used_bytes.fetch_sub(size, Ordering::Relaxed);
                gone += 1;
            }
        }
        Ok(gone)
    }
}

fn size_of(folder: &Path) -> io::Result<u64> {
    std::fs::read_dir(folder)?.map(|entry| Ok(entry?.metadata()?.len())).sum()
}

/// A half-written file counts as alive until the expiry in its name, like the whole one it was to become.
fn expiry_of(name: &str) -> Option<u64> {
    name.split_once('-')?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::MediaType;

    #[test]
    fn threat_24_expired_uploads_are_deleted_and_give_their_room_back() {
        let data = tempfile::TempDir::new().expect("a folder");
        let store = FileStore::open(data.path(), 10, 0).expect("it opens");
        let (early, late) = (FileId::random(MediaType::Ogg, 100), FileId::random(MediaType::Ogg, 200));
        store.keep(&early, &Bytes::from_static(b"12345")).expect("room for five");
        store.keep(&late, &Bytes::from_static(b"12345")).expect("room for ten");
        assert!(matches!(store.keep(&late, &Bytes::from_static(b"1")), Err(StoreFault::Full)));
        assert_eq!(store.sweep(100).expect("it sweeps"), 1);
        assert!(!store.path(&early).exists() && store.path(&late).exists());
        store.keep(&early, &Bytes::from_static(b"12345")).expect("room again");
        drop(store);
        let reopened = FileStore::open(data.path(), 10, 150).expect("it opens");
        assert!(
            !reopened.path(&early).exists() && reopened.path(&late).exists(),
            "also what expired while nobody looked"
        );
        assert!(matches!(reopened.keep(&early, &Bytes::from_static(b"123456")), Err(StoreFault::Full)));
    }
}
