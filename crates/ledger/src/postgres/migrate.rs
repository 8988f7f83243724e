use tokio_postgres::Client;

use crate::LedgerError;
use crate::database::{VERSION, missing_since};

/// Held while the tables change, so that gateways which start together do it one after the other.
const MIGRATION_LOCK: i64 = -0x616b_6f6f_6c01;

/// Applies the missing migrations in one transaction, while gateways of the version before may go on working.
pub async fn migrate(client: &mut Client) -> Result<(), LedgerError> {
    let transaction = client.transaction().await?;
    transaction.batch_execute("SET LOCAL statement_timeout = 0").await?;
    transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&MIGRATION_LOCK]).await?;
    transaction.batch_execute("CREATE TABLE IF NOT EXISTS book (version BIGINT NOT NULL)").await?;
    let row = transaction.query_opt("SELECT version FROM book", &[]).await?;
    let version: i64 = row.map_or(Ok(0), |row| row.try_get(0))?;
    for migration in missing_since(version)? {
        transaction
            .batch_execute(migration.postgres)
            .await
            .map_err(|error| LedgerError::Migration { name: migration.name, source: Box::new(error.into()) })?;
    }
    transaction.execute("DELETE FROM book", &[]).await?;
    transaction.execute("INSERT INTO book (version) VALUES ($1)", &[&VERSION]).await?;
    transaction.commit().await?;
    Ok(())
}
