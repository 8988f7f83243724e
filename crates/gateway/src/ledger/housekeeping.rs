use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};

use super::settle::{End, settle};
use super::{Ledger, LedgerFault, Stored, attempt};
use crate::capability::MAXIMUM_LIFETIME_SECONDS;
use crate::vendor::VendorFault;

/// Resolves every attempt that was under way when the program ended. One that was only reserved was never sent, so its
/// money is free; one that was sent may have cost credits, so it is unknown.
pub fn resolve_after_crash(connection: &mut Connection, now_ms: u64) -> Result<(), LedgerFault> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let under_way: Vec<(i64, String)> = transaction
        .prepare("SELECT id, state FROM attempts WHERE state IN ('reserved', 'sent')")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (id, state) in &under_way {
        let end = match state.as_str() {
            "sent" => End::Unknown(Some(Stored::Failed(VendorFault::Lost.of_paying().stored()))),
            _ => End::Refused(None),
        };
        settle(&transaction, *id, &end, now_ms)?;
    }
    transaction.commit()?;
    if !under_way.is_empty() {
        tracing::warn!(attempts = under_way.len(), "resolved what was under way when the program ended");
    }
    Ok(())
}

impl Ledger {
    /// Forgets what nobody can ask for any more.
    pub async fn forget_old(&self, now_ms: u64) -> Result<(), LedgerFault> {
        let oldest_ms = now_ms.saturating_sub(MAXIMUM_LIFETIME_SECONDS * 1000) as i64;
        let oldest_day = attempt::day(now_ms) - 8;
        self.database
            .write(move |connection| {
                connection.execute(
                    "DELETE FROM attempts WHERE changed_at_ms < ?1 AND state NOT IN ('reserved', 'sent')",
                    [oldest_ms],
                )?;
                connection.execute("DELETE FROM budgets WHERE level <> 'token' AND day < ?1", [oldest_day])?;
                // A token lives an hour at most, so its budget is of no use once its attempts are gone.
                connection.execute(
                    "DELETE FROM budgets WHERE level = 'token'
                     AND NOT EXISTS (SELECT 1 FROM attempts WHERE attempts.token = budgets.name)",
                    [],
                )?;
                connection.execute("DELETE FROM revoked WHERE until_seconds < ?1", [(now_ms / 1000) as i64])?;
                Ok(())
            })
            .await
    }

    /// Notes that a token was taken back.
    pub async fn revoke(&self, token: &str, until_seconds: u64) -> Result<(), LedgerFault> {
        let token = token.to_owned();
        self.database
            .write(move |connection| {
                connection.execute(
                    "INSERT OR REPLACE INTO revoked (token, until_seconds) VALUES (?1, ?2)",
                    params![token, until_seconds as i64],
                )?;
                Ok(())
            })
            .await
    }

    /// Every token that was taken back.
    pub async fn revoked(&self) -> Result<Vec<(String, u64)>, LedgerFault> {
        self.database
            .write(|connection| {
                connection
                    .prepare("SELECT token, until_seconds FROM revoked")?
                    .query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)? as u64)))?
                    .collect()
            })
            .await
    }

    /// Since when a master secret has been the previous one.
    pub async fn previous_since(&self, fingerprint: &str, now_seconds: u64) -> Result<u64, LedgerFault> {
        let fingerprint = fingerprint.to_owned();
        self.database
            .write(move |connection| {
                connection.execute(
                    "INSERT OR IGNORE INTO previous_secrets (fingerprint, since_seconds) VALUES (?1, ?2)",
                    params![fingerprint, now_seconds as i64],
                )?;
                let since: Option<i64> = connection
                    .query_row(
                        "SELECT since_seconds FROM previous_secrets WHERE fingerprint = ?1",
                        [&fingerprint],
                        |row| row.get(0),
                    )
                    .optional()?;
                Ok(since.map_or(now_seconds, |since| since as u64))
            })
            .await
    }
}
