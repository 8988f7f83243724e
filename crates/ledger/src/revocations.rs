use crate::database::values;
use crate::{Ledger, LedgerError, ReplicaEvent};

impl Ledger {
    /// Records that a token was revoked, and tells the other replicas. `until_seconds` (since 1970) is when the token
    /// expires by itself.
    ///
    /// # Errors
    ///
    /// The database's errors.
    pub async fn revoke(&self, token: &str, until_seconds: u64) -> Result<(), LedgerError> {
        let token = token.to_owned();
        self.write(move |transaction| {
            transaction.execute(
                "INSERT INTO revoked (token, until_seconds) VALUES ($1, $2)
                 ON CONFLICT (token) DO UPDATE SET until_seconds = excluded.until_seconds",
                values![&token, until_seconds as i64],
            )?;
            transaction.publish(&ReplicaEvent::Revoked { token, until_seconds })
        })
        .await
    }

    /// All revoked tokens, each with the time at which it expires by itself, in seconds since 1970.
    ///
    /// # Errors
    ///
    /// The database's errors.
    pub async fn revoked(&self) -> Result<Vec<(String, u64)>, LedgerError> {
        self.write(|transaction| {
            let rows = transaction.query("SELECT token, until_seconds FROM revoked", values![])?;
            rows.into_iter().map(|mut row| Ok((row.text()?, row.integer()? as u64))).collect()
        })
        .await
    }

    /// Since when a master secret has been the previous one, in seconds since 1970. The first call with a fingerprint
    /// records `now_seconds`.
    ///
    /// # Errors
    ///
    /// The database's errors.
    pub async fn previous_since(&self, fingerprint: &str, now_seconds: u64) -> Result<u64, LedgerError> {
        let fingerprint = fingerprint.to_owned();
        self.write(move |transaction| {
            transaction.execute(
                "INSERT INTO previous_secrets (fingerprint, since_seconds) VALUES ($1, $2)
                 ON CONFLICT (fingerprint) DO NOTHING",
                values![&fingerprint, now_seconds as i64],
            )?;
            let since = transaction.query_one(
                "SELECT since_seconds FROM previous_secrets WHERE fingerprint = $1",
                values![&fingerprint],
            )?;
            since.map_or(Ok(now_seconds), |mut row| Ok(row.integer()? as u64))
        })
        .await
    }
}
