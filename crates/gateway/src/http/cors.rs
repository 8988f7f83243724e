use std::time::Duration;

use http::header::{AUTHORIZATION, CONTENT_TYPE, DATE, RETRY_AFTER};
use http::{HeaderName, HeaderValue, Method};
use tower_http::cors::{AllowOrigin, CorsLayer};

/// A request's name, which callers may choose.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Names one wish to create, so that asking twice does not pay twice.
pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Names fields of a request that were passed over, because the vendor ignores them.
pub const IGNORED_FIELDS: HeaderName = HeaderName::from_static("x-ignored-fields");

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Pages of exactly these origins may read answers. Credentials are never allowed: a cookie means nothing here, so a page
/// that is not listed gains nothing by making its visitor's browser call.
pub fn layer(origins: &[String]) -> CorsLayer {
    let origins: Vec<HeaderValue> = origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok()).collect();
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods([Method::GET, Method::POST, Method::DELETE])
        .allow_headers([AUTHORIZATION, CONTENT_TYPE, IDEMPOTENCY_KEY, REQUEST_ID])
        // A page whose machine has a wrong clock goes by this gateway's.
        .expose_headers([REQUEST_ID, RETRY_AFTER, RATE_LIMIT, RATE_LIMIT_POLICY, IGNORED_FIELDS, DATE])
        .max_age(Duration::from_secs(600))
}
