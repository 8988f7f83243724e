use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse as _, Response};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, StatusCode};
use tower_http::services::ServeFile;

use crate::app::Shared;
use crate::failure::Failure;

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// `GET /files/{capability}`: the URL itself is the permission, since the vendor fetches it without any header of ours.
pub async fn file(
    State(app): State<Shared>,
    Path(capability): Path<String>,
    request: Request,
) -> Result<Response, Failure> {
    let file = app.file_urls.open(&capability, app.clock.now_seconds()).ok_or_else(Failure::not_found)?;
    let served = ServeFile::new(app.files.path(&file)).try_call(request).await.map_err(|_| Failure::internal())?;
    if matches!(served.status(), StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED) {
        return Err(Failure::not_found());
    }
    let mut response = served.map(Body::new).into_response();
    let headers = response.headers_mut();
    // By what it was found to be when it came in, not by a guess from its name.
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(file.media_type.mime()));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Should a browser ever be talked into showing it as a document, it is an empty one.
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static("inline"));
    // A page of another origin shows what its user uploaded.
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    Ok(response)
}
