//! The tables, as forward-only migrations: one `.sql` file per step and database in `crates/ledger/migrations/`.
//!
//! A migration that was released is never changed. It must leave the tables usable for the version before, because
//! gateways of both versions run side by side during a rolling update: it adds tables, indexes and nullable columns.
//!
//! SQLite keeps the version in `PRAGMA user_version`, PostgreSQL in the only row of the table `book`.
//!
//! # Why no migration library
//!
//! None fits both databases: refinery 0.10 accepts rusqlite up to 0.40 (this crate uses 0.43), and sqlx 0.9 and Diesel 2.3
//! bind other versions of SQLite's C library, of which a program can link only one. `rusqlite_migration` knows SQLite
//! only. Each would also keep a history table of its own, and existing databases would have to be converted to it while
//! older gateways still read the version from the old place. What remains to be written is the loop in
//! `sqlite::migrate` and `postgres::migrate`.

use crate::LedgerError;

/// One step, in the SQL of each database.
pub struct Migration {
    /// The file's name without the extension.
    pub name: &'static str,
    pub sqlite: &'static str,
    pub postgres: &'static str,
}

macro_rules! migrations {
    ($($name:literal),* $(,)?) => {
        &[$(Migration {
            name: $name,
            sqlite: include_str!(concat!("../../migrations/sqlite/", $name, ".sql")),
            postgres: include_str!(concat!("../../migrations/postgres/", $name, ".sql")),
        }),*]
    };
}

/// Migration n (from 0) brings a database of version n to version n + 1.
pub const MIGRATIONS: &[Migration] = migrations![
    "0001_attempts_and_budgets",
    "0002_attempts_by_job",
    "0003_batches",
    "0004_replicas",
    "0005_archived_videos",
    "0006_attempts_by_creation",
    "0007_polled_jobs",
    "0008_job_history",
    "0009_checks_without_lists",
];

/// The version this program writes.
pub const VERSION: i64 = MIGRATIONS.len() as i64;

/// The migrations that a database of this version lacks.
///
/// # Errors
///
/// [`LedgerError::NewerSchema`] when the database has migrations that this program does not know.
pub fn missing_since(version: i64) -> Result<&'static [Migration], LedgerError> {
    usize::try_from(version)
        .ok()
        .and_then(|version| MIGRATIONS.get(version..))
        .ok_or(LedgerError::NewerSchema { found: version, known: VERSION })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn every_migration_file_is_listed_in_order_for_both_databases() {
        let listed: Vec<String> = MIGRATIONS.iter().map(|migration| format!("{}.sql", migration.name)).collect();
        for database in ["sqlite", "postgres"] {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(database);
            let mut files: Vec<String> = std::fs::read_dir(folder)
                .expect("a folder")
                .map(|file| file.expect("a file").file_name().into_string().expect("a name"))
                .collect();
            files.sort();
            assert_eq!(files, listed, "{database}");
        }
        let numbers = MIGRATIONS.iter().map(|migration| migration.name[..4].parse::<usize>().expect("a number"));
        assert!(numbers.eq(1..=MIGRATIONS.len()));
    }

    #[test]
    fn a_newer_schema_is_refused() {
        assert_eq!(missing_since(VERSION).expect("known").len(), 0);
        assert!(matches!(missing_since(VERSION + 1), Err(LedgerError::NewerSchema { .. })));
    }
}
