use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;

use crate::Secret;

/// How the site's own logins are recognised: JWTs that its backend signs with HS256 and a secret shared with us.
#[derive(Clone, Debug)]
pub struct Sessions {
    /// The shared secret.
    pub secret: Secret,
    /// Who signs; checked when given.
    pub issuer: Option<String>,
    /// For whom; when not given, a session that names an audience is refused, since it is meant for somebody else.
    pub audience: Option<String>,
}

/// What of a session counts here.
#[derive(Debug, Deserialize)]
pub struct Session {
    /// Who is logged in.
    pub sub: String,
    /// Seconds since 1970.
    pub exp: u64,
}

impl Sessions {
    /// Reads a session that is genuine and alive.
    pub fn verify(&self, jwt: &str, now_seconds: u64) -> Option<Session> {
        let mut validation = Validation::new(Algorithm::HS256);
        let mut required = vec!["sub", "exp"];
        if let Some(issuer) = &self.issuer {
            validation.set_issuer(&[issuer]);
            required.push("iss");
        }
        if let Some(audience) = &self.audience {
            validation.set_audience(&[audience]);
            required.push("aud");
        }
        validation.set_required_spec_claims(&required);
        // Time is checked below, against our own clock and without the library's minute of leeway.
        validation.validate_exp = false;
        validation.validate_nbf = true;
        validation.leeway = 0;
        let key = DecodingKey::from_secret(self.secret.reveal().as_bytes());
        let session = jsonwebtoken::decode::<Session>(jwt, &key, &validation).ok()?.claims;
        (session.exp > now_seconds).then_some(session)
    }
}
