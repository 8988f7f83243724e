use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use akool_contract::RESULT_LIFETIME_SECONDS;
use bytes::Bytes;

use super::{Database, MediaBudget, StateError};

/// How long a result can be fetched, on the simulator's clock.
pub const LIFETIME_MS: i64 = RESULT_LIFETIME_SECONDS as i64 * 1000;

/// Finished videos and their stills, and the pictures they were made from; each for seven days at most.
pub struct MediaStore {
    files: Mutex<HashMap<String, StoredFile>>,
    database: Option<Arc<Database>>,
    budget: MediaBudget,
}

/// What the store knows of a file without reading it.
struct StoredFile {
    created_ms: i64,
    length: usize,
    /// Its content, unless it is in the state file.
    content: Option<MediaFile>,
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
    /// An empty store, or that of a state file, which has a budget of its own.
    ///
    /// # Errors
    ///
    /// When the state file cannot be read.
    pub fn new(database: Option<Arc<Database>>, budget: &MediaBudget) -> Result<Self, StateError> {
        let budget = if database.is_some() { MediaBudget::new(budget.maximum()) } else { budget.clone() };
        let stored = database.as_ref().map(|database| database.media()).transpose()?.unwrap_or_default();
        stored.iter().for_each(|(.., length)| budget.take(*length));
        let file = |(name, created_ms, length)| (name, StoredFile { created_ms, length, content: None });
        let files = Mutex::new(stored.into_iter().map(file).collect());
        Ok(Self { files, database, budget })
    }

    /// Stores a file for so long, at most seven days. Removes expired ones, and the oldest beyond the budget.
    pub fn put(
        &self,
        name: &str,
        bytes: Vec<u8>,
        kind: MediaKind,
        now_ms: i64,
        lifetime_ms: i64,
    ) -> Result<(), StateError> {
        // A shorter life is stored as an earlier beginning.
        let created_ms = now_ms - (LIFETIME_MS - lifetime_ms.clamp(0, LIFETIME_MS));
        let file = MediaFile { bytes: bytes.into(), kind, created_ms };
        let length = file.bytes.len();
        let mut files = self.files();
        let content = match &self.database {
            Some(database) => {
                database.put_file(name, &file)?;
                None
            }
            None => Some(file),
        };
        self.budget.take(length);
        if let Some(replaced) = files.insert(name.into(), StoredFile { created_ms, length, content }) {
            self.budget.release(replaced.length);
        }
        let superfluous = superfluous(&files, name, now_ms, self.budget.excess());
        self.remove_from(&mut files, &superfluous)
    }

    /// A file that has not expired.
    pub fn get(&self, name: &str, now_ms: i64) -> Result<Option<MediaFile>, StateError> {
        let content = match self.files().get(name) {
            Some(file) if !has_expired(file.created_ms, now_ms) => file.content.clone(),
            _ => return Ok(None),
        };
        match (&self.database, content) {
            (Some(database), None) => database.file(name),
            (_, content) => Ok(content),
        }
    }

    /// Removes a file.
    pub fn remove(&self, name: &str) -> Result<(), StateError> {
        let mut files = self.files();
        let known: Vec<String> = files.get_key_value(name).map(|(name, _)| name.clone()).into_iter().collect();
        self.remove_from(&mut files, &known)
    }

    /// Removes all files.
    pub fn clear(&self) -> Result<(), StateError> {
        let mut files = self.files();
        let all: Vec<String> = files.keys().cloned().collect();
        self.remove_from(&mut files, &all)
    }

    fn remove_from(&self, files: &mut HashMap<String, StoredFile>, names: &[String]) -> Result<(), StateError> {
        if let Some(database) = &self.database {
            database.remove_media(names)?;
        }
        for name in names {
            self.budget.release(files.remove(name).map_or(0, |file| file.length));
        }
        Ok(())
    }

    fn files(&self) -> MutexGuard<'_, HashMap<String, StoredFile>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for MediaStore {
    /// The end of a session returns its part of the memory.
    fn drop(&mut self) {
        let length = self.files().values().map(|file| file.length).sum();
        self.budget.release(length);
    }
}

/// The files to remove after `newest` was stored: expired ones, and the oldest until `excess` bytes are gone.
fn superfluous(files: &HashMap<String, StoredFile>, newest: &str, now_ms: i64, mut excess: usize) -> Vec<String> {
    let mut names = Vec::new();
    let mut others: Vec<(&String, &StoredFile)> = files.iter().filter(|(name, _)| *name != newest).collect();
    others.sort_unstable_by_key(|(name, file)| (file.created_ms, *name));
    for (name, file) in others {
        if excess > 0 || has_expired(file.created_ms, now_ms) {
            excess = excess.saturating_sub(file.length);
            names.push(name.clone());
        }
    }
    names
}

fn has_expired(created_ms: i64, now_ms: i64) -> bool {
    now_ms - created_ms >= LIFETIME_MS
}
