use akool_contract::JobRecord;
use aws_lc_rs::cipher::{AES_128, AES_192, AES_256, DecryptionContext, PaddedBlockDecryptingKey, UnboundCipherKey};
use aws_lc_rs::digest;
use aws_lc_rs::iv::FixedLength;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;
use serde_json::Value;

const IV_LENGTH: usize = 16;

/// What the vendor posts.
#[derive(Deserialize)]
struct Sealed {
    signature: String,
    #[serde(rename = "dataEncrypt")]
    data: String,
    timestamp: Value,
    nonce: Value,
}

/// The job's id that a report names, if the report is in order.
pub fn job_id(body: &[u8], client_id: &str, api_key: &str) -> Option<String> {
    let sealed: Sealed = serde_json::from_slice(body).ok()?;
    if !is_signed(&sealed, client_id) {
        return None;
    }
    let mut data = BASE64_STANDARD.decode(&sealed.data).ok()?;
    let plain = decrypt(&mut data, client_id, api_key)?;
    serde_json::from_slice::<JobRecord>(plain).ok()?.id
}

/// The four values as text, sorted, joined, SHA-1. No secret is in it, so it shows damage and not forgery.
fn is_signed(sealed: &Sealed, client_id: &str) -> bool {
    let (Some(timestamp), Some(nonce)) = (text(&sealed.timestamp), text(&sealed.nonce)) else { return false };
    let mut parts = [client_id, &timestamp, &nonce, &sealed.data];
    parts.sort_unstable();
    let digest = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, parts.concat().as_bytes());
    hex::encode(digest) == sealed.signature
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// AES in CBC mode with the API key's own bytes as the key, whatever their number fits, and the first bytes of the client
/// id as the initial vector.
fn decrypt<'a>(data: &'a mut [u8], client_id: &str, api_key: &str) -> Option<&'a [u8]> {
    let algorithm = match api_key.len() {
        16 => &AES_128,
        24 => &AES_192,
        32 => &AES_256,
        _ => return None,
    };
    let mut iv = [0_u8; IV_LENGTH];
    iv.iter_mut().zip(client_id.bytes()).for_each(|(to, from)| *to = from);
    let key = PaddedBlockDecryptingKey::cbc_pkcs7(UnboundCipherKey::new(algorithm, api_key.as_bytes()).ok()?).ok()?;
    let plain = key.decrypt(data, DecryptionContext::Iv128(FixedLength::from(iv))).ok()?;
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLIENT_ID: &str = "SimClientId0123456789a==";

    fn vector_a() -> Value {
        serde_json::json!({
            "signature": "c4d97438c59f63512554e39242837ed5c63c4e5d",
            "dataEncrypt": "i1TdGfXWz0U8J36mouVbVsSZnAVmkdpetcAZKdN27SBB/JQW2xLgkI3cDfW78C/Bbe2xpg9IWvqnEk9YWKmuXLk7iX7QcTfaZojuDpyPdro1uXbs8uDPyfvHH8CUTOkail7VP4KZc8RyQ70gKkOwdRTkwFRkcZAcMm0lAT5M0Ac=",
            "timestamp": 1_757_785_623_798_i64,
            "nonce": "9047",
        })
    }

    fn read(body: &Value, key: &str) -> Option<String> {
        job_id(body.to_string().as_bytes(), CLIENT_ID, key)
    }

    #[test]
    fn threat_13_genuine_reports_are_read_with_keys_of_either_length() {
        assert_eq!(read(&vector_a(), "SimClientSecret-0123456789abcdef").as_deref(), Some("689174694b4dbdd4ab3d28c9"));
        let vector_b = serde_json::json!({
            "signature": "06b0d35316ea31e5144f312f750aefc60f0ce849",
            "dataEncrypt": "H5GwSicKZxlvzejvxRJpT7EmeKnvT90jG93e5amS+mALZwsTqoPLAVbM2FkR9eoG0v6OJMcygbq1O18ncgfqFG9Fe3EGS2uQLdZ49j4ELTzPhJzLYGELQGMxXcc/Lta2",
            "timestamp": 1_757_785_623_798_i64,
            "nonce": "9047",
        });
        assert_eq!(read(&vector_b, "SimClientSecret-01234567").as_deref(), Some("689174694b4dbdd4ab3d28c9"));
        let mut number = vector_a();
        number["nonce"] = 9047.into();
        assert!(read(&number, "SimClientSecret-0123456789abcdef").is_some(), "a nonce may come as a number");
    }

    #[test]
    fn threat_13_damaged_and_forged_reports_name_no_job() {
        let key = "SimClientSecret-0123456789abcdef";
        assert_eq!(read(&vector_a(), "SimClientSecret-0123456789abcdeX"), None, "another key");
        assert_eq!(read(&vector_a(), "short"), None);
        for (field, value) in [
            ("signature", "0".repeat(40).into()),
            ("signature", Value::Null),
            ("dataEncrypt", "AAAA".into()),
            ("dataEncrypt", "%%%".into()),
            ("timestamp", 1.into()),
            ("nonce", Value::Array(Vec::new())),
        ] {
            let mut forged = vector_a();
            forged[field] = value;
            assert_eq!(read(&forged, key), None, "{field}");
        }
        for body in ["", "null", "[]", "{}", "{\"signature\":1}"] {
            assert_eq!(job_id(body.as_bytes(), CLIENT_ID, key), None, "{body}");
        }
    }
}
