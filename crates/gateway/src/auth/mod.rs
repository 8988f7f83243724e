//! Who may call, and what for: tokens, sessions of the site, scopes and limits, revocation.

pub mod limits;
mod minting;
mod revocation;
pub mod scope;
pub mod session;
pub mod token;

pub use minting::Minting;
pub use revocation::{Revocations, follow_revocations};

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
}

impl Auth {
    /// What a token says, if it is genuine, alive and not revoked.
    pub fn verify(&self, token: &str) -> Option<Arc<Claims>> {
        let claims = self.tokens.verify(token, self.clock.now_seconds()).ok()?;
        (!self.revocations.contains(&claims.jti)).then_some(claims)
    }

    /// Whether a token that was read earlier is still alive and not revoked.
    pub fn is_still_valid(&self, claims: &Claims) -> bool {
        claims.exp > self.clock.now_seconds() && !self.revocations.contains(&claims.jti)
    }

    /// Reads a login of the site.
    pub async fn session(&self, jwt: &str) -> Result<Session, NoSession> {
        match &self.sessions {
            Some(sessions) => sessions.verify(jwt, &self.clock).await,
            None => Err(NoSession::Refused),
        }
    }

    /// Makes a token.
    pub fn mint(&self, grant: Grant, now_seconds: u64) -> (String, Claims) {
        self.tokens.mint(grant, now_seconds)
    }
}
