use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use super::Claims;

/// What is kept is a few hundred bytes each.
const MOST: usize = 8192;

/// Tokens that were found genuine, so that a page that polls every second does not have the same signature checked every
/// time. Whether one is still alive, revoked or good for something is asked each time all the same.
#[derive(Default)]
pub struct ReadTokens(Mutex<HashMap<String, Read>>);

struct Read {
    claims: Arc<Claims>,
    /// Seconds since 1970; the key's end, not the token's.
    readable_until: u64,
}

impl ReadTokens {
    /// What a token says that was read before.
    pub fn find(&self, token: &str, now_seconds: u64) -> Option<Arc<Claims>> {
        self.lock().get(token).filter(|read| read.readable_until > now_seconds).map(|read| read.claims.clone())
    }

    /// Keeps what a token says. When there are too many, the keeping begins anew.
    pub fn keep(&self, token: &str, claims: Arc<Claims>, readable_until: u64) -> Arc<Claims> {
        let mut tokens = self.lock();
        if tokens.len() >= MOST {
            tokens.clear();
        }
        tokens.insert(token.to_owned(), Read { claims: claims.clone(), readable_until });
        claims
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Read>> {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}
