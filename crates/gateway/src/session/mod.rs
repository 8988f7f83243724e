//! How the site's own logins are recognised: JWTs that its backend signs, with a secret shared with us or with keys that
//! it publishes.

mod key_set;
mod published;

use std::path::PathBuf;

use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use url::Url;

pub use key_set::KeySet;
use published::Published;

use crate::{Clock, Secret};

/// What sessions must be.
#[derive(Clone, Debug)]
pub struct Sessions {
    /// What they are signed with.
    pub keys: SessionKeys,
    /// Who signs; checked when given.
    pub issuer: Option<String>,
    /// For whom; when not given, a session that names an audience is refused, since it is meant for somebody else.
    pub audience: Option<String>,
}

/// What sessions are signed with.
#[derive(Clone, Debug)]
pub enum SessionKeys {
    /// A secret shared with us: HS256.
    Shared(Secret),
    /// Keys published as a JSON Web Key Set: RS256, ES256 or EdDSA, whichever the key is for.
    PublishedAt(Url),
    /// The same, in a file.
    PublishedIn(PathBuf),
}

/// What of a session counts here.
#[derive(Debug, Deserialize)]
pub struct Session {
    /// Who is logged in.
    pub sub: String,
    /// Seconds since 1970.
    pub exp: u64,
}

/// Why there is no session.
#[derive(Debug, PartialEq, Eq)]
pub enum NoSession {
    /// It is not genuine, not for us, or over.
    Refused,
    /// The published keys cannot be had, so nobody can tell.
    Unavailable,
}

/// Reads sessions.
pub struct SessionReader {
    sessions: Sessions,
    published: Option<Published>,
}

impl SessionReader {
    /// Nothing is fetched before the first session comes.
    pub fn new(sessions: &Sessions) -> Result<Self, reqwest::Error> {
        let published = match &sessions.keys {
            SessionKeys::Shared(_) => None,
            SessionKeys::PublishedAt(url) => Some(Published::at(url.clone())?),
            SessionKeys::PublishedIn(path) => Some(Published::in_file(path.clone())),
        };
        Ok(Self { sessions: sessions.clone(), published })
    }

    /// Reads a session that is genuine and alive.
    pub async fn verify(&self, jwt: &str, clock: &Clock) -> Result<Session, NoSession> {
        match (&self.sessions.keys, &self.published) {
            (SessionKeys::Shared(secret), _) => {
                let key = DecodingKey::from_secret(secret.reveal().as_bytes());
                self.read(jwt, Algorithm::HS256, &key, clock)
            }
            (_, Some(published)) => {
                // Of the token's head only the key's name is heeded: which algorithm it is for, the key itself says.
                let name = jsonwebtoken::decode_header(jwt).map_err(|_| NoSession::Refused)?.kid;
                let keys = published.with_key(name.as_deref(), clock.running()).await.ok_or(NoSession::Unavailable)?;
                let key = keys.find(name.as_deref()).ok_or(NoSession::Refused)?;
                self.read(jwt, key.algorithm, &key.key, clock)
            }
            (_, None) => Err(NoSession::Unavailable),
        }
    }

    fn read(&self, jwt: &str, algorithm: Algorithm, key: &DecodingKey, clock: &Clock) -> Result<Session, NoSession> {
        let mut validation = Validation::new(algorithm);
        let mut required = vec!["sub", "exp"];
        if let Some(issuer) = &self.sessions.issuer {
            validation.set_issuer(&[issuer]);
            required.push("iss");
        }
        if let Some(audience) = &self.sessions.audience {
            validation.set_audience(&[audience]);
            required.push("aud");
        }
        validation.set_required_spec_claims(&required);
        // Time is checked below, against our own clock and without the library's minute of leeway.
        validation.validate_exp = false;
        validation.validate_nbf = true;
        validation.leeway = 0;
        let session = jsonwebtoken::decode::<Session>(jwt, key, &validation).map_err(|_| NoSession::Refused)?.claims;
        if session.exp > clock.now_seconds() { Ok(session) } else { Err(NoSession::Refused) }
    }
}
