use akool_ledger::LedgerError;

/// Why a caller is not let in, or a token not revoked.
#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    /// The token is not genuine, has expired, or was revoked. Which of these it is, callers are not told.
    #[error("the token is not valid, or no longer")]
    TokenInvalid,
    /// The login of the site is not genuine, not for this gateway, or over.
    #[error("the session was refused")]
    SessionRefused,
    /// The site's published keys cannot be fetched.
    #[error("sessions cannot be checked now")]
    SessionsUnavailable,
    /// The token is revoked here, but the ledger does not know it yet.
    #[error("a revocation could not be recorded; trying again")]
    NotRecorded(#[source] LedgerError),
}
