use super::settle::{Outcome, Settling};
use super::transaction::{Transaction, values};
use super::{Ledger, LedgerError, ReplicaEvent, attempt};

/// No call to the vendor, and no writing down of its end, takes as long as this.
const LONGEST_ATTEMPT_MS: u64 = 10 * 60 * 1000;

impl Ledger {
    /// Resolves what gateways that have ended left half done. What was only reserved was never sent, so its money is free;
    /// what was sent may have cost credits, so it is unknown.
    ///
    /// Should one of them only seem to have ended, nothing bad comes of it: it sends nothing that it finds given up, and
    /// the end it writes down itself replaces "unknown".
    pub async fn resolve_left_behind(&self, now_ms: u64) -> Result<(), LedgerError> {
        let replica = self.replica;
        let under_way = self
            .write(move |transaction| {
                transaction.rows(
                    "SELECT DISTINCT COALESCE(batch, id), replica FROM attempts
                     WHERE state IN ('reserved', 'sent') AND replica <> $1",
                    values![replica],
                )
            })
            .await?;
        let mut resolved = 0;
        for mut row in under_way {
            let (wish, holder) = (row.integer()?, row.integer()?);
            let is_resolved = self
                .write(move |transaction| Ok(transaction.has_ended(holder)? && resolve(transaction, wish, now_ms)?))
                .await?;
            resolved += i32::from(is_resolved);
        }
        if resolved > 0 {
            tracing::warn!(attempts = resolved, "resolved what was under way in a gateway that has ended");
        }
        Ok(())
    }

    /// Forgets what nobody can ask for any more, and gives up what nobody can be working on any more.
    pub async fn forget_old(&self, now_ms: u64, retention_ms: u64) -> Result<(), LedgerError> {
        self.forget_expired_videos(now_ms).await?;
        let lost_before_ms = now_ms.saturating_sub(LONGEST_ATTEMPT_MS) as i64;
        let lost = self
            .write(move |transaction| {
                transaction.rows(
                    "SELECT DISTINCT COALESCE(batch, id) FROM attempts
                     WHERE state IN ('reserved', 'sent') AND changed_at_ms < $1",
                    values![lost_before_ms],
                )
            })
            .await?;
        for mut row in lost {
            let wish = row.integer()?;
            self.write(move |transaction| resolve(transaction, wish, now_ms)).await?;
        }
        let oldest_ms = now_ms.saturating_sub(retention_ms) as i64;
        let oldest_day = attempt::day(now_ms) - 8;
        self.forget(
            "DELETE FROM attempts
             WHERE created_at_ms < $1 AND changed_at_ms < $1 AND state NOT IN ('reserved', 'sent')",
            oldest_ms,
        )
        .await?;
        self.forget("DELETE FROM budgets WHERE level <> 'token' AND day < $1", oldest_day).await?;
        // A token lives an hour at most, so its budget is of no use once its attempts are gone.
        self.forget(
            "DELETE FROM budgets WHERE level = 'token' AND day <= $1
             AND NOT EXISTS (SELECT 1 FROM attempts WHERE attempts.token = budgets.name)",
            0,
        )
        .await?;
        self.forget("DELETE FROM revoked WHERE until_seconds < $1", (now_ms / 1000) as i64).await
    }

    async fn forget(&self, sql: &'static str, before: i64) -> Result<(), LedgerError> {
        self.write(move |transaction| transaction.execute(sql, values![before]).map(drop)).await
    }

    /// Notes that a token was taken back.
    pub async fn revoke(&self, token: &str, until_seconds: u64) -> Result<(), LedgerError> {
        let token = token.to_owned();
        self.write(move |transaction| {
            transaction.execute(
                "INSERT INTO revoked (token, until_seconds) VALUES ($1, $2)
                 ON CONFLICT (token) DO UPDATE SET until_seconds = excluded.until_seconds",
                values![&token, until_seconds as i64],
            )?;
            transaction.announce(&ReplicaEvent::Revoked { token, until_seconds })
        })
        .await
    }

    /// Every token that was taken back.
    pub async fn revoked(&self) -> Result<Vec<(String, u64)>, LedgerError> {
        self.write(|transaction| {
            let rows = transaction.rows("SELECT token, until_seconds FROM revoked", values![])?;
            rows.into_iter().map(|mut row| Ok((row.text()?, row.integer()? as u64))).collect()
        })
        .await
    }

    /// Since when a master secret has been the previous one.
    pub async fn previous_since(&self, fingerprint: &str, now_seconds: u64) -> Result<u64, LedgerError> {
        let fingerprint = fingerprint.to_owned();
        self.write(move |transaction| {
            transaction.execute(
                "INSERT INTO previous_secrets (fingerprint, since_seconds) VALUES ($1, $2)
                 ON CONFLICT (fingerprint) DO NOTHING",
                values![&fingerprint, now_seconds as i64],
            )?;
            let since = transaction
                .row("SELECT since_seconds FROM previous_secrets WHERE fingerprint = $1", values![&fingerprint])?;
            since.map_or(Ok(now_seconds), |mut row| Ok(row.integer()? as u64))
        })
        .await
    }
}

/// Ends an attempt that nobody works on, or all of a batch, where it has not ended. Should it be sent at this very moment,
/// it is the sender who finds it given up, or it comes out here as unknown.
fn resolve(transaction: &mut dyn Transaction, wish: i64, now_ms: u64) -> Result<bool, LedgerError> {
    let unknown = Outcome::Unknown(None);
    let mut items = vec![wish];
    for mut row in transaction.rows("SELECT id FROM attempts WHERE batch = $1 AND id <> $1", values![wish])? {
        items.push(row.integer()?);
    }
    let (mut settling, mut is_resolved) = (Settling::default(), false);
    for id in items {
        is_resolved |=
            settling.settle(transaction, id, &Outcome::Refused(None), |state| state == "reserved", now_ms)?
                || settling.settle(transaction, id, &unknown, |state| state == "sent", now_ms)?;
    }
    settling.finish(transaction, wish)?;
    Ok(is_resolved)
}

#[cfg(test)]
mod tests;
