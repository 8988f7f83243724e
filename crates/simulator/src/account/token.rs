use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};
use sha1::{Digest, Sha1};

use super::AccountKeys;

/// Akool documents "more than one year".
const LIFETIME_SECONDS: i64 = 400 * 24 * 60 * 60;

/// The claims of Akool's documented sample.
#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    id: String,
    r#type: String,
    from: String,
    email: String,
    #[serde(rename = "firstName")]
    first_name: String,
    uid: i64,
    code: String,
    iat: i64,
    exp: i64,
    /// The named session it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    session: Option<String>,
}

/// A bearer token in Akool's format. Tokens are not stored, so they stay valid after a restart.
pub fn issue(keys: &AccountKeys, uid: i64, team_id: &str, now_ms: i64) -> Option<String> {
    let now = now_ms / 1000;
    let claims = Claims {
        id: team_id.into(),
        r#type: "user".into(),
        from: "toO".into(),
        email: "developer@example.test".into(),
        first_name: "Developer".into(),
        uid,
        code: "simulated".into(),
        iat: now,
        exp: now + LIFETIME_SECONDS,
        session: keys.session().map(str::to_owned),
    };
    encode(&Header::new(Algorithm::HS256), &claims, &EncodingKey::from_secret(&signing_key(keys))).ok()
}

/// Whether the token was issued here and has not expired by the simulator's clock.
pub fn is_valid(keys: &AccountKeys, token: &str, now_ms: i64) -> bool {
    let mut validation = Validation::new(Algorithm::HS256);
    // The library would compare with the real clock.
    validation.validate_exp = false;
    validation.required_spec_claims.clear();
    decode::<Claims>(token, &DecodingKey::from_secret(&signing_key(keys)), &validation)
        .is_ok_and(|token| token.claims.exp > now_ms / 1000)
}

/// The session that a token says it belongs to. The token may be invalid.
pub fn claimed_session(token: &str) -> Option<String> {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    serde_json::from_slice::<Claims>(&claims).ok()?.session
}

/// Derived from the API key, because a leaked token must not be usable to guess the key itself.
fn signing_key(keys: &AccountKeys) -> Vec<u8> {
    let credentials = keys.credentials();
    let mut hash = Sha1::new();
    hash.update(b"akool-simulator token\0");
    hash.update(credentials.client_id.as_bytes());
    hash.update([0]);
    hash.update(credentials.api_key.as_bytes());
    // A token of one session is worth nothing in another.
    if let Some(session) = keys.session() {
        hash.update([0]);
        hash.update(session.as_bytes());
    }
    hash.finalize().to_vec()
}
