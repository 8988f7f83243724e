use std::fmt;

use rand::RngExt;

/// Client id and client secret; the latter is the API key.
#[derive(Clone)]
pub struct Credentials {
    /// Part of webhook signatures, and what `getToken` wants as `clientId`.
    pub client_id: String,
    /// What goes into `x-api-key`, what `getToken` wants as `clientSecret`, and the key of webhook bodies.
    pub api_key: String,
}

impl Credentials {
    /// Random ones in the vendor's shape: an id of 24 characters in base64 and a secret of 32.
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
