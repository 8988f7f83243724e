use std::collections::HashMap;
use std::sync::Mutex;

use crate::token::MAXIMUM_TTL_SECONDS;

/// Tokens that were taken back before their time. An entry is dropped once every token of that age has ended anyway, so
/// the set cannot grow without bound.
#[derive(Debug, Default)]
pub struct Revoked {
    until_by_jti: Mutex<HashMap<String, u64>>,
}

impl Revoked {
    /// Takes a token back.
    pub fn insert(&self, jti: &str, now_seconds: u64) {
        let mut entries = self.until_by_jti.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        entries.retain(|_, until| *until > now_seconds);
        entries.insert(jti.to_owned(), now_seconds + MAXIMUM_TTL_SECONDS);
    }

    /// Whether a token was taken back.
    pub fn contains(&self, jti: &str) -> bool {
        self.until_by_jti.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).contains_key(jti)
    }
}
