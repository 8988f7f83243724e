//! Who may call, and what for: tokens, sessions of the site, scopes and limits, revocation.

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
use session::{NoSession, Session, SessionReader};
use token::{Claims, Grant, Tokens};

/// Mints tokens, reads them, and takes them back.
pub struct Auth {
    pub clock: Clock,
    pub minting: Minting,
    /// Reads the site's own logins, if they may mint.
    pub sessions: Option<SessionReader>,
    /// Longest and usual life of a token.
    pub token_ttl_seconds: u64,
    pub tokens: Tokens,
    pub revocations: Arc<Revocations>,
    /// For the log.
    pub subject_hasher: SubjectHasher,
}

impl Auth {
    /// What a token says.
    ///
    /// # Errors
    ///
    /// The token is not genuine, has expired, or was revoked.
    pub fn verify(&self, token: &str) -> Result<Arc<Claims>, AuthError> {
        let claims = self.tokens.verify(token, self.clock.now_seconds()).map_err(|_| AuthError::TokenInvalid)?;
        if self.revocations.contains(&claims.jti) { Err(AuthError::TokenInvalid) } else { Ok(claims) }
    }

    /// Checks a token again that was read earlier.
    ///
    /// # Errors
    ///
    /// The token has expired or was revoked since.
    pub fn check_still_valid(&self, claims: &Claims) -> Result<(), AuthError> {
        let is_valid = claims.exp > self.clock.now_seconds() && !self.revocations.contains(&claims.jti);
        if is_valid { Ok(()) } else { Err(AuthError::TokenInvalid) }
    }

    /// Reads a login of the site.
    ///
    /// # Errors
    ///
    /// The login is refused, or cannot be checked now.
    pub async fn session(&self, jwt: &str) -> Result<Session, AuthError> {
        let Some(sessions) = &self.sessions else { return Err(AuthError::SessionRefused) };
        sessions.verify(jwt, &self.clock).await.map_err(|reason| match reason {
            NoSession::Refused => AuthError::SessionRefused,
            NoSession::Unavailable => AuthError::SessionsUnavailable,
        })
    }

    /// Makes a token.
    pub fn mint(&self, grant: Grant, now_seconds: u64) -> (String, Claims) {
        self.tokens.mint(grant, now_seconds)
    }
}
