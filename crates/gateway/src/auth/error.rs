use super::session::SessionError;

/// Why a token or a session is not accepted.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
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
}
