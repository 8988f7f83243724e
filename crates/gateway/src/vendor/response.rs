use akool_contract::{
    BatchResult, BusinessCode, Credits, Deleted, EffectList, Envelope, JobRecord, ModelList, ResultList,
};
use http::header::RETRY_AFTER;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

use super::VendorError;
use super::transport::Answer;
use crate::Secret;

const MAXIMUM_RETRY_AFTER_SECONDS: u64 = 300;

/// The data of an answer: an object, or whatever else the vendor may put in its place.
pub trait Payload: DeserializeOwned {
    /// What a list in place of the object means, as JSON.
    fn from_list(_list: &str) -> Option<Self> {
        None
    }

    /// What it means that there is neither an object nor a list.
    fn absent() -> Option<Self> {
        None
    }
}

/// The data is its list alone.
fn in_field<T: DeserializeOwned>(field: &str, list: &str) -> Option<T> {
    serde_json::from_str(&format!("{{\"{field}\":{list}}}")).ok()
}

/// Without an id it is unknown which job it is, so an absent id is refused.
impl Payload for JobRecord {
    fn from_list(list: &str) -> Option<Self> {
        in_field::<ResultList>("result", list)?.result.into_iter().next()
    }
}

impl Payload for BatchResult {
    fn from_list(list: &str) -> Option<Self> {
        in_field("successList", list)
    }
}

impl Payload for Credits {}

impl Payload for ResultList {
    fn from_list(list: &str) -> Option<Self> {
        in_field("result", list)
    }

    fn absent() -> Option<Self> {
        Some(Self::default())
    }
}

impl Payload for EffectList {
    fn from_list(list: &str) -> Option<Self> {
        in_field("result", list)
    }

    fn absent() -> Option<Self> {
        Some(Self::default())
    }
}

impl Payload for ModelList {
    fn from_list(list: &str) -> Option<Self> {
        in_field("result", list)
    }

    fn absent() -> Option<Self> {
        Some(Self::default())
    }
}

impl Payload for Deleted {
    fn from_list(list: &str) -> Option<Self> {
        in_field("successIds", list)
    }

    fn absent() -> Option<Self> {
        Some(Self::default())
    }
}

/// Decodes the vendor's answer, only as the expected type.
pub fn decode<T: Payload>(mut answer: Answer, api_key: &Secret) -> Result<T, VendorError> {
    redact(&mut answer.body, api_key.reveal());
    let retry_after_seconds = retry_after(&answer.headers);
    read(answer.status, retry_after_seconds, &answer.body)
}

/// The same for an answer that did not come over the network.
#[cfg(any(test, feature = "fuzzing"))]
pub fn decode_bytes<T: Payload>(status: StatusCode, mut bytes: Vec<u8>, api_key: &str) -> Result<T, VendorError> {
    redact(&mut bytes, api_key);
    read(status, None, &bytes)
}

/// A server that echoes what it was sent, in a reason or a file name, must not hand our key to a caller.
fn redact(bytes: &mut Vec<u8>, secret: &str) {
    let found: Vec<usize> = memchr::memmem::find_iter(bytes, secret).collect();
    for start in found {
        bytes[start..start + secret.len()].fill(b'*');
    }
    // JSON has other spellings for every character, and some servers write `\/` for a slash.
    if memchr::memchr(b'\\', bytes).is_some()
        && let Ok(mut value) = serde_json::from_slice::<Value>(bytes)
        && redact_strings(&mut value, secret)
    {
        *bytes = value.to_string().into_bytes();
    }
}

/// Returns whether there was something to redact.
fn redact_strings(value: &mut Value, secret: &str) -> bool {
    match value {
        Value::String(text) if text.contains(secret) => {
            *text = text.replace(secret, &"*".repeat(secret.len()));
            true
        }
        // Every one of them, and not just until the first that held something.
        Value::Array(values) => values.iter_mut().fold(false, |found, value| redact_strings(value, secret) | found),
        Value::Object(fields) => fields.values_mut().fold(false, |found, value| redact_strings(value, secret) | found),
        _ => false,
    }
}

/// The business code decides and not the HTTP status, because the vendor sends its errors with 200.
fn read<T: Payload>(status: StatusCode, retry_after_seconds: Option<u64>, bytes: &[u8]) -> Result<T, VendorError> {
    let envelope = serde_json::from_slice::<Envelope<&RawValue>>(bytes).ok();
    let code = envelope.as_ref().and_then(|envelope| envelope.code).map(BusinessCode);
    match code {
        Some(BusinessCode::SUCCESS) if status.is_success() => {
            let data = envelope.and_then(|envelope| envelope.data).map(RawValue::get).unwrap_or_default();
            // Distinguished here, because the deserializer would take a list for an object, field after field.
            let understood = match data.bytes().next() {
                Some(b'{') => serde_json::from_str(data).ok(),
                Some(b'[') => T::from_list(data),
                None | Some(b'n') => T::absent(),
                // Some servers write an empty text for nothing. Anything else says nothing about the jobs.
                _ if data == "\"\"" => T::absent(),
                _ => None,
            };
            understood.ok_or(VendorError::InvalidResponse)
        }
        Some(BusinessCode::SUCCESS) => Err(VendorError::InvalidResponse),
        Some(code) => Err(VendorError::Refused { code, retry_after_seconds }),
        None if status == StatusCode::TOO_MANY_REQUESTS => {
            Err(VendorError::Refused { code: BusinessCode::TOO_FREQUENT, retry_after_seconds })
        }
        None if matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => Err(VendorError::Blocked),
        None if status.is_server_error() => Err(VendorError::ServerError),
        None => Err(VendorError::InvalidResponse),
    }
}

fn retry_after(headers: &HeaderMap) -> Option<u64> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse::<u64>().ok()?;
    Some(seconds.min(MAXIMUM_RETRY_AFTER_SECONDS))
}
