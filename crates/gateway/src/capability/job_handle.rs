use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::rand;

use super::{MAXIMUM_LIFETIME_SECONDS, decode, encode, pack_seconds, unpack_seconds};
use crate::capability::keyring::{Key, Keyring};

/// Longer handles are refused unread.
const MAXIMUM_LENGTH: usize = 256;
const EXPIRY_LENGTH: usize = 5;

/// Public job ids: `{vendor's id, expiry}`, sealed for one subject. A handle reveals nothing, proves ownership without a
/// table, and is worthless to other subjects. It contains no comma, since requests join ids with commas.
pub struct JobHandles {
    keys: Keyring,
}

impl JobHandles {
    /// Handles of this gateway.
    pub fn new(keys: Keyring) -> Self {
        Self { keys }
    }

    /// Makes the public id of a job that `subject` owns.
    pub fn seal(&self, vendor_id: &str, subject: &str, now_seconds: u64) -> String {
        let mut nonce = [0_u8; NONCE_LEN];
        rand::fill(&mut nonce).expect("the system gives random bytes");
        let mut sealed = pack_seconds(now_seconds + MAXIMUM_LIFETIME_SECONDS).to_vec();
        sealed.extend_from_slice(vendor_id.as_bytes());
        cipher(self.keys.current())
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(subject.as_bytes()), &mut sealed)
            .expect("a short id can be sealed");
        encode(&[nonce.as_slice(), &sealed].concat())
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

/// Misuse-resistant: if a random nonce ever repeats, it reveals only whether two handles are equal.
fn cipher(key: &Key) -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM_SIV, key.as_slice()).expect("a key of 32 bytes fits AES-256"))
}
