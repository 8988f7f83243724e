//! Authentication and authorisation: tokens, sessions of the site, scopes, limits and revocation.

mod error;
pub mod limits;
mod minting;
mod revocation;
pub mod scope;
pub mod session;
mod subject_hash;
pub mod token;

pub use error::AuthError;
pub use minting::Minting;
pub use revocation::{Revocations, follow_revocations};
pub use subject_hash::SubjectHasher;

use std::sync::Arc;

use crate::Clock;
use session::{Session, SessionError, SessionReader};
use token::{Claims, Grant, Tokens};

/// Mints, verifies and revokes tokens.
pub struct Auth {
    pub clock: Clock,
    pub minting: Minting,
    /// Verifies sessions of the site, if they may mint tokens.
    pub sessions: Option<SessionReader>,
    /// The default and the maximum lifetime of a token.
    pub token_ttl_seconds: u64,
    pub tokens: Tokens,
    pub revocations: Arc<Revocations>,
    /// For the log.
    pub subject_hasher: SubjectHasher,
}

impl Auth {
    /// The claims of a token that is genuine, has not expired and was not revoked.
    ///
    /// # Errors
    ///
    /// [`AuthError::InvalidToken`].
    pub fn verify(&self, token: &str) -> Result<Arc<Claims>, AuthError> {
        let claims = self.tokens.verify(token, self.clock.now_seconds())?;
        if self.revocations.contains(&claims.jti) { Err(AuthError::InvalidToken) } else { Ok(claims) }
    }

    /// Checks again a token that was verified earlier.
    ///
    /// # Errors
    ///
    /// [`AuthError::InvalidToken`]: the token has expired or was revoked since.
    pub fn check_still_valid(&self, claims: &Claims) -> Result<(), AuthError> {
        let is_valid = claims.exp > self.clock.now_seconds() && !self.revocations.contains(&claims.jti);
        if is_valid { Ok(()) } else { Err(AuthError::InvalidToken) }
    }

    /// Verifies a session of the site.
    ///
    /// # Errors
    ///
    /// [`AuthError::InvalidSession`] or [`AuthError::SessionKeysUnavailable`].
    pub async fn session(&self, jwt: &str) -> Result<Session, AuthError> {
        match &self.sessions {
            Some(sessions) => sessions.verify(jwt, &self.clock).await,
            None => Err(AuthError::InvalidSession(SessionError::NotConfigured)),
        }
    }

    /// Mints a token.
    pub fn mint(&self, grant: Grant, now_seconds: u64) -> (String, Claims) {
        self.tokens.mint(grant, now_seconds)
    }
}
