use postgres::{Client, SimpleQueryMessage};

use super::connect::Connector;
use crate::orders::random_number;

/// Whether the statements of one connection reach different sessions of the server, as with a pooler in transaction mode.
///
/// # Errors
///
/// The database cannot be used.
pub fn shares_sessions(connector: &Connector) -> Result<bool, tokio_postgres::Error> {
    let (mut first, mut second) = (connector.connect_bare()?, connector.connect_bare()?);
    // A session does not see what another one has set. A pooler gives the second connection the session that the first
    // one has just left.
    let mark = random_number().to_string();
    first.batch_execute(&format!("SELECT set_config('akool_gateway.probe', '{mark}', false)"))?;
    if text(&mut second, "SELECT current_setting('akool_gateway.probe', true)")? == mark {
        second.batch_execute("SELECT set_config('akool_gateway.probe', '', false)")?;
        return Ok(true);
    }
    // Inside a transaction each has a session of its own, and must have the same one afterwards, whichever goes first.
    first.batch_execute("BEGIN")?;
    second.batch_execute("BEGIN")?;
    let before = [session(&mut first)?, session(&mut second)?];
    first.batch_execute("COMMIT")?;
    second.batch_execute("COMMIT")?;
    let after = [session(&mut first)?, session(&mut second)?];
    let again = [session(&mut second)?, session(&mut first)?];
    Ok(before != after || after[1] != again[0] || after[0] != again[1])
}

fn session(client: &mut Client) -> Result<String, tokio_postgres::Error> {
    text(client, "SELECT pg_backend_pid()")
}

/// The only value of a query, without a prepared statement.
fn text(client: &mut Client, sql: &str) -> Result<String, tokio_postgres::Error> {
    let rows = client.simple_query(sql)?;
    let value = rows.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0),
        _ => None,
    });
    Ok(value.unwrap_or_default().to_owned())
}
