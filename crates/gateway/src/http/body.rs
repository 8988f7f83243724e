use std::time::Duration;

use akool_contract::BusinessCode;
use axum::body::Body;
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt as _;
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, StatusCode};

use crate::http::error::ApiError;

/// No JSON request of the family comes near it.
pub const MAXIMUM_JSON_BYTES: usize = 64 * 1024;

/// How large bodies may be, and how long they may take.
#[derive(Clone, Copy, Debug)]
pub struct BodyLimits {
    /// For a JSON body.
    pub json_deadline: Duration,
    /// For an uploaded file.
    pub upload_deadline: Duration,
    /// Of an uploaded file.
    pub upload_max_bytes: usize,
}

impl BodyLimits {
    /// Reads a body no larger than JSON bodies may be.
    pub async fn read_small(&self, headers: &HeaderMap, body: Body) -> Result<Bytes, ApiError> {
        read(headers, body, MAXIMUM_JSON_BYTES, self.json_deadline, |_| Ok(())).await
    }

    /// Reads an uploaded file. `check` sees the bytes so far and may end it early.
    pub async fn read_upload(
        &self,
        headers: &HeaderMap,
        body: Body,
        check: impl Fn(&[u8]) -> Result<(), ApiError>,
    ) -> Result<Bytes, ApiError> {
        read(headers, body, self.upload_max_bytes, self.upload_deadline, check).await
    }
}

async fn read(
    headers: &HeaderMap,
    body: Body,
    maximum_bytes: usize,
    deadline: Duration,
    check: impl Fn(&[u8]) -> Result<(), ApiError>,
) -> Result<Bytes, ApiError> {
    let declared = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|length| length > maximum_bytes as u64) {
        return Err(ApiError::too_large(maximum_bytes));
    }
    let reading = async {
        let mut chunks = body.into_data_stream();
        let mut bytes = BytesMut::new();
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|_| ApiError::malformed("The body broke off."))?;
            if bytes.len() + chunk.len() > maximum_bytes {
                return Err(ApiError::too_large(maximum_bytes));
            }
            bytes.extend_from_slice(&chunk);
            check(&bytes)?;
        }
        Ok(bytes.freeze())
    };
    tokio::time::timeout(deadline, reading).await.unwrap_or_else(|_| {
        Err(ApiError::new(StatusCode::REQUEST_TIMEOUT, BusinessCode::PARAMETER, "The body took too long.").closing())
    })
}
