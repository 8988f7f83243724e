use serde::{Deserialize, Serialize};

use super::loose;

/// Answer of the gateway's `POST /token`, in the shape of OAuth 2.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TokenAnswer {
    /// The token, for `Authorization: Bearer …`.
    pub access_token: String,
    /// `Bearer`.
    pub token_type: String,
    /// Seconds from now.
    pub expires_in: u64,
    /// What the token allows: words separated by spaces.
    pub scope: String,
}

/// `data` of the credit balance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Credits {
    /// Credits left.
    #[serde(deserialize_with = "loose::number", skip_serializing_if = "Option::is_none")]
    pub credit: Option<f64>,
}
