use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use akool_contract::RESULT_LIFETIME_SECONDS;
use bytes::Bytes;

use super::{Database, StateError};

/// How long a result can be fetched, on the simulator's clock.
pub const LIFETIME_MS: i64 = RESULT_LIFETIME_SECONDS as i64 * 1000;

/// Most bytes in memory; beyond that the oldest files are removed early. A state file has no limit.
const MAXIMUM_MEMORY: usize = 1024 * 1024 * 1024;

/// Finished videos and their stills, and the pictures they were made from; each for seven days.
pub struct MediaStore {
    memory: Mutex<HashMap<String, MediaFile>>,
    database: Option<Arc<Database>>,
}

/// A file of the store.
#[derive(Clone, Debug)]
pub struct MediaFile {
    /// Its content.
    pub bytes: Bytes,
    /// What it is.
    pub kind: MediaKind,
    /// When it was stored, on the simulator's clock.
    pub created_ms: i64,
}

/// What a stored file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaKind {
    /// A finished video.
    Mp4,
    /// A still of one.
    Jpeg,
    /// A caller's picture, in whatever format it came.
    Source,
}

impl MediaKind {
    /// The media type.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Mp4 => "video/mp4",
            Self::Jpeg => "image/jpeg",
            Self::Source => "application/octet-stream",
        }
    }

    /// The kind with this media type.
    pub fn from_content_type(content_type: &str) -> Self {
        [Self::Mp4, Self::Jpeg].into_iter().find(|kind| kind.content_type() == content_type).unwrap_or(Self::Source)
    }
}

impl MediaStore {
    /// An empty store, or that of a state file.
    pub fn new(database: Option<Arc<Database>>) -> Self {
        Self { memory: Mutex::new(HashMap::new()), database }
    }

    /// Stores a file and removes expired ones.
    pub fn put(&self, name: &str, bytes: Vec<u8>, kind: MediaKind, now_ms: i64) -> Result<(), StateError> {
        let file = MediaFile { bytes: bytes.into(), kind, created_ms: now_ms };
        match &self.database {
            Some(database) => {
                database.remove_media(|_, created_ms| has_expired(created_ms, now_ms))?;
                database.put_file(name, &file)
            }
            None => {
                let mut memory = self.memory();
                memory.retain(|_, file| !has_expired(file.created_ms, now_ms));
                memory.insert(name.into(), file);
                keep_within_bounds(&mut memory);
                Ok(())
            }
        }
    }

    /// A file that has not expired.
    pub fn get(&self, name: &str, now_ms: i64) -> Result<Option<MediaFile>, StateError> {
        let file = match &self.database {
            Some(database) => database.file(name)?,
            None => self.memory().get(name).cloned(),
        };
        Ok(file.filter(|file| !has_expired(file.created_ms, now_ms)))
    }

    /// Removes a file.
    pub fn remove(&self, name: &str) -> Result<(), StateError> {
        match &self.database {
            Some(database) => database.remove_media(|other, _| other == name),
            None => {
                self.memory().remove(name);
                Ok(())
            }
        }
    }

    /// Removes all files.
    pub fn clear(&self) -> Result<(), StateError> {
        match &self.database {
            Some(database) => database.remove_media(|_, _| true),
            None => {
                self.memory().clear();
                Ok(())
            }
        }
    }

    fn memory(&self) -> MutexGuard<'_, HashMap<String, MediaFile>> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn keep_within_bounds(memory: &mut HashMap<String, MediaFile>) {
    let mut total: usize = memory.values().map(|file| file.bytes.len()).sum();
    while total > MAXIMUM_MEMORY && memory.len() > 1 {
        let oldest = memory.iter().min_by_key(|(_, file)| file.created_ms).map(|(name, _)| name.clone());
        let removed = oldest.and_then(|name| memory.remove(&name));
        total -= removed.map_or(total, |file| file.bytes.len());
    }
}

fn has_expired(created_ms: i64, now_ms: i64) -> bool {
    now_ms - created_ms >= LIFETIME_MS
}
