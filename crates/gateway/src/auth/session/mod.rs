//! How the site's own logins are recognised: JWTs that its backend signs, with a secret shared with us or with keys that
//! it publishes.

mod key_set;
mod published;
mod refusal;

use std::path::PathBuf;

use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

pub use key_set::KeySet;
use published::PublishedKeys;
use refusal::Refusal;

use crate::Clock;
use crate::Secret;

/// What sessions must be.
#[derive(Clone, Debug)]
pub struct Sessions {
    /// What they are signed with.
    pub keys: SessionKeys,
    /// Who signs; checked when given.
    pub issuer: Option<String>,
    /// For whom; when not given, a session that names an audience is refused, since it is meant for somebody else.
    pub audience: Option<String>,
    /// By how much the clock of the session issuer may differ from ours.
    pub clock_skew_seconds: u64,
}

impl Sessions {
    /// A clock skew that machines with a time service stay within.
    pub const DEFAULT_CLOCK_SKEW_SECONDS: u64 = 60;
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
#[derive(Debug)]
pub struct Session {
    /// Who is logged in.
    pub sub: String,
    /// Until when, in seconds since 1970. A session that is over, but not by more than the clock skew, lasts until that has
    /// passed as well.
    pub exp: u64,
}

/// The claims that are checked here, of whatever type they are.
#[derive(Debug, Deserialize)]
struct SessionClaims {
    sub: Option<Value>,
    exp: Option<Value>,
    nbf: Option<Value>,
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
    published: Option<PublishedKeys>,
}

impl SessionReader {
    /// Nothing is fetched before the first session comes.
    pub fn new(sessions: &Sessions) -> Result<Self, reqwest::Error> {
        let published = match &sessions.keys {
            SessionKeys::Shared(_) => None,
            SessionKeys::PublishedAt(url) => Some(PublishedKeys::at(url.clone())?),
            SessionKeys::PublishedIn(path) => Some(PublishedKeys::in_file(path.clone())),
        };
        Ok(Self { sessions: sessions.clone(), published })
    }

    /// Reads a session that is genuine and alive. Why one is refused is written to the log only.
    pub async fn verify(&self, jwt: &str, clock: &Clock) -> Result<Session, NoSession> {
        let read = match (&self.sessions.keys, &self.published) {
            (SessionKeys::Shared(secret), _) => {
                let key = DecodingKey::from_secret(secret.reveal().as_bytes());
                self.read(jwt, Algorithm::HS256, &key, clock)
            }
            (_, Some(published)) => match jsonwebtoken::decode_header(jwt) {
                // Of the token's head only the key's name is heeded: which algorithm it is for, the key itself says.
                Ok(header) => {
                    let name = header.kid.as_deref();
                    let keys = published.with_key(name, clock).await.ok_or(NoSession::Unavailable)?;
                    let key =
                        keys.find(name).ok_or(if name.is_some() { Refusal::UnknownKey } else { Refusal::NoKeyName });
                    key.and_then(|key| self.read(jwt, key.algorithm, &key.key, clock))
                }
                Err(error) => Err(error.into()),
            },
            (_, None) => return Err(NoSession::Unavailable),
        };
        read.map_err(|refusal| {
            tracing::warn!(reason = %refusal, "a session was refused");
            NoSession::Refused
        })
    }

    fn read(&self, jwt: &str, algorithm: Algorithm, key: &DecodingKey, clock: &Clock) -> Result<Session, Refusal> {
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
        // Time is checked below, against our own clock.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        let claims = match jsonwebtoken::decode::<SessionClaims>(jwt, key, &validation) {
            Ok(decoded) => decoded.claims,
            Err(error) => {
                let refusal = Refusal::from(error);
                let names_audience = refusal == Refusal::Audience && self.sessions.audience.is_none();
                return Err(if names_audience { Refusal::UnexpectedAudience } else { refusal });
            }
        };
        let sub = match claims.sub {
            Some(Value::String(sub)) => sub,
            Some(_) => return Err(Refusal::WrongType("sub")),
            None => return Err(Refusal::Missing("sub")),
        };
        let exp = numeric_date("exp", claims.exp)?.ok_or(Refusal::Missing("exp"))?;
        let now = clock.now_seconds();
        let skew = self.sessions.clock_skew_seconds;
        // Whole seconds, to the caller's disadvantage.
        if let Some(not_before) = numeric_date("nbf", claims.nbf)?.map(|date| date.ceil() as u64)
            && not_before > now.saturating_add(skew)
        {
            return Err(Refusal::NotYet { seconds: not_before - now });
        }
        let exp = exp.floor() as u64;
        let lasts_until = if exp > now { exp } else { exp.saturating_add(skew) };
        if lasts_until <= now {
            return Err(Refusal::Over { seconds: now - exp });
        }
        Ok(Session { sub, exp: lasts_until })
    }
}

/// A NumericDate of RFC 7519: seconds since 1970, which may have a fraction.
fn numeric_date(claim: &'static str, value: Option<Value>) -> Result<Option<f64>, Refusal> {
    match value {
        None => Ok(None),
        Some(value) => match value.as_f64().filter(|seconds| seconds.is_finite() && *seconds >= 0.0) {
            Some(seconds) => Ok(Some(seconds)),
            None => Err(Refusal::WrongType(claim)),
        },
    }
}
