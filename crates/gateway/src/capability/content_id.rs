use aws_lc_rs::{digest, hmac};

use super::FileId;
use crate::capability::keyring::{Key, Keyring};
use crate::media::MediaType;

/// Ids of uploads, derived from their subject and their bytes. The same bytes sent again, after a lost response or a reload,
/// are the same file and make the same order. Without the key, the id of a file cannot be computed from its bytes.
pub struct ContentIds {
    keys: Keyring,
}

impl ContentIds {
    /// Ids of this gateway.
    pub fn new(keys: Keyring) -> Self {
        Self { keys }
    }

    /// The ids that a subject's bytes can have. A new file gets the first. A stored file may have one of the others, from
    /// before the master secret was replaced.
    pub fn of(
        &self,
        subject: &str,
        media_type: MediaType,
        bytes: &[u8],
        now_seconds: u64,
    ) -> Vec<[u8; FileId::LENGTH]> {
        let digest = digest::digest(&digest::SHA256, bytes);
        self.keys.readers(now_seconds).map(|key| id(key, subject, media_type, &digest)).collect()
    }
}

/// All parts but the last, the subject, have a fixed length, so different inputs never give the same bytes.
fn id(key: &Key, subject: &str, media_type: MediaType, digest: &digest::Digest) -> [u8; FileId::LENGTH] {
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, key.as_slice()));
    context.update(digest.as_ref());
    context.update(&[media_type.number()]);
    context.update(subject.as_bytes());
    let mut id = [0; FileId::LENGTH];
    id.copy_from_slice(&context.sign().as_ref()[..FileId::LENGTH]);
    id
}
