//! Who may spend how many credits, and how every order ended: the data that has to survive a crash.
//!
//! An order is [reserved](Ledger::reserve) before it is sent to Akool, [marked as sent](Ledger::mark_sent), and
//! [settled](Ledger::settle) afterwards. After a crash, orders that were only reserved are free again and orders that were
//! sent are [unknown](Outcome::Unknown); they are never sent a second time.
//!
//! The ledger is kept in SQLite for one gateway, or in PostgreSQL for several gateways side by side. The rules are written
//! once, against `database::Transaction`.
//!
//! The crate knows neither HTTP nor Akool's types. What a caller is told is stored as opaque text.

mod archive;
mod budgets;
mod database;
mod error;
mod housekeeping;
mod ledger;
mod millicredits;
mod orders;
mod postgres;
mod replicas;
mod revocations;
mod sqlite;
mod writability;

pub use archive::{ArchivedVideo, CopyClaim, FinishedJobs};
pub use budgets::BudgetLimits;
pub use error::LedgerError;
pub use ledger::Ledger;
pub use millicredits::Millicredits;
pub use orders::{
    Attempt, AttemptStatus, BatchSoFar, Charged, JobsQuery, ListedJob, Outcome, RecoveredJob, Reservation, Reserved,
};
pub use postgres::{DatabaseUrl, DatabaseUrlError, PostgresError, TlsError};
pub use replicas::{PolledJob, ReplicaEvent};
