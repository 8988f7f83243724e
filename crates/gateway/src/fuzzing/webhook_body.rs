use aws_lc_rs::digest;
use serde_json::{Value, json};

use crate::orders::webhook::job_id;

const CLIENT_ID: &str = "SimClientId0123456789a==";
const API_KEY: &str = "SimClientSecret-0123456789abcdef";
const JOB: &str = "689174694b4dbdd4ab3d28c9";
const DATA: &str = "i1TdGfXWz0U8J36mouVbVsSZnAVmkdpetcAZKdN27SBB/JQW2xLgkI3cDfW78C/Bbe2xpg9IWvqnEk9YWKmuXLk7iX7QcTfaZojuDpyPdro1uXbs8uDPyfvHH8CUTOkail7VP4KZc8RyQ70gKkOwdRTkwFRkcZAcMm0lAT5M0Ac=";

fn signed(data: &str, timestamp: &str, nonce: &str) -> Value {
    let mut parts = [CLIENT_ID, timestamp, nonce, data];
    parts.sort_unstable();
    let digest = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, parts.concat().as_bytes());
    let signature = hex::encode(digest);
    json!({ "signature": signature, "dataEncrypt": data, "timestamp": timestamp, "nonce": nonce })
}

pub fn seeds() -> Vec<Vec<u8>> {
    let genuine = signed(DATA, "1757785623798", "9047");
    let mut as_numbers = genuine.clone();
    as_numbers["timestamp"] = 1_757_785_623_798_i64.into();
    as_numbers["nonce"] = 9047.into();
    vec![genuine.to_string().into_bytes(), as_numbers.to_string().into_bytes(), DATA.as_bytes().to_vec()]
}

/// A webhook identifies its job only if its encrypted data is unchanged. The signature contains no secret, so anyone can
/// make one. The target therefore also signs the mutated data, so that only the encryption protects it. Data that decrypts
/// may name a job, and nothing else of it is used.
pub fn run(bytes: &[u8]) {
    if let Some(named) = job_id(bytes, CLIENT_ID, API_KEY) {
        assert_eq!(named, JOB, "a webhook with a wrong signature was accepted");
    }
    let Ok(data) = std::str::from_utf8(bytes) else { return };
    let forged = signed(data, "1757785623798", "9047").to_string();
    if let Some(named) = job_id(forged.as_bytes(), CLIENT_ID, API_KEY) {
        assert!(named.len() <= data.len(), "{named}");
    }
    let with_another_key = job_id(forged.as_bytes(), CLIENT_ID, "SimClientSecret-0123456789abcdeX");
    assert_eq!(with_another_key, None, "{data}");
}
