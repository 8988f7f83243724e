use std::collections::HashMap;
use std::sync::Mutex;

/// Tokens that were taken back before their time, in memory because every request asks. An entry is dropped once every token of that age has ended anyway, so
/// the set cannot grow without bound.
#[derive(Debug)]
pub struct Revoked {
    until_by_jti: Mutex<HashMap<String, u64>>,
}

impl Revoked {
    /// What the book knows.
    pub fn load(entries: Vec<(String, u64)>) -> Self {
        Self { until_by_jti: Mutex::new(entries.into_iter().collect()) }
    }

    /// Takes a token back.
    pub fn insert(&self, jti: &str, until_seconds: u64, now_seconds: u64) {
        let mut entries = self.until_by_jti.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        entries.retain(|_, until| *until > now_seconds);
        entries.insert(jti.to_owned(), until_seconds);
    }

    /// Whether a token was taken back.
    pub fn contains(&self, jti: &str) -> bool {
        self.until_by_jti.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).contains_key(jti)
    }
}
