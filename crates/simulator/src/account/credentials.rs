use std::fmt;

use rand::RngExt;

/// Client id and client secret; the latter is the API key.
#[derive(Clone)]
pub struct Credentials {
    /// Part of webhook signatures; `clientId` of `getToken`.
    pub client_id: String,
    /// Value of `x-api-key`, `clientSecret` of `getToken`, and the key of webhook bodies.
    pub api_key: String,
}

impl Credentials {
    /// Random credentials in Akool's format: an id of 24 characters and a secret of 32, in base64.
    pub fn invented() -> Self {
        use base64::{Engine, engine::general_purpose::STANDARD};
        let mut random = rand::rng();
        Self {
            client_id: STANDARD.encode(random.random::<[u8; 16]>()),
            api_key: STANDARD.encode(random.random::<[u8; 24]>()),
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Credentials([hidden])")
    }
}
