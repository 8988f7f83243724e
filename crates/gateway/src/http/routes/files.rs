use std::ops::Range;

use akool_contract::BusinessCode;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse as _, Response};
use http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, ETAG, IF_NONE_MATCH, RANGE,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

use crate::app::{App, Shared};
use crate::capability::FileId;
use crate::http::error::ApiError;
use crate::http::range::{RangeRequest, is_known, wanted};
use crate::storage::StorageError;

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// `GET /files/{capability}`: the URL itself is the permission, since the vendor fetches it without any header of ours.
pub async fn file(
    State(app): State<Shared>,
    Path(capability): Path<String>,
    request: Request,
) -> Result<Response, ApiError> {
    let file = app.file_urls.open(&capability, app.clock.now_seconds()).ok_or_else(ApiError::not_found)?;
    let mut response = answer(&app, &file, request.method(), request.headers()).await?;
    let headers = response.headers_mut();
    // By what it was found to be when it came in, not by a guess from its name.
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(file.media_type.mime()));
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Should a browser ever be talked into showing it as a document, it is an empty one.
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static("inline"));
    // A page of another origin shows what its user uploaded.
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    if let Ok(tag) = HeaderValue::from_str(&tag_of(&file)) {
        headers.insert(ETAG, tag);
    }
    Ok(response)
}

async fn answer(app: &App, file: &FileId, method: &Method, headers: &HeaderMap) -> Result<Response, ApiError> {
    let is_head = method == Method::HEAD;
    if !is_head && !headers.contains_key(RANGE) && !headers.contains_key(IF_NONE_MATCH) {
        return read(app, file, None).await;
    }
    // Which bytes a range means depends on how many there are.
    let size = app.files.size(file, app.clock.now_seconds()).await.map_err(failure)?.ok_or_else(ApiError::not_found)?;
    if is_known(headers, &tag_of(file)) {
        return Ok(StatusCode::NOT_MODIFIED.into_response());
    }
    if is_head {
        return Ok(([(CONTENT_LENGTH, size)], Body::empty()).into_response());
    }
    match wanted(headers, &tag_of(file), size) {
        RangeRequest::All => read(app, file, None).await,
        RangeRequest::Part(range) => read(app, file, Some(range)).await,
        RangeRequest::Nothing => {
            let size = format!("bytes */{size}");
            Ok((StatusCode::RANGE_NOT_SATISFIABLE, [(CONTENT_RANGE, size)]).into_response())
        }
    }
}

async fn read(app: &App, file: &FileId, range: Option<Range<u64>>) -> Result<Response, ApiError> {
    let is_part = range.is_some();
    let contents =
        app.files.read(file, range, app.clock.now_seconds()).await.map_err(failure)?.ok_or_else(ApiError::not_found)?;
    let Range { start, end } = contents.range;
    let mut response = ([(CONTENT_LENGTH, end - start)], Body::from_stream(contents.bytes)).into_response();
    if is_part {
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
        let range = format!("bytes {start}-{}/{}", end.saturating_sub(1), contents.size);
        response.headers_mut().extend(HeaderValue::from_str(&range).ok().map(|range| (CONTENT_RANGE, range)));
    }
    Ok(response)
}

/// A file never changes under its name, so its name tells its state.
fn tag_of(file: &FileId) -> String {
    let id = hex::encode(file.id);
    format!("\"{id}\"")
}

fn failure(fault: StorageError) -> ApiError {
    tracing::error!(%fault, "a file could not be read");
    ApiError::new(StatusCode::SERVICE_UNAVAILABLE, BusinessCode::SERVER_ERROR, "The file cannot be read now.")
        .retryable()
}
