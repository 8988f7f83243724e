use akool_contract::{BusinessCode, Envelope};
use http::header::RETRY_AFTER;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::VendorFault;
use super::transport::Answer;
use crate::Secret;

const MAXIMUM_RETRY_AFTER_SECONDS: u64 = 300;

/// What the data of an answer is.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    Object,
    List,
}

impl Shape {
    const fn first_character(self) -> char {
        match self {
            Self::Object => '{',
            Self::List => '[',
        }
    }
}

/// Understands the vendor's answer, only as the type we asked for.
pub fn understand<T: DeserializeOwned>(mut answer: Answer, api_key: &Secret, shape: Shape) -> Result<T, VendorFault> {
    blot_out(&mut answer.body, api_key.reveal().as_bytes());
    let retry_after_seconds = retry_after(&answer.headers);
    read(answer.status, retry_after_seconds, &answer.body, shape)
}

/// The same for an answer that did not come over the network.
#[cfg(any(test, feature = "fuzzing"))]
pub fn understand_bytes<T: DeserializeOwned>(
    status: StatusCode,
    mut bytes: Vec<u8>,
    api_key: &str,
) -> Result<T, VendorFault> {
    blot_out(&mut bytes, api_key.as_bytes());
    read(status, None, &bytes, Shape::Object)
}

/// A server that echoes what it was sent, in a reason or a file name, must not hand our key to a caller.
fn blot_out(bytes: &mut [u8], secret: &[u8]) {
    let found: Vec<usize> = memchr::memmem::find_iter(bytes, secret).collect();
    for start in found {
        bytes[start..start + secret.len()].fill(b'*');
    }
}

/// The business code decides and not the HTTP status, because the vendor sends its errors with 200.
fn read<T: DeserializeOwned>(
    status: StatusCode,
    retry_after_seconds: Option<u64>,
    bytes: &[u8],
    shape: Shape,
) -> Result<T, VendorFault> {
    let envelope = serde_json::from_slice::<Envelope<&RawValue>>(bytes).ok();
    let code = envelope.as_ref().and_then(|envelope| envelope.code).map(BusinessCode);
    match code {
        Some(BusinessCode::SUCCESS) if status.is_success() => envelope
            .and_then(|envelope| envelope.data)
            .map(RawValue::get)
            // The deserializer would take a list for an object whose fields may all be absent.
            .filter(|data| data.starts_with(shape.first_character()))
            .and_then(|data| serde_json::from_str(data).ok())
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

fn retry_after(headers: &HeaderMap) -> Option<u64> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse::<u64>().ok()?;
    Some(seconds.min(MAXIMUM_RETRY_AFTER_SECONDS))
}
