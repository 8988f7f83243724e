use rusqlite::{Connection, TransactionBehavior};

use crate::LedgerError;
use crate::database::{VERSION, missing_since};

/// Applies the missing migrations in one transaction.
pub fn migrate(connection: &mut Connection) -> Result<(), LedgerError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    for migration in missing_since(version)? {
        transaction
            .execute_batch(migration.sqlite)
            .map_err(|error| LedgerError::Migration { name: migration.name, source: Box::new(error.into()) })?;
    }
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.commit()?;
    Ok(())
}
