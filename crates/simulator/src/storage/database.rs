use std::path::Path;

use bytes::Bytes;
use redb::{ReadableDatabase, ReadableTable, TableDefinition, WriteTransaction};

use super::{MediaFile, MediaKind};
use crate::{account::Account, job::Job};

const JOBS: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("jobs");
const SINGLES: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("singles");
const MEDIA: TableDefinition<'_, &str, (&str, &[u8])> = TableDefinition::new("media");
/// When each file was stored; a separate table, so that finding expired files does not read them.
const MEDIA_TIMES: TableDefinition<'_, &str, i64> = TableDefinition::new("media_times");

/// The state file. Every change is on disk before it is answered, so a kill loses nothing that was acknowledged.
pub struct Database(redb::Database);

/// Why the state file could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// The file or the disk failed.
    #[error("the state file cannot be used: {0}")]
    File(#[source] Box<redb::Error>),
    /// The content is not from this version of the program.
    #[error("the state file cannot be read; move it away to start with a new one ({0})")]
    Content(#[from] serde_json::Error),
}

impl From<redb::Error> for StateError {
    fn from(error: redb::Error) -> Self {
        Self::File(Box::new(error))
    }
}

/// Name and value.
type Single = (String, Vec<u8>);

/// The content of a state file.
#[derive(Default)]
pub struct SavedState {
    /// The account, if there was one.
    pub account: Option<Account>,
    /// All jobs.
    pub jobs: Vec<Job>,
    /// The last saved time of the clock.
    pub clock_ms: Option<i64>,
}

impl Database {
    /// Opens the file or creates a new one.
    pub fn open(path: &Path) -> Result<Self, StateError> {
        let database = Self(redb::Database::create(path).map_err(redb::Error::from)?);
        database.write(|transaction| {
            transaction.open_table(JOBS)?;
            transaction.open_table(SINGLES)?;
            transaction.open_table(MEDIA)?;
            transaction.open_table(MEDIA_TIMES)?;
            Ok(())
        })?;
        Ok(database)
    }

    /// Reads everything but the media.
    pub fn load(&self) -> Result<SavedState, StateError> {
        let (singles, jobs) = self.read_all()?;
        let mut saved = SavedState::default();
        for (name, value) in singles {
            match name.as_str() {
                "account" => saved.account = Some(serde_json::from_slice(&value)?),
                "clock_ms" => saved.clock_ms = Some(serde_json::from_slice(&value)?),
                _ => {}
            }
        }
        saved.jobs = jobs.iter().map(|job| serde_json::from_slice(job)).collect::<Result<_, _>>()?;
        Ok(saved)
    }

    fn read_all(&self) -> Result<(Vec<Single>, Vec<Vec<u8>>), redb::Error> {
        let transaction = self.0.begin_read()?;
        let mut singles = Vec::new();
        for row in transaction.open_table(SINGLES)?.iter()? {
            let (name, value) = row?;
            singles.push((name.value().to_owned(), value.value().to_vec()));
        }
        let mut jobs = Vec::new();
        for row in transaction.open_table(JOBS)?.iter()? {
            jobs.push(row?.1.value().to_vec());
        }
        Ok((singles, jobs))
    }

    /// Saves the account, the clock and some jobs in one transaction.
    pub fn save(&self, account: &Account, clock_ms: i64, jobs: &[&Job]) -> Result<(), StateError> {
        let account = serde_json::to_vec(account)?;
        let clock = serde_json::to_vec(&clock_ms)?;
        let jobs = jobs
            .iter()
            .map(|job| Ok((job.id.as_str(), serde_json::to_vec(job)?)))
            .collect::<Result<Vec<_>, serde_json::Error>>()?;
        self.write(|transaction| {
            let mut singles = transaction.open_table(SINGLES)?;
            singles.insert("account", account.as_slice())?;
            singles.insert("clock_ms", clock.as_slice())?;
            let mut table = transaction.open_table(JOBS)?;
            for (id, job) in &jobs {
                table.insert(*id, job.as_slice())?;
            }
            Ok(())
        })
    }

    /// Removes jobs.
    pub fn remove_jobs(&self, ids: &[&str]) -> Result<(), StateError> {
        self.write(|transaction| {
            let mut table = transaction.open_table(JOBS)?;
            for id in ids {
                table.remove(*id)?;
            }
            Ok(())
        })
    }

    /// Stores a file.
    pub fn put_file(&self, name: &str, file: &MediaFile) -> Result<(), StateError> {
        self.write(|transaction| {
            transaction.open_table(MEDIA)?.insert(name, (file.kind.content_type(), file.bytes.as_ref()))?;
            transaction.open_table(MEDIA_TIMES)?.insert(name, file.created_ms)?;
            Ok(())
        })
    }

    /// Reads a file.
    pub fn file(&self, name: &str) -> Result<Option<MediaFile>, StateError> {
        let read = || -> Result<Option<MediaFile>, redb::Error> {
            let transaction = self.0.begin_read()?;
            let Some(time) = transaction.open_table(MEDIA_TIMES)?.get(name)? else { return Ok(None) };
            Ok(transaction.open_table(MEDIA)?.get(name)?.map(|row| {
                let (content_type, bytes) = row.value();
                let kind = MediaKind::from_content_type(content_type);
                MediaFile { bytes: Bytes::copy_from_slice(bytes), kind, created_ms: time.value() }
            }))
        };
        Ok(read()?)
    }

    /// Name, time and length of every file.
    pub fn media(&self) -> Result<Vec<(String, i64, usize)>, StateError> {
        let read = || -> Result<Vec<(String, i64, usize)>, redb::Error> {
            let transaction = self.0.begin_read()?;
            let media = transaction.open_table(MEDIA)?;
            let mut files = Vec::new();
            for row in transaction.open_table(MEDIA_TIMES)?.iter()? {
                let (name, created_ms) = row?;
                let length = media.get(name.value())?.map_or(0, |row| row.value().1.len());
                files.push((name.value().to_owned(), created_ms.value(), length));
            }
            Ok(files)
        };
        Ok(read()?)
    }

    /// Removes files.
    pub fn remove_media(&self, names: &[String]) -> Result<(), StateError> {
        if names.is_empty() {
            return Ok(());
        }
        self.write(|transaction| {
            let mut media = transaction.open_table(MEDIA)?;
            let mut times = transaction.open_table(MEDIA_TIMES)?;
            for name in names {
                media.remove(name.as_str())?;
                times.remove(name.as_str())?;
            }
            Ok(())
        })
    }

    fn write(&self, change: impl FnOnce(&WriteTransaction) -> Result<(), redb::Error>) -> Result<(), StateError> {
        let write = || -> Result<(), redb::Error> {
            let transaction = self.0.begin_write()?;
            change(&transaction)?;
            transaction.commit()?;
            Ok(())
        };
        Ok(write()?)
    }
}
