use std::time::Duration;

use http::header::{AUTHORIZATION, CONTENT_TYPE, DATE, RETRY_AFTER};
use http::{HeaderName, HeaderValue, Method};
use tower_http::cors::{AllowOrigin, AllowPrivateNetwork, CorsLayer};

/// The id of a request, which callers may choose.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Names one order, so that sending it twice does not pay twice.
pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Names fields of a request that were passed over, because the vendor ignores them.
pub const IGNORED_FIELDS: HeaderName = HeaderName::from_static("x-ignored-fields");

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// The pages that may call.
pub struct Origins {
    own: String,
    others: Vec<String>,
    extra_headers: Vec<HeaderName>,
}

impl Origins {
    /// Pages of this gateway itself and of `others`, written exactly as browsers write an origin.
    /// They may send `extra_headers` besides those that the gateway reads.
    pub fn new(own: String, others: Vec<String>, extra_headers: Vec<HeaderName>) -> Self {
        Self { own, others, extra_headers }
    }

    /// The origin of this gateway.
    pub fn own(&self) -> &str {
        &self.own
    }

    /// Whether a page of this origin may call.
    pub fn contains(&self, origin: &str) -> bool {
        origin == self.own || self.others.iter().any(|known| known == origin)
    }

    /// Lets pages of exactly the other origins read answers. Credentials are never allowed: a cookie means nothing here, so
    /// a page that is not listed gains nothing by making its visitor's browser call.
    pub fn layer(&self) -> CorsLayer {
        let origins: Vec<HeaderValue> =
            self.others.iter().filter_map(|origin| HeaderValue::from_str(origin).ok()).collect();
        let headers = [AUTHORIZATION, CONTENT_TYPE, IDEMPOTENCY_KEY, REQUEST_ID];
        let headers: Vec<HeaderName> = headers.into_iter().chain(self.extra_headers.iter().cloned()).collect();
        let listed = origins.clone();
        CorsLayer::new()
            .allow_origin(AllowOrigin::list(origins))
            // Browsers ask before a public page calls a gateway on a private network.
            .allow_private_network(AllowPrivateNetwork::predicate(move |origin, _| listed.contains(origin)))
            .allow_methods([Method::GET, Method::POST, Method::DELETE])
            .allow_headers(headers)
            // A page whose machine has a wrong clock uses this gateway's time.
            .expose_headers([REQUEST_ID, RETRY_AFTER, RATE_LIMIT, RATE_LIMIT_POLICY, IGNORED_FIELDS, DATE])
            .max_age(Duration::from_secs(600))
    }
}
