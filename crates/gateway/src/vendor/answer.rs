use akool_contract::{BusinessCode, Envelope};
use http::StatusCode;
use http::header::RETRY_AFTER;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::VendorFault;
use crate::Secret;

/// No honest answer of this family comes near it.
const MAXIMUM_ANSWER_BYTES: usize = 1024 * 1024;
const MAXIMUM_RETRY_AFTER_SECONDS: u64 = 300;

/// Reads the vendor's answer: capped, and only into the type we asked for.
pub async fn read<T: DeserializeOwned>(
    mut response: reqwest::Response,
    api_key: &Secret,
    has_shape: fn(&Value) -> bool,
) -> Result<T, VendorFault> {
    let status = response.status();
    let retry_after_seconds = retry_after(&response);
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| VendorFault::of_transport(&error))? {
        if bytes.len() + chunk.len() > MAXIMUM_ANSWER_BYTES {
            return Err(VendorFault::Nonsense);
        }
        bytes.extend_from_slice(&chunk);
    }
    blot_out(&mut bytes, api_key.reveal().as_bytes());
    understand(status, retry_after_seconds, &bytes, has_shape)
}

/// The same for an answer that did not come over the network.
#[cfg(any(test, feature = "fuzzing"))]
pub fn understand_bytes<T: DeserializeOwned>(
    status: StatusCode,
    mut bytes: Vec<u8>,
    api_key: &str,
    has_shape: fn(&Value) -> bool,
) -> Result<T, VendorFault> {
    blot_out(&mut bytes, api_key.as_bytes());
    understand(status, None, &bytes, has_shape)
}

/// A server that echoes what it was sent, in a reason or a file name, must not hand our key to a caller.
fn blot_out(bytes: &mut [u8], secret: &[u8]) {
    let mut start = 0;
    while let Some(found) = bytes.get(start..).and_then(|rest| rest.windows(secret.len()).position(|at| at == secret)) {
        start += found;
        bytes[start..start + secret.len()].fill(b'*');
        start += secret.len();
    }
}

/// The business code decides and not the HTTP status, because the vendor sends its errors with 200.
fn understand<T: DeserializeOwned>(
    status: StatusCode,
    retry_after_seconds: Option<u64>,
    bytes: &[u8],
    has_shape: fn(&Value) -> bool,
) -> Result<T, VendorFault> {
    let envelope = serde_json::from_slice::<Envelope<Value>>(bytes).ok();
    let code = envelope.as_ref().and_then(|envelope| envelope.code).map(BusinessCode);
    match code {
        Some(BusinessCode::SUCCESS) if status.is_success() => envelope
            .and_then(|envelope| envelope.data)
            // The deserializer would take a list for an object whose fields may all be absent.
            .filter(has_shape)
            .and_then(|data| serde_json::from_value(data).ok())
            .ok_or(VendorFault::Nonsense),
        Some(BusinessCode::SUCCESS) => Err(VendorFault::Nonsense),
        Some(code) => Err(VendorFault::Refused { code, retry_after_seconds }),
        None if status == StatusCode::TOO_MANY_REQUESTS => {
            Err(VendorFault::Refused { code: BusinessCode::TOO_FREQUENT, retry_after_seconds })
        }
        None if matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => {
            Err(VendorFault::Refused { code: BusinessCode::AUTH_INVALID, retry_after_seconds })
        }
        None if status.is_server_error() => Err(VendorFault::ServerError),
        None => Err(VendorFault::Nonsense),
    }
}

fn retry_after(response: &reqwest::Response) -> Option<u64> {
    let seconds = response.headers().get(RETRY_AFTER)?.to_str().ok()?.trim().parse::<u64>().ok()?;
    Some(seconds.min(MAXIMUM_RETRY_AFTER_SECONDS))
}
