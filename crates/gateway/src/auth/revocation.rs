use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use akool_ledger::{Ledger, LedgerError, ReplicaEvent};
use tokio::sync::broadcast::error::RecvError;
use tracing::Instrument as _;

use crate::Clock;
use crate::auth::AuthError;
use crate::auth::token::MAXIMUM_TTL_SECONDS;
use crate::telemetry::Chain;

/// A revocation is remembered for this much longer than any token lives, because the token may have been minted by another
/// gateway whose clock is ahead of this one's.
const CLOCKS_DIFFER_SECONDS: u64 = 300;
/// Between two attempts to record a revocation.
const RETRY_INTERVAL: Duration = Duration::from_secs(1);
/// Between two attempts to read the revocations of other gateways.
const READ_INTERVAL: Duration = Duration::from_millis(500);

/// Tokens that were revoked before they expired. They are in memory because every request asks. An entry is dropped once
/// every token of that age has expired anyway, so the set cannot grow without bound.
pub struct Revocations {
    ledger: Arc<Ledger>,
    clock: Clock,
    until_by_jti: Mutex<HashMap<String, u64>>,
}

impl Revocations {
    /// Reads what the ledger knows.
    ///
    /// # Errors
    ///
    /// The ledger cannot be read.
    pub async fn load(ledger: Arc<Ledger>, clock: Clock) -> Result<Self, LedgerError> {
        let entries = ledger.revoked().await?.into_iter().collect();
        Ok(Self { ledger, clock, until_by_jti: Mutex::new(entries) })
    }

    /// Whether a token was revoked.
    pub fn contains(&self, jti: &str) -> bool {
        self.until_by_jti.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).contains_key(jti)
    }

    /// Revokes a token. It takes effect in memory at once, whether or not it can be recorded. While the ledger cannot be
    /// written, recording goes on in the background.
    ///
    /// # Errors
    ///
    /// The revocation is in effect here, but not recorded yet.
    pub async fn revoke(self: &Arc<Self>, jti: &str) -> Result<(), AuthError> {
        let until_seconds = self.clock.now_seconds() + MAXIMUM_TTL_SECONDS + CLOCKS_DIFFER_SECONDS;
        self.insert(jti, until_seconds);
        self.ledger.revoke(jti, until_seconds).await.map_err(|error| {
            let recording = record_with_retry(self.clone(), jti.to_owned(), until_seconds);
            tokio::spawn(recording.in_current_span());
            AuthError::NotRecorded(error)
        })
    }

    fn insert(&self, jti: &str, until_seconds: u64) {
        let now_seconds = self.clock.now_seconds();
        let mut entries = self.until_by_jti.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        entries.retain(|_, until| *until > now_seconds);
        entries.insert(jti.to_owned(), until_seconds);
    }

    /// Retries until it succeeds: a revoked token must not go on working because the ledger failed once.
    async fn read_again(&self) {
        loop {
            match self.ledger.revoked().await {
                Ok(entries) => return entries.iter().for_each(|(jti, until_seconds)| self.insert(jti, *until_seconds)),
                Err(error) => {
                    tracing::error!(error = %Chain(&error), "the revoked tokens could not be read; trying again")
                }
            }
            tokio::time::sleep(READ_INTERVAL).await;
        }
    }
}

/// Records a revocation for other gateways and for the next start. Gives up once the token has expired anyway.
async fn record_with_retry(revocations: Arc<Revocations>, jti: String, until_seconds: u64) {
    while revocations.clock.now_seconds() < until_seconds {
        tokio::time::sleep(RETRY_INTERVAL).await;
        if revocations.ledger.revoke(&jti, until_seconds).await.is_ok() {
            tracing::info!("the revocation of a token has been recorded after all");
            return;
        }
    }
}

/// Applies the revocations of other gateways on the same ledger.
pub async fn follow_revocations(revocations: Arc<Revocations>) {
    if !revocations.ledger.is_shared() {
        return;
    }
    let mut events = revocations.ledger.subscribe();
    // What was revoked between reading the ledger at the start and subscribing now.
    revocations.read_again().await;
    loop {
        match events.recv().await {
            Ok(ReplicaEvent::Revoked { token, until_seconds }) => revocations.insert(&token, until_seconds),
            Ok(ReplicaEvent::Missed) | Err(RecvError::Lagged(_)) => revocations.read_again().await,
            Ok(_) => {}
            Err(RecvError::Closed) => return,
        }
    }
}
