use std::ops::Range;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse as _, Response};
use http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, ETAG, IF_NONE_MATCH, RANGE,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

use crate::Clock;
use crate::capability::{FileId, PublicUrls};
use crate::http::error::ApiError;
use crate::http::range::{RangeRequest, matches_tag, requested_range};
use crate::http::routes::{Route, get};
use crate::storage::FileStore;

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

pub fn routes() -> Vec<Route> {
    vec![get("/files/{capability}", file)]
}

/// `GET /files/{capability}`: the URL itself is the permission, since the vendor fetches it without any header of ours.
async fn file(
    State(urls): State<Arc<PublicUrls>>,
    State(storage): State<Arc<FileStore>>,
    State(clock): State<Clock>,
    Path(capability): Path<String>,
    request: Request,
) -> Result<Response, ApiError> {
    let now_seconds = clock.now_seconds();
    let file = urls.open_file(&capability, now_seconds).ok_or_else(ApiError::not_found)?;
    let mut response = answer(&storage, &file, request.method(), request.headers(), now_seconds).await?;
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

async fn answer(
    storage: &FileStore,
    file: &FileId,
    method: &Method,
    headers: &HeaderMap,
    now_seconds: u64,
) -> Result<Response, ApiError> {
    let is_head = method == Method::HEAD;
    if !is_head && !headers.contains_key(RANGE) && !headers.contains_key(IF_NONE_MATCH) {
        return read(storage, file, None, now_seconds).await;
    }
    // Which bytes a range means depends on how many there are.
    let size = storage.size(file, now_seconds).await?.ok_or_else(ApiError::not_found)?;
    if matches_tag(headers, &tag_of(file)) {
        return Ok(StatusCode::NOT_MODIFIED.into_response());
    }
    if is_head {
        return Ok(([(CONTENT_LENGTH, size)], Body::empty()).into_response());
    }
    match requested_range(headers, &tag_of(file), size) {
        RangeRequest::All => read(storage, file, None, now_seconds).await,
        RangeRequest::Part(range) => read(storage, file, Some(range), now_seconds).await,
        RangeRequest::Unsatisfiable => {
            let size = format!("bytes */{size}");
            Ok((StatusCode::RANGE_NOT_SATISFIABLE, [(CONTENT_RANGE, size)]).into_response())
        }
    }
}

async fn read(
    storage: &FileStore,
    file: &FileId,
    range: Option<Range<u64>>,
    now_seconds: u64,
) -> Result<Response, ApiError> {
    let is_part = range.is_some();
    let contents = storage.read(file, range, now_seconds).await?.ok_or_else(ApiError::not_found)?;
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
