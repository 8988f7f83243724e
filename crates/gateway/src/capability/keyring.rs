use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};
use zeroize::Zeroizing;

use crate::Secret;

/// What a key is for. Each kind has its own label and therefore its own key, so a capability of one kind never passes as
/// another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Access tokens.
    AccessToken,
    /// Public job ids.
    JobHandle,
    /// Nonces of public job ids.
    JobHandleNonce,
    /// URLs of uploaded files.
    FileUrl,
    /// URLs for the vendor's webhooks. Its label keeps the former name, since keys depend on it.
    WebhookUrl,
    /// Tickets for uploads to the bucket.
    UploadTicket,
    /// Ids of uploads.
    ContentId,
    /// Hashes of subjects in the log.
    LogSubject,
}

impl Purpose {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::AccessToken => b"akool-gateway v1 access token",
            Self::JobHandle => b"akool-gateway v1 job handle",
            Self::JobHandleNonce => b"akool-gateway v1 job handle nonce",
            Self::FileUrl => b"akool-gateway v1 file url",
            Self::WebhookUrl => b"akool-gateway v1 hook url",
            Self::UploadTicket => b"akool-gateway v1 upload ticket",
            Self::ContentId => b"akool-gateway v1 content id",
            Self::LogSubject => b"akool-gateway v1 log subject",
        }
    }
}

/// A derived key.
pub type Key = Zeroizing<[u8; 32]>;

/// The keys of one purpose. New capabilities are made with the current key. Those made before the master secret was
/// changed are still accepted with the previous key.
#[derive(Clone)]
pub struct Keyring {
    current: Key,
    previous: Option<(Key, u64)>,
}

/// A master secret that was replaced.
pub struct Previous<'a> {
    /// The secret.
    pub secret: &'a Secret,
    /// Until when its capabilities are accepted, in seconds since 1970.
    pub until_seconds: u64,
}

impl Keyring {
    /// Derives the keys of one purpose.
    pub fn derive(master: &Secret, previous: Option<&Previous<'_>>, purpose: Purpose) -> Self {
        let previous = previous.map(|previous| (derive(previous.secret, purpose.label()), previous.until_seconds));
        Self { current: derive(master, purpose.label()), previous }
    }

    /// The key for new capabilities.
    pub fn current(&self) -> &Key {
        &self.current
    }

    /// The accepted keys, likeliest first.
    pub fn readers(&self, now_seconds: u64) -> impl Iterator<Item = &Key> {
        self.readers_until(now_seconds).map(|(key, _)| key)
    }

    /// The accepted keys, and until when each is accepted, in seconds since 1970.
    pub fn readers_until(&self, now_seconds: u64) -> impl Iterator<Item = (&Key, u64)> {
        let previous = self.previous.iter().filter(move |(_, until_seconds)| *until_seconds > now_seconds);
        std::iter::once((&self.current, u64::MAX)).chain(previous.map(|(key, until_seconds)| (key, *until_seconds)))
    }
}

/// Identifies a master secret without revealing it.
pub fn fingerprint(secret: &Secret) -> String {
    hex::encode(&derive(secret, b"akool-gateway v1 fingerprint")[..8])
}

struct KeyLength;

impl KeyType for KeyLength {
    fn len(&self) -> usize {
        32
    }
}

fn derive(master: &Secret, label: &[u8]) -> Key {
    let mut key = Zeroizing::new([0_u8; 32]);
    Salt::new(HKDF_SHA256, b"akool-gateway")
        .extract(master.reveal().as_bytes())
        .expand(&[label], KeyLength)
        .and_then(|output| output.fill(&mut *key))
        .expect("32 bytes are within what HKDF-SHA256 gives");
    key
}
