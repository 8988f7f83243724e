use std::sync::atomic::{AtomicBool, Ordering};

use sha1::{Digest, Sha1};

use super::Credentials;

/// The credentials of an account. In a session, the API key followed by a dot and the session's name is valid, too.
pub struct AccountKeys {
    credentials: Credentials,
    session: Option<SessionKey>,
}

struct SessionKey {
    session: String,
    key: String,
    is_in_use: AtomicBool,
}

impl AccountKeys {
    /// The keys of the default session, or of a named one.
    pub fn new(credentials: Credentials, session: Option<&str>) -> Self {
        let session = session.map(|session| SessionKey {
            session: session.to_owned(),
            key: format!("{}.{session}", credentials.api_key),
            is_in_use: AtomicBool::new(false),
        });
        Self { credentials, session }
    }

    /// The name of the session.
    pub fn session(&self) -> Option<&str> {
        self.session.as_ref().map(|session| session.session.as_str())
    }

    /// The account's own credentials.
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// Whether this is the account's client id.
    pub fn accepts_client_id(&self, client_id: &str) -> bool {
        secrets_equal(client_id.as_bytes(), self.credentials.client_id.as_bytes())
    }

    /// Whether this is an API key of the account.
    pub fn accepts_key(&self, key: &[u8]) -> bool {
        if let Some(session) = &self.session
            && secrets_equal(key, session.key.as_bytes())
        {
            session.is_in_use.store(true, Ordering::Relaxed);
            return true;
        }
        secrets_equal(key, self.credentials.api_key.as_bytes())
    }

    /// The credentials that encrypt callbacks. A client that uses the session's key also decrypts with it, so it is preferred
    /// when it has a length that AES allows.
    pub fn for_webhooks(&self) -> Credentials {
        let key = match &self.session {
            Some(session) if session.is_in_use.load(Ordering::Relaxed) && is_cipher_key(&session.key) => &session.key,
            _ => &self.credentials.api_key,
        };
        Credentials { client_id: self.credentials.client_id.clone(), api_key: key.clone() }
    }
}

const fn is_cipher_key(key: &str) -> bool {
    matches!(key.len(), 16 | 24 | 32)
}

/// Compares digests, so that the duration reveals nothing about the secret.
fn secrets_equal(left: &[u8], right: &[u8]) -> bool {
    Sha1::digest(left) == Sha1::digest(right)
}
