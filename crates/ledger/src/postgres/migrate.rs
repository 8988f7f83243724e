use tokio_postgres::Client;

use crate::{LedgerError, migrations};

/// Held by who changes the tables, so that gateways which start together do it one after the other.
const MIGRATION_LOCK: i64 = -0x616b_6f6f_6c01;

/// Brings the database to the version this program writes. Gateways of the version before go on working meanwhile: a step
/// only adds.
pub async fn migrate(client: &mut Client) -> Result<(), LedgerError> {
    let transaction = client.transaction().await?;
    transaction.batch_execute("SET LOCAL statement_timeout = 0").await?;
    transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&MIGRATION_LOCK]).await?;
    transaction.batch_execute("CREATE TABLE IF NOT EXISTS book (version BIGINT NOT NULL)").await?;
    let version = transaction.query_opt("SELECT version FROM book", &[]).await?;
    let version: i64 = version.map_or(Ok(0), |row| row.try_get(0))?;
    for step in migrations::steps_from(version)? {
        transaction.batch_execute(&migrations::for_postgres(step)).await?;
    }
    transaction.execute("DELETE FROM book", &[]).await?;
    transaction.execute("INSERT INTO book (version) VALUES ($1)", &[&migrations::VERSION]).await?;
    transaction.commit().await?;
    Ok(())
}
