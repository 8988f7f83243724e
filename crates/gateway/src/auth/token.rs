mod read;

use std::sync::{Arc, OnceLock};

use aws_lc_rs::rand;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use self::read::ReadTokens;
use crate::auth::limits::Limits;
use crate::auth::scope::Scope;
use crate::capability::keyring::Keyring;

/// No token lives longer, whoever asks.
pub const MAXIMUM_TTL_SECONDS: u64 = 60 * 60;

/// In the `typ` header, so that no other JWT signed with the same key could ever pass (RFC 9068).
const TYPE: &str = "at+jwt";
const ISSUER: &str = "akool-gateway";

/// What a token says. Everything it allows was decided when it was minted.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    /// Who made it.
    iss: String,
    /// For which gateway.
    aud: String,
    /// On whose behalf.
    pub sub: String,
    /// Seconds since 1970.
    iat: u64,
    /// Seconds since 1970.
    pub exp: u64,
    /// Its name, for taking it back.
    pub jti: String,
    /// What it is good for.
    pub scope: String,
    /// How far it reaches.
    #[serde(default)]
    pub limits: Limits,
    /// The only page that may use it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// What stands for the subject in the log.
    #[serde(skip)]
    pub(super) subject_hash: OnceLock<String>,
}

impl Claims {
    /// Whether the token is good for something.
    pub fn allows(&self, scope: Scope) -> bool {
        self.scope.split(' ').any(|word| word == scope.as_str())
    }
}

/// What is to be minted.
pub struct Grant {
    /// On whose behalf.
    pub subject: String,
    /// What for.
    pub scopes: Vec<Scope>,
    /// How far.
    pub limits: Limits,
    /// How long.
    pub ttl_seconds: u64,
    /// From which page.
    pub origin: Option<String>,
}

/// Makes and reads access tokens.
pub struct Tokens {
    keys: Keyring,
    audience: String,
    validation: Validation,
    read: ReadTokens,
}

/// The token is not one of ours, or no longer.
#[derive(Debug, PartialEq, Eq)]
pub struct Refused;

impl Tokens {
    /// Tokens of the gateway that is reached at `audience`.
    pub fn new(keys: Keyring, audience: &str) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_required_spec_claims(&["iss", "aud", "sub", "exp"]);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[audience]);
        // Time is checked below, against our own clock and without the library's minute of leeway.
        validation.validate_exp = false;
        Self { keys, audience: audience.to_owned(), validation, read: ReadTokens::default() }
    }

    /// Makes a token.
    pub fn mint(&self, grant: Grant, now_seconds: u64) -> (String, Claims) {
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: self.audience.clone(),
            sub: grant.subject,
            iat: now_seconds,
            exp: now_seconds + grant.ttl_seconds.min(MAXIMUM_TTL_SECONDS),
            jti: random_name(),
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

    /// Reads a token. Why one is refused is nobody's business.
    pub fn verify(&self, token: &str, now_seconds: u64) -> Result<Arc<Claims>, Refused> {
        let claims = match self.read.find(token, now_seconds) {
            Some(claims) => claims,
            None => {
                let (claims, readable_until) = self.read(token, now_seconds)?;
                self.read.keep(token, Arc::new(claims), readable_until)
            }
        };
        let is_alive = claims.exp > now_seconds && claims.exp <= now_seconds + MAXIMUM_TTL_SECONDS;
        if is_alive && !claims.sub.is_empty() && !claims.jti.is_empty() { Ok(claims) } else { Err(Refused) }
    }

    /// What a genuine token says, and how long the key it was made with is heeded. Nothing of this changes with time.
    fn read(&self, token: &str, now_seconds: u64) -> Result<(Claims, u64), Refused> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| Refused)?;
        if header.typ.as_deref() != Some(TYPE) || header.alg != Algorithm::HS256 {
            return Err(Refused);
        }
        self.keys
            .readers_until(now_seconds)
            .find_map(|(key, until)| {
                let key = DecodingKey::from_secret(key.as_slice());
                Some((jsonwebtoken::decode::<Claims>(token, &key, &self.validation).ok()?.claims, until))
            })
            .ok_or(Refused)
    }
}

fn random_name() -> String {
    let mut bytes = [0_u8; 15];
    rand::fill(&mut bytes).expect("the system gives random bytes");
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests;
