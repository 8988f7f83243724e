//! What must survive a crash: who may still spend how much, which creates were sent, and how they ended.

mod attempt;
mod budget;
mod credits;
mod database;
mod housekeeping;
mod recover;
mod refund;
mod schema;
mod settle;

pub use attempt::{Attempt, Reservation, Reserved, Stored};
pub use budget::Ceilings;
pub use credits::Millicredits;
pub use database::LedgerFault;
pub use recover::Found;
pub use settle::{End, Standing};

use std::path::Path;

use database::Database;

/// The gateway's book.
pub struct Ledger {
    database: Database,
}

impl Ledger {
    /// Opens the book and resolves what a crash left half done.
    pub fn open(data_dir: &Path, now_ms: u64) -> Result<Self, LedgerFault> {
        let database = Database::open(&data_dir.join("gateway.sqlite3"), |connection| {
            schema::migrate(connection)?;
            housekeeping::resolve_after_crash(connection, now_ms)
        })?;
        Ok(Self { database })
    }
}
