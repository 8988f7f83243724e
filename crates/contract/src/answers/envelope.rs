use serde::{Deserialize, Serialize};

use super::{BusinessCode, loose};

/// The wrapper of nearly every answer: `{ code, msg, data }`. An unknown route answers `{ status, msg }` instead, which has
/// no code.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Envelope<T> {
    /// The business code; `None` when the body has none.
    #[serde(default, deserialize_with = "loose::integer")]
    pub code: Option<i64>,
    /// Akool's message; for logs, not for programs.
    #[serde(default, deserialize_with = "loose::text", skip_serializing_if = "Option::is_none")]
    pub msg: Option<String>,
    /// The payload of a success.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub data: Option<T>,
}

fn none<T>() -> Option<T> {
    None
}

impl<T> Envelope<T> {
    /// A success as Akool writes it.
    pub fn ok(msg: &str, data: T) -> Self {
        Self { code: Some(BusinessCode::SUCCESS.0), msg: Some(msg.into()), data: Some(data) }
    }

    /// An error as Akool writes it.
    pub fn error(code: BusinessCode, msg: &str) -> Self {
        Self { code: Some(code.0), msg: Some(msg.into()), data: None }
    }
}
