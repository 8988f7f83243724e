use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};
use zeroize::Zeroizing;

use crate::Secret;

/// What a key is for. Each kind has its own label and so its own key: a capability of one kind can never pass as another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Access tokens.
    AccessToken,
    /// Public job ids.
    JobHandle,
    /// URLs of uploaded files.
    FileUrl,
}

impl Purpose {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::AccessToken => b"akool-gateway v1 access token",
            Self::JobHandle => b"akool-gateway v1 job handle",
            Self::FileUrl => b"akool-gateway v1 file url",
        }
    }
}

/// A derived key.
pub type Key = Zeroizing<[u8; 32]>;

/// The keys of one purpose: new capabilities are made with the current one, and those made before the master secret was
/// changed are still read with the previous one.
#[derive(Clone)]
pub struct Keyring {
    current: Key,
    previous: Option<Key>,
}

impl Keyring {
    /// Derives the keys of one purpose.
    pub fn derive(master: &Secret, previous: Option<&Secret>, purpose: Purpose) -> Self {
        Self { current: derive(master, purpose), previous: previous.map(|secret| derive(secret, purpose)) }
    }

    /// The key that makes.
    pub fn current(&self) -> &Key {
        &self.current
    }

    /// The keys that read, likeliest first.
    pub fn readers(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.current).chain(&self.previous)
    }
}

struct KeyLength;

impl KeyType for KeyLength {
    fn len(&self) -> usize {
        32
    }
}

fn derive(master: &Secret, purpose: Purpose) -> Key {
    let mut key = Zeroizing::new([0_u8; 32]);
    Salt::new(HKDF_SHA256, b"akool-gateway")
        .extract(master.reveal().as_bytes())
        .expand(&[purpose.label()], KeyLength)
        .and_then(|output| output.fill(&mut *key))
        .expect("32 bytes are within what HKDF-SHA256 gives");
    key
}
