use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::{extract::State, routing::get_service};
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use http::{HeaderName, HeaderValue, Method, StatusCode};
use tower_http::services::ServeDir;

use crate::capability::PublicUrls;
use crate::http::error::ApiError;
use crate::http::state::HttpState;

const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// Serves a built page from a folder at `/`. Where a compressed copy of a file lies beside it (`.br`, `.gz`), clients that take
/// that encoding get the copy.
pub fn routes(folder: &Path, urls: &PublicUrls) -> Router<HttpState> {
    let site =
        Site { policy: content_security_policy(urls.origin().starts_with("http://")), prefix: urls.prefix().into() };
    let files = get_service(ServeDir::new(folder).precompressed_br().precompressed_gzip())
        .layer(from_fn_with_state(site, finish));
    Router::new().fallback_service(files)
}

#[derive(Clone)]
struct Site {
    policy: HeaderValue,
    /// The path of the public URL, which a proxy may leave in requests.
    prefix: Arc<str>,
}

/// The page may run its own scripts and WebAssembly, show media from anywhere, since results live on the vendor's hosts
/// and pictures on the user's, and nothing else.
fn content_security_policy(is_local: bool) -> HeaderValue {
    let media = if is_local { "'self' blob: data: https: http:" } else { "'self' blob: data: https:" };
    let connect =
        if is_local { "'self' blob: https: http://127.0.0.1:* http://localhost:*" } else { "'self' blob: https:" };
    let policy = format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src {media}; media-src {media}; \
         connect-src {connect}; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).expect("the policy is plain text")
}

async fn finish(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return ApiError::not_found().into_response();
    }
    if !site.prefix.is_empty() {
        match request.uri().path().strip_prefix(&*site.prefix) {
            // The page's relative URLs need the slash.
            Some("") => return Redirect::permanent(&format!("{}/", site.prefix)).into_response(),
            Some(rest) if rest.starts_with('/') => {
                let Ok(uri) = rest.parse() else { return ApiError::not_found().into_response() };
                *request.uri_mut() = uri;
            }
            _ => {}
        }
    }
    // Vite puts a digest of the content into the names of what lies there.
    let is_immutable = request.uri().path().starts_with("/assets/");
    let mut response = next.run(request).await;
    if response.status() == StatusCode::NOT_FOUND {
        return ApiError::not_found().into_response();
    }
    let cache = if is_immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(CONTENT_SECURITY_POLICY, site.policy);
    headers.insert(OPENER_POLICY, HeaderValue::from_static("same-origin"));
    response
}
