use aes::{Aes128, Aes192, Aes256};
use base64::{Engine, engine::general_purpose::STANDARD};
use cbc::cipher::{BlockModeEncrypt, KeyIvInit, block_padding::Pkcs7};
use serde::Serialize;
use sha1::{Digest, Sha1};

use crate::account::Credentials;

/// The body of a callback.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WebhookEnvelope {
    /// SHA-1 in lower-case hex; contains no secret.
    pub signature: String,
    /// AES-CBC in base64.
    #[serde(rename = "dataEncrypt")]
    pub data_encrypt: String,
    /// Milliseconds since 1970.
    pub timestamp: i64,
    /// Four digits.
    pub nonce: String,
}

/// The length of an API key that cannot be a key of the cipher.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("an API key of {0} bytes cannot encrypt callbacks; it must have 16, 24 or 32")]
pub struct KeyLength(pub usize);

/// Encrypts and signs a callback as Akool does: the whole API key is the AES key, the first 16 bytes of the client id are the
/// IV.
///
/// # Errors
///
/// When the API key has another length than 16, 24 or 32 bytes.
pub fn seal(
    credentials: &Credentials,
    plaintext: &[u8],
    timestamp: i64,
    nonce: &str,
) -> Result<WebhookEnvelope, KeyLength> {
    let data_encrypt = STANDARD.encode(encrypt(credentials, plaintext)?);
    let signature = sign(&credentials.client_id, timestamp, nonce, &data_encrypt);
    Ok(WebhookEnvelope { signature, data_encrypt, timestamp, nonce: nonce.into() })
}

/// SHA-1 over the four values as text, sorted and joined.
pub fn sign(client_id: &str, timestamp: i64, nonce: &str, data_encrypt: &str) -> String {
    let timestamp = timestamp.to_string();
    let mut values = [client_id, &timestamp, nonce, data_encrypt];
    values.sort_unstable();
    hex::encode(Sha1::digest(values.concat()))
}

fn encrypt(credentials: &Credentials, plaintext: &[u8]) -> Result<Vec<u8>, KeyLength> {
    let key = credentials.api_key.as_bytes();
    let mut iv = [0; 16];
    iv.iter_mut().zip(credentials.client_id.bytes()).for_each(|(place, byte)| *place = byte);
    let wrong = |_| KeyLength(key.len());
    Ok(match key.len() {
        16 => {
            cbc::Encryptor::<Aes128>::new_from_slices(key, &iv).map_err(wrong)?.encrypt_padded_vec::<Pkcs7>(plaintext)
        }
        24 => {
            cbc::Encryptor::<Aes192>::new_from_slices(key, &iv).map_err(wrong)?.encrypt_padded_vec::<Pkcs7>(plaintext)
        }
        32 => {
            cbc::Encryptor::<Aes256>::new_from_slices(key, &iv).map_err(wrong)?.encrypt_padded_vec::<Pkcs7>(plaintext)
        }
        other => return Err(KeyLength(other)),
    })
}
