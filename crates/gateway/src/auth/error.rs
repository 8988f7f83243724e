use akool_ledger::LedgerError;

use super::session::SessionError;

/// Why a token or a session is not accepted, or a token not revoked.
#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    /// The token is not one of ours, has expired or was revoked. Callers are not told which.
    #[error("the token is not valid")]
    InvalidToken,
    /// The session is not genuine, not for this gateway, or has expired.
    #[error("the session is not valid")]
    InvalidSession(#[source] SessionError),
    /// The published keys cannot be fetched, so the session cannot be checked.
    #[error("the session keys are not available")]
    SessionKeysUnavailable,
    /// The token is revoked here, but the ledger does not know it yet.
    #[error("a revocation could not be recorded; trying again")]
    NotRecorded(#[source] LedgerError),
}
