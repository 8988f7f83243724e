use aws_lc_rs::hmac;

use crate::auth::token::Claims;
use crate::capability::keyring::Keyring;

/// Enough to tell subjects apart in a log.
const BYTES: usize = 8;

/// Replaces subjects in the log, where names and addresses of people do not belong. Without the key, guessing a subject
/// cannot be confirmed by its hash. All gateways with the same master secret write the same hash.
pub struct SubjectHasher(hmac::Key);

impl SubjectHasher {
    /// Only the current key is used.
    pub fn new(keys: &Keyring) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, keys.current().as_slice()))
    }

    /// The hash of a token's subject. It is computed once for each token that is read.
    pub fn hash<'a>(&self, claims: &'a Claims) -> &'a str {
        claims.subject_hash.get_or_init(|| {
            let tag = hmac::sign(&self.0, claims.sub.as_bytes());
            tag.as_ref().iter().take(BYTES).map(|byte| format!("{byte:02x}")).collect()
        })
    }
}
