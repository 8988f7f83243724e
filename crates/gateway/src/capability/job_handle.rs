use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hmac;

use super::{MAXIMUM_LIFETIME_SECONDS, decode, encode, pack_seconds, unpack_seconds};
use crate::capability::keyring::{Key, Keyring};

/// Longer handles are refused unread.
const MAXIMUM_LENGTH: usize = 256;
const EXPIRY_LENGTH: usize = 5;

/// Public job ids: `{vendor's id, expiry}`, sealed for one subject. A handle reveals nothing, proves ownership without a
/// table, and is worthless to other subjects. It contains no comma, since requests join ids with commas.
///
/// A job has one handle for its subject, in every answer, so that a page can compare ids: the expiry follows from when the
/// job was ordered, and the nonce is an HMAC of everything that is sealed, under a key of its own. Equal nonces therefore
/// mean equal handles, and that two handles are equal is all they reveal. Only a new master secret changes them.
pub struct JobHandles {
    keys: Keyring,
    nonce_key: hmac::Key,
}

impl JobHandles {
    /// Handles of this gateway.
    pub fn new(keys: Keyring, nonce_keys: &Keyring) -> Self {
        Self { keys, nonce_key: hmac::Key::new(hmac::HMAC_SHA256, nonce_keys.current().as_slice()) }
    }

    /// Makes the public id of a job that `subject` owns and ordered at this time.
    pub fn seal(&self, vendor_id: &str, subject: &str, ordered_at_ms: u64) -> String {
        let expires_at_seconds = ordered_at_ms / 1000 + MAXIMUM_LIFETIME_SECONDS;
        let mut sealed = pack_seconds(expires_at_seconds).to_vec();
        sealed.extend_from_slice(vendor_id.as_bytes());
        let nonce = self.nonce(&sealed, subject);
        cipher(self.keys.current())
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(subject.as_bytes()), &mut sealed)
            .expect("a short id can be sealed");
        encode(&[nonce.as_slice(), &sealed].concat())
    }

    /// The length keeps what is sealed apart from the subject.
    fn nonce(&self, content: &[u8], subject: &str) -> [u8; NONCE_LEN] {
        let mut context = hmac::Context::with_key(&self.nonce_key);
        context.update(&(content.len() as u64).to_be_bytes());
        context.update(content);
        context.update(subject.as_bytes());
        let tag = context.sign();
        *tag.as_ref().first_chunk().expect("SHA-256 gives 32 bytes")
    }

    /// The vendor's id behind a public one, if `subject` owns it and it has not expired.
    pub fn open(&self, handle: &str, subject: &str, now_seconds: u64) -> Option<String> {
        if handle.len() > MAXIMUM_LENGTH {
            return None;
        }
        let bytes = decode(handle)?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_LEN>()?;
        self.keys.readers(now_seconds).find_map(|key| {
            let mut sealed = sealed.to_vec();
            let nonce = Nonce::assume_unique_for_key(*nonce);
            let opened = cipher(key).open_in_place(nonce, Aad::from(subject.as_bytes()), &mut sealed).ok()?;
            let (expiry, vendor_id) = opened.split_first_chunk::<EXPIRY_LENGTH>()?;
            let is_alive = unpack_seconds(*expiry) > now_seconds;
            is_alive.then(|| String::from_utf8(vendor_id.to_vec()).ok())?
        })
    }
}

/// Misuse-resistant: if a nonce ever repeats, it reveals only whether two handles are equal.
fn cipher(key: &Key) -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM_SIV, key.as_slice()).expect("a key of 32 bytes fits AES-256"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Secret;
    use crate::capability::keyring::Purpose;

    const ORDERED_AT_MS: u64 = 1_800_000_000_123;

    fn handles(secret: &str) -> JobHandles {
        let keys = |purpose| Keyring::derive(&Secret::new(secret.repeat(32)), None, purpose);
        JobHandles::new(keys(Purpose::JobHandle), &keys(Purpose::JobHandleNonce))
    }

    #[test]
    fn rule_04_a_job_has_one_handle_for_its_subject() {
        let handle = handles("a").seal("job-1", "ada", ORDERED_AT_MS);
        assert_eq!(handles("a").seal("job-1", "ada", ORDERED_AT_MS + 500), handle, "another replica, within a second");
        let others = [
            handles("a").seal("job-2", "ada", ORDERED_AT_MS),
            handles("a").seal("job-1", "eve", ORDERED_AT_MS),
            handles("a").seal("job-1", "ada", ORDERED_AT_MS + 1000),
            handles("b").seal("job-1", "ada", ORDERED_AT_MS),
        ];
        let nonces: std::collections::HashSet<&str> =
            others.iter().chain([&handle]).map(|handle| &handle[..NONCE_LEN * 4 / 3]).collect();
        assert_eq!(nonces.len(), 5, "different contents have different nonces");
        let now_seconds = ORDERED_AT_MS / 1000;
        assert_eq!(handles("a").open(&handle, "ada", now_seconds).as_deref(), Some("job-1"));
        assert_eq!(handles("a").open(&handle, "ada", now_seconds + MAXIMUM_LIFETIME_SECONDS), None);
    }
}
