//! The rules of the ledger, each checked with SQLite and with PostgreSQL.

mod support;

mod archive;
mod batches;
mod budgets;
mod crashes;
mod history;
mod housekeeping;
mod migrations;
mod orders;
mod recovery;
mod refunds;
mod replicas;
mod revocations;
