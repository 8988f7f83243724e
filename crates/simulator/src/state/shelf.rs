use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use akool_contract::RESULT_LIFETIME_SECONDS;
use bytes::Bytes;

use super::{Database, StateError};

/// How long a result can be fetched, on the simulator's clock.
pub const LIFETIME_MS: i64 = RESULT_LIFETIME_SECONDS as i64 * 1000;

/// Bytes kept in memory; beyond that the oldest files go early. A state file has no such bound.
const MAXIMUM_MEMORY: usize = 1024 * 1024 * 1024;

/// Finished videos and their stills, and the pictures they were made from; each for seven days.
pub struct Shelf {
    memory: Mutex<HashMap<String, Medium>>,
    database: Option<Arc<Database>>,
}

/// One file.
#[derive(Clone, Debug)]
pub struct Medium {
    /// What is in it.
    pub bytes: Bytes,
    /// Its media type.
    pub content_type: &'static str,
    /// When it was put here, on the simulator's clock.
    pub created_ms: i64,
}

impl Medium {
    /// The media type of that name; only these few are ever written.
    pub fn known_type(name: &str) -> &'static str {
        match name {
            "video/mp4" => "video/mp4",
            "image/jpeg" => "image/jpeg",
            "image/png" => "image/png",
            _ => "application/octet-stream",
        }
    }
}

impl Shelf {
    /// An empty shelf, or that of a state file.
    pub fn new(database: Option<Arc<Database>>) -> Self {
        Self { memory: Mutex::new(HashMap::new()), database }
    }

    /// Keeps a file, and lets go of those that have expired by then.
    pub fn put(&self, name: &str, bytes: Vec<u8>, content_type: &'static str, now_ms: i64) -> Result<(), StateError> {
        let medium = Medium { bytes: bytes.into(), content_type, created_ms: now_ms };
        match &self.database {
            Some(database) => {
                database.remove_media(|_, created_ms| has_expired(created_ms, now_ms))?;
                database.put_medium(name, &medium)
            }
            None => {
                let mut memory = self.memory();
                memory.retain(|_, medium| !has_expired(medium.created_ms, now_ms));
                memory.insert(name.into(), medium);
                keep_within_bounds(&mut memory);
                Ok(())
            }
        }
    }

    /// A file that is there and has not expired.
    pub fn get(&self, name: &str, now_ms: i64) -> Result<Option<Medium>, StateError> {
        let medium = match &self.database {
            Some(database) => database.medium(name)?,
            None => self.memory().get(name).cloned(),
        };
        Ok(medium.filter(|medium| !has_expired(medium.created_ms, now_ms)))
    }

    /// Lets go of one file.
    pub fn remove(&self, name: &str) -> Result<(), StateError> {
        match &self.database {
            Some(database) => database.remove_media(|other, _| other == name),
            None => {
                self.memory().remove(name);
                Ok(())
            }
        }
    }

    /// Lets go of all.
    pub fn clear(&self) -> Result<(), StateError> {
        match &self.database {
            Some(database) => database.remove_media(|_, _| true),
            None => {
                self.memory().clear();
                Ok(())
            }
        }
    }

    fn memory(&self) -> MutexGuard<'_, HashMap<String, Medium>> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn keep_within_bounds(memory: &mut HashMap<String, Medium>) {
    let mut total: usize = memory.values().map(|medium| medium.bytes.len()).sum();
    while total > MAXIMUM_MEMORY && memory.len() > 1 {
        let oldest = memory.iter().min_by_key(|(_, medium)| medium.created_ms).map(|(name, _)| name.clone());
        let removed = oldest.and_then(|name| memory.remove(&name));
        total -= removed.map_or(total, |medium| medium.bytes.len());
    }
}

fn has_expired(created_ms: i64, now_ms: i64) -> bool {
    now_ms - created_ms >= LIFETIME_MS
}
