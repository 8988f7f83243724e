use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::rand;

use super::{MAXIMUM_LIFETIME_SECONDS, decode, encode, pack_seconds, unpack_seconds};
use crate::capability::keyring::{Key, Keyring};

const EXPIRY_LENGTH: usize = 5;
const NUMBER_LENGTH: usize = 8;

/// The last part of the webhook URL of one attempt: `{attempt, expiry}`, sealed. Only the vendor learns the URL, so a call
/// to it comes from the vendor.
pub struct WebhookUrls {
    keys: Keyring,
}

impl WebhookUrls {
    /// Webhook URLs of this gateway.
    pub fn new(keys: Keyring) -> Self {
        Self { keys }
    }

    /// Makes the capability for an attempt.
    pub fn seal(&self, attempt: i64, now_seconds: u64) -> String {
        let mut nonce = [0_u8; NONCE_LEN];
        rand::fill(&mut nonce).expect("the system gives random bytes");
        let mut sealed = pack_seconds(now_seconds + MAXIMUM_LIFETIME_SECONDS).to_vec();
        sealed.extend_from_slice(&attempt.to_be_bytes());
        cipher(self.keys.current())
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut sealed)
            .expect("a few bytes can be sealed");
        encode(&[nonce.as_slice(), &sealed].concat())
    }

    /// The attempt behind a capability that is genuine and has not expired.
    pub fn open(&self, capability: &str, now_seconds: u64) -> Option<i64> {
        let bytes = decode(capability)?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_LEN>()?;
        self.keys.readers(now_seconds).find_map(|key| {
            let mut sealed = sealed.to_vec();
            let nonce = Nonce::assume_unique_for_key(*nonce);
            let opened = cipher(key).open_in_place(nonce, Aad::empty(), &mut sealed).ok()?;
            let (expiry, rest) = opened.split_first_chunk::<EXPIRY_LENGTH>()?;
            let number = i64::from_be_bytes(*rest.first_chunk::<NUMBER_LENGTH>()?);
            (unpack_seconds(*expiry) > now_seconds).then_some(number)
        })
    }
}

fn cipher(key: &Key) -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM_SIV, key.as_slice()).expect("a key of 32 bytes fits AES-256"))
}
