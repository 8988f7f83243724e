//! What the ledger needs of a database, written once for SQLite and PostgreSQL.
//!
//! The rules of the ledger are functions over [`Transaction`], and a [`Queue`] carries them to the threads that own the
//! connections.
//!
//! # Why no database library covers both
//!
//! sqlx 0.9 and Diesel 2.3 (its multi-connection) were evaluated:
//!
//! * Both exclude the SQLite that this crate uses: sqlx needs `libsqlite3-sys` below 0.38 and Diesel below 0.36, while
//!   rusqlite 0.43 needs 0.40, and only one version can be linked.
//! * The group commit of `sqlite` runs up to 64 independent pieces of work in one transaction, each in a savepoint, and
//!   chooses `PRAGMA synchronous` for each group. That needs one thread that owns the connection and knows which work
//!   waits. Both libraries would still need the queue and that thread, so that only `Value` and `Row` (120 lines) would
//!   go.
//! * sqlx speaks to PostgreSQL with a client of its own, so the advisory locks and notifications of
//!   `postgres::membership` would be rewritten as well, with the same result. Diesel's multi-connection derives an enum
//!   over two backends; the upserts with `RETURNING` and `WHERE` would become raw SQL again.
//!
//! The SQL of this crate is text that both databases accept; it is prepared once per connection.

mod migrations;
mod queue;
mod transaction;
mod value;

pub use migrations::{VERSION, missing_since};
pub use queue::{Durability, Queue, Report, Work};
pub use transaction::Transaction;
pub(crate) use value::values;
pub use value::{Row, Value};
