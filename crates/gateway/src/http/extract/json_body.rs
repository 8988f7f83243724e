use std::time::Duration;

use akool_contract::{BusinessCode, Issue, IssueCode};
use axum::body::Body;
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt as _;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use crate::http::error::ApiError;

/// No request of the family comes near it.
pub const MAXIMUM_JSON_BYTES: usize = 64 * 1024;

/// Reads a JSON body that has to be there.
pub async fn json(headers: &HeaderMap, body: Body, deadline: Duration) -> Result<Value, ApiError> {
    let declared = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = declared.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/json") {
        return Err(unsupported("Send the body as application/json."));
    }
    let bytes = read(headers, body, MAXIMUM_JSON_BYTES, deadline, |_| Ok(())).await?;
    parse(&bytes)
}

/// Reads a JSON body that may be empty.
pub async fn optional_json(headers: &HeaderMap, body: Body, deadline: Duration) -> Result<Option<Value>, ApiError> {
    let bytes = read(headers, body, MAXIMUM_JSON_BYTES, deadline, |_| Ok(())).await?;
    if bytes.is_empty() { Ok(None) } else { parse(&bytes).map(Some) }
}

/// Reads a body up to a size and a deadline for all of it. `look` sees what is there so far and may end it early.
pub async fn read(
    headers: &HeaderMap,
    body: Body,
    maximum_bytes: usize,
    deadline: Duration,
    look: impl Fn(&[u8]) -> Result<(), ApiError>,
) -> Result<Bytes, ApiError> {
    let declared = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|length| length > maximum_bytes as u64) {
        return Err(too_large(maximum_bytes));
    }
    let reading = async {
        let mut chunks = body.into_data_stream();
        let mut bytes = BytesMut::new();
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|_| ApiError::malformed("The body broke off."))?;
            if bytes.len() + chunk.len() > maximum_bytes {
                return Err(too_large(maximum_bytes));
            }
            bytes.extend_from_slice(&chunk);
            look(&bytes)?;
        }
        Ok(bytes.freeze())
    };
    tokio::time::timeout(deadline, reading).await.unwrap_or_else(|_| {
        Err(ApiError::new(StatusCode::REQUEST_TIMEOUT, BusinessCode::PARAMETER, "The body took too long.").closing())
    })
}

fn parse(bytes: &[u8]) -> Result<Value, ApiError> {
    serde_json::from_slice(bytes)
        .map_err(|_| ApiError::invalid(vec![Issue::new("", IssueCode::WrongType, "The body is not JSON.")]))
}

/// 415.
pub fn unsupported(message: &'static str) -> ApiError {
    ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, BusinessCode::PARAMETER, message).closing()
}

/// 413.
pub fn too_large(maximum_bytes: usize) -> ApiError {
    let message = format!("The body is too large; {maximum_bytes} bytes are the limit.");
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, BusinessCode::PARAMETER, message).closing()
}
