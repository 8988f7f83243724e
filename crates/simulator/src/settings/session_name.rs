use std::fmt;

use serde::{Deserialize, Serialize};

/// The name of a session: 1 to 64 letters, digits, `-` and `_`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct SessionName(String);

/// Why a text is not the name of a session.
#[derive(Debug, thiserror::Error)]
#[error("a session's name has 1 to 64 letters, digits, hyphens and underscores")]
pub struct InvalidSessionName;

impl SessionName {
    const MAXIMUM_LENGTH: usize = 64;

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for SessionName {
    type Error = InvalidSessionName;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let is_valid = (1..=Self::MAXIMUM_LENGTH).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        if is_valid { Ok(Self(text)) } else { Err(InvalidSessionName) }
    }
}

impl fmt::Display for SessionName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
