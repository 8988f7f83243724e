use aws_lc_rs::cipher::{AES_256, EncryptionContext, PaddedBlockEncryptingKey, UnboundCipherKey};
use aws_lc_rs::digest;
use aws_lc_rs::iv::FixedLength;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use super::{CLIENT_ID, KEY};

/// A report as the vendor seals and signs it.
pub fn report_of(job_id: &str, status: i64) -> Value {
    let mut data = json!({ "_id": job_id, "status": status, "type": "image2video" }).to_string().into_bytes();
    let mut iv = [0; 16];
    iv.copy_from_slice(&CLIENT_ID.as_bytes()[..16]);
    let key = UnboundCipherKey::new(&AES_256, KEY.as_bytes()).expect("a key of 32 bytes");
    let key = PaddedBlockEncryptingKey::cbc_pkcs7(key).expect("a key");
    key.less_safe_encrypt(&mut data, EncryptionContext::Iv128(FixedLength::from(iv))).expect("it can be sealed");
    let (data, timestamp, nonce) = (BASE64_STANDARD.encode(data), 1_757_785_623_798_i64, "9047");
    let timestamp_text = timestamp.to_string();
    let mut parts = [CLIENT_ID, timestamp_text.as_str(), nonce, data.as_str()];
    parts.sort_unstable();
    let digest = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, parts.concat().as_bytes());
    let signature: String = digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    json!({ "signature": signature, "dataEncrypt": data, "timestamp": timestamp, "nonce": nonce })
}
