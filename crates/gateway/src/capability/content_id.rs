use aws_lc_rs::{digest, hmac};

use super::FileId;
use crate::capability::keyring::{Key, Keyring};
use crate::media::MediaType;

/// Names of uploads that follow from whose they are and what is in them: the same bytes sent again, after a lost answer
/// or a reload, are the same file and make the same order. Without our key a file's name cannot be told from its bytes.
pub struct ContentIds {
    keys: Keyring,
}

impl ContentIds {
    /// Names of this gateway.
    pub fn new(keys: Keyring) -> Self {
        Self { keys }
    }

    /// What these bytes of a subject's are called. The first is the name a new file gets; it may still have the others
    /// from before the master secret was replaced.
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

/// All but the subject has a fixed length, so where one part ends and the next begins is never in doubt.
fn id(key: &Key, subject: &str, media_type: MediaType, digest: &digest::Digest) -> [u8; FileId::LENGTH] {
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, key.as_slice()));
    context.update(digest.as_ref());
    context.update(&[media_type.number()]);
    context.update(subject.as_bytes());
    let mut id = [0; FileId::LENGTH];
    id.copy_from_slice(&context.sign().as_ref()[..FileId::LENGTH]);
    id
}
