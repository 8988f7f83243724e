use super::{Row, Value};
use crate::{LedgerError, ReplicaEvent};

/// A transaction of either database. The SQL is text that both accept. Parameters are `$1`, `$2`, … in the order of their
/// first use, which is how SQLite numbers them.
///
/// # Concurrency
///
/// SQLite runs transactions one after the other. PostgreSQL runs them side by side, and each statement sees what was
/// committed before it (READ COMMITTED). So a change never relies on an earlier read: it names the state that it expects
/// (`UPDATE … WHERE id = $1 AND state = $2`), and if it changes no row, the caller reads again.
///
/// Rows are locked in one order, so that two transactions never wait for each other: attempts (of a batch, the first one
/// before the others), then budgets from the token to the site, then prices. A transaction touches the attempts of one
/// order only.
pub trait Transaction {
    /// Changes rows and returns their number.
    fn execute(&mut self, sql: &'static str, values: &[Value]) -> Result<u64, LedgerError>;

    /// Reads rows.
    fn query(&mut self, sql: &'static str, values: &[Value]) -> Result<Vec<Row>, LedgerError>;

    /// Reads the only row, if there is one.
    fn query_one(&mut self, sql: &'static str, values: &[Value]) -> Result<Option<Row>, LedgerError> {
        Ok(self.query(sql, values)?.pop())
    }

    /// Sends an event to the other replicas when this transaction is committed.
    fn publish(&mut self, event: &ReplicaEvent) -> Result<(), LedgerError>;

    /// Whether the replica with this number has ended. It cannot come back before this transaction is over.
    fn has_ended(&mut self, replica: i64) -> Result<bool, LedgerError>;

    /// Undoes this transaction at its end, although the work succeeds.
    fn rollback(&mut self);
}
