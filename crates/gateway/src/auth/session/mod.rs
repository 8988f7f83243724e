//! Sessions of the site: JWTs that its backend signs with a shared secret, or with keys that it publishes.

mod error;
mod key_set;
mod published;

use std::path::PathBuf;

use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

pub use error::SessionError;
pub use key_set::KeySet;
use published::PublishedKeys;

use crate::Clock;
use crate::HttpsProxy;
use crate::Secret;
use crate::auth::AuthError;

/// Which sessions are accepted.
#[derive(Clone, Debug)]
pub struct Sessions {
    /// The keys that sign them.
    pub keys: SessionKeys,
    /// The required issuer, if any.
    pub issuer: Option<String>,
    /// The required audience. If absent, sessions with an audience are refused, since they are for another service.
    pub audience: Option<String>,
    /// How far the clock of the session issuer may differ from ours.
    pub clock_skew_seconds: u64,
}

impl Sessions {
    /// Machines that synchronise their clocks differ by less.
    pub const DEFAULT_CLOCK_SKEW_SECONDS: u64 = 60;
}

/// The keys that sign sessions.
#[derive(Clone, Debug)]
pub enum SessionKeys {
    /// A shared secret: HS256.
    Shared(Secret),
    /// A published JSON Web Key Set. The key decides between RS256, ES256 and EdDSA.
    PublishedAt(Url),
    /// A file with a JSON Web Key Set.
    PublishedIn(PathBuf),
}

/// A verified session.
#[derive(Debug)]
pub struct Session {
    /// The user.
    pub sub: String,
    /// Until when it is accepted, in seconds since 1970: its own expiry or, after that, the end of the clock skew.
    pub exp: u64,
}

/// The claims that are checked here. Their types are checked, too.
#[derive(Debug, Deserialize)]
struct SessionClaims {
    sub: Option<Value>,
    exp: Option<Value>,
    nbf: Option<Value>,
}

/// Verifies sessions.
pub struct SessionReader {
    sessions: Sessions,
    published: Option<PublishedKeys>,
}

impl SessionReader {
    /// Keys are fetched when the first session arrives.
    pub fn new(sessions: &Sessions, proxy: Option<&HttpsProxy>) -> Result<Self, reqwest::Error> {
        let published = match &sessions.keys {
            SessionKeys::Shared(_) => None,
            SessionKeys::PublishedAt(url) => Some(PublishedKeys::at(url.clone(), proxy)?),
            SessionKeys::PublishedIn(path) => Some(PublishedKeys::in_file(path.clone())),
        };
        Ok(Self { sessions: sessions.clone(), published })
    }

    /// Verifies a session. The log says why one is refused; the caller does not learn it.
    pub async fn verify(&self, jwt: &str, clock: &Clock) -> Result<Session, AuthError> {
        let read = match (&self.sessions.keys, &self.published) {
            (SessionKeys::Shared(secret), _) => {
                let key = DecodingKey::from_secret(secret.reveal().as_bytes());
                self.read(jwt, Algorithm::HS256, &key, clock)
            }
            (_, Some(published)) => match jsonwebtoken::decode_header(jwt) {
                // Only the key id of the header is used. The key decides the algorithm.
                Ok(header) => {
                    let name = header.kid.as_deref();
                    let keys = published.with_key(name, clock).await.ok_or(AuthError::SessionKeysUnavailable)?;
                    let key = keys.find(name).ok_or(if name.is_some() {
                        SessionError::UnknownKey
                    } else {
                        SessionError::NoKeyId
                    });
                    key.and_then(|key| self.read(jwt, key.algorithm, &key.key, clock))
                }
                Err(error) => Err(error.into()),
            },
            (_, None) => return Err(AuthError::SessionKeysUnavailable),
        };
        read.map_err(|error| {
            tracing::warn!(reason = %error, "a session was refused");
            AuthError::InvalidSession(error)
        })
    }

    fn read(&self, jwt: &str, algorithm: Algorithm, key: &DecodingKey, clock: &Clock) -> Result<Session, SessionError> {
        let mut validation = Validation::new(algorithm);
        let mut required = Vec::new();
        if let Some(issuer) = &self.sessions.issuer {
            validation.set_issuer(&[issuer]);
            required.push("iss");
        }
        if let Some(audience) = &self.sessions.audience {
            validation.set_audience(&[audience]);
            required.push("aud");
        }
        validation.set_required_spec_claims(&required);
        // Dates are checked below, against our own clock.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        let claims = match jsonwebtoken::decode::<SessionClaims>(jwt, key, &validation) {
            Ok(decoded) => decoded.claims,
            Err(error) => {
                let error = SessionError::from(error);
                let names_audience = error == SessionError::Audience && self.sessions.audience.is_none();
                return Err(if names_audience { SessionError::UnexpectedAudience } else { error });
            }
        };
        let sub = match claims.sub {
            Some(Value::String(sub)) => sub,
            Some(_) => return Err(SessionError::SubjectType),
            None => return Err(SessionError::Missing("sub")),
        };
        let exp = numeric_date("exp", claims.exp)?.ok_or(SessionError::Missing("exp"))?;
        let now = clock.now_seconds();
        let skew = self.sessions.clock_skew_seconds;
        // Rounded to whole seconds, against the caller.
        if let Some(not_before) = numeric_date("nbf", claims.nbf)?.map(|date| date.ceil() as u64)
            && not_before > now.saturating_add(skew)
        {
            return Err(SessionError::NotYetValid { seconds: not_before - now });
        }
        let exp = exp.floor() as u64;
        let lasts_until = if exp > now { exp } else { exp.saturating_add(skew) };
        if lasts_until <= now {
            return Err(SessionError::Expired { seconds: now - exp });
        }
        Ok(Session { sub, exp: lasts_until })
    }
}

/// A NumericDate of RFC 7519: seconds since 1970, which may have a fraction.
fn numeric_date(claim: &'static str, value: Option<Value>) -> Result<Option<f64>, SessionError> {
    match value {
        None => Ok(None),
        Some(value) => match value.as_f64().filter(|seconds| seconds.is_finite() && *seconds >= 0.0) {
            Some(seconds) => Ok(Some(seconds)),
            None => Err(SessionError::DateType(claim)),
        },
    }
}
