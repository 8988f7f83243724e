use std::sync::{Arc, OnceLock};

use aws_lc_rs::rand;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use moka::sync::Cache;
use serde::{Deserialize, Serialize};

use crate::auth::AuthError;
use crate::auth::limits::Limits;
use crate::auth::scope::Scope;
use crate::capability::keyring::Keyring;

/// The maximum lifetime of a token.
pub const MAXIMUM_TTL_SECONDS: u64 = 60 * 60;

/// In the `typ` header, so that no other JWT signed with the same key could ever pass (RFC 9068).
const TYPE: &str = "at+jwt";
const ISSUER: &str = "akool-gateway";
/// A few hundred bytes each.
const MAX_VERIFIED: u64 = 8192;

/// The claims of a token. Everything that it allows was decided when it was minted.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    /// The issuer.
    iss: String,
    /// The gateway that it is for.
    aud: String,
    /// The subject: the user on whose behalf it is used.
    pub sub: String,
    /// When it was minted, in seconds since 1970.
    iat: u64,
    /// When it expires, in seconds since 1970.
    pub exp: u64,
    /// Its id, by which it can be revoked.
    pub jti: String,
    /// The scopes, separated by spaces.
    pub scope: String,
    /// The limits of its requests.
    #[serde(default)]
    pub limits: Limits,
    /// The only origin that may use it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// What stands for the subject in the log.
    #[serde(skip)]
    pub(super) subject_hash: OnceLock<String>,
}

impl Claims {
    /// Whether the token has a scope.
    pub fn allows(&self, scope: Scope) -> bool {
        self.scope.split(' ').any(|word| word == scope.as_str())
    }
}

/// A token to be minted.
pub struct Grant {
    /// The subject.
    pub subject: String,
    /// The scopes.
    pub scopes: Vec<Scope>,
    /// The limits.
    pub limits: Limits,
    /// The lifetime, of which [`MAXIMUM_TTL_SECONDS`] at most are granted.
    pub ttl_seconds: u64,
    /// The only origin that may use it.
    pub origin: Option<String>,
}

/// Mints and verifies access tokens.
pub struct Tokens {
    keys: Keyring,
    audience: String,
    validation: Validation,
    /// Tokens with a good signature, so that a page that polls every second does not have the same signature checked each
    /// time. Whether a token is alive, revoked or in scope is checked each time.
    verified: Cache<String, Verified>,
}

#[derive(Clone)]
struct Verified {
    claims: Arc<Claims>,
    /// Until when the key that signed it is accepted, in seconds since 1970.
    key_valid_until: u64,
}

impl Tokens {
    /// Tokens of the gateway with the origin `audience`.
    pub fn new(keys: Keyring, audience: &str) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_required_spec_claims(&["iss", "aud", "sub", "exp"]);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[audience]);
        // Expiry is checked below, against our own clock and without the library's leeway of a minute.
        validation.validate_exp = false;
        Self { keys, audience: audience.to_owned(), validation, verified: Cache::new(MAX_VERIFIED) }
    }

    /// Mints a token.
    pub fn mint(&self, grant: Grant, now_seconds: u64) -> (String, Claims) {
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: self.audience.clone(),
            sub: grant.subject,
            iat: now_seconds,
            exp: now_seconds + grant.ttl_seconds.min(MAXIMUM_TTL_SECONDS),
            jti: random_id(),
            scope: crate::auth::scope::joined(&grant.scopes),
            limits: grant.limits,
            origin: grant.origin,
            subject_hash: OnceLock::new(),
        };
        let header = Header { typ: Some(TYPE.to_owned()), ..Header::new(Algorithm::HS256) };
        let key = EncodingKey::from_secret(self.keys.current().as_slice());
        let token =
            jsonwebtoken::encode(&header, &claims, &key).expect("claims of plain text and numbers can be written");
        (token, claims)
    }

    /// Verifies a token.
    ///
    /// # Errors
    ///
    /// [`AuthError::InvalidToken`], whatever the reason is.
    pub fn verify(&self, token: &str, now_seconds: u64) -> Result<Arc<Claims>, AuthError> {
        let cached = self.verified.get(token).filter(|verified| verified.key_valid_until > now_seconds);
        let claims = match cached {
            Some(verified) => verified.claims,
            None => {
                let (claims, key_valid_until) = self.decode(token, now_seconds)?;
                let claims = Arc::new(claims);
                self.verified.insert(token.to_owned(), Verified { claims: claims.clone(), key_valid_until });
                claims
            }
        };
        let is_alive = claims.exp > now_seconds && claims.exp <= now_seconds + MAXIMUM_TTL_SECONDS;
        if is_alive && !claims.sub.is_empty() && !claims.jti.is_empty() {
            Ok(claims)
        } else {
            Err(AuthError::InvalidToken)
        }
    }

    /// The claims of a token with a good signature, and until when the key that signed it is accepted.
    fn decode(&self, token: &str, now_seconds: u64) -> Result<(Claims, u64), AuthError> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| AuthError::InvalidToken)?;
        if header.typ.as_deref() != Some(TYPE) || header.alg != Algorithm::HS256 {
            return Err(AuthError::InvalidToken);
        }
        self.keys
            .readers_until(now_seconds)
            .find_map(|(key, until)| {
                let key = DecodingKey::from_secret(key.as_slice());
                Some((jsonwebtoken::decode::<Claims>(token, &key, &self.validation).ok()?.claims, until))
            })
            .ok_or(AuthError::InvalidToken)
    }
}

fn random_id() -> String {
    let mut bytes = [0_u8; 15];
    rand::fill(&mut bytes).expect("the system gives random bytes");
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests;
