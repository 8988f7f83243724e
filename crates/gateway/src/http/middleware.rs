//! What happens to every request and every response, whatever the route.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::header::{CACHE_CONTROL, HOST, REFERRER_POLICY, TRANSFER_ENCODING, UPGRADE, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderValue, Method, StatusCode, Version};
use tracing::Instrument as _;

use crate::auth::Minting;
use crate::http::cors::REQUEST_ID;
use crate::http::error::ApiError;
use crate::http::rate_limit::{self, Peer};
use crate::http::request_id::RequestId;
use crate::http::state::HttpState;
use crate::loopback::is_loopback_authority;

/// The same for what browsers ask before they call, which [`crate::http::cors`] answers before it gets that far.
pub async fn preflight_middleware(state: State<HttpState>, request: Request, next: Next) -> Response {
    match *request.method() {
        Method::OPTIONS => middleware(state, request, next).await,
        _ => next.run(request).await,
    }
}

/// Gives the request an id and a log span, refuses what is not plain HTTP, writes error bodies and sets the headers that
/// every response needs. Every log line written on behalf of the request is in its span, in whatever layer or task.
pub async fn middleware(State(state): State<HttpState>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let request_id = RequestId::choose(request.headers().get(REQUEST_ID).and_then(|value| value.to_str().ok()));
    let method = request.method().clone();
    // The pattern and not the path, since a path may contain a capability.
    let route = state.metrics.route(request.extensions().get::<MatchedPath>().map(MatchedPath::as_str));
    let is_logged = !is_probe(&request);
    // Of the highest level, so that no filter of the log leaves it out.
    let span =
        tracing::error_span!("request", request_id = request_id.as_str(), route, subject = tracing::field::Empty);

    let answering = async {
        match refuse_unusual(&state, &request) {
            Ok(()) => rate_limit::noting(next.run(request)).await,
            Err(failure) => failure.into_response(),
        }
    };
    let mut response = answering.instrument(span.clone()).await;
    let _entered = span.enter();
    if let Some(failure) = response.extensions_mut().remove::<ApiError>() {
        failure.log_cause();
        response = failure.into_answer(&request_id);
    }

    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(request_id.as_str()) {
        headers.insert(REQUEST_ID, value);
    }
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    let took = started.elapsed();
    let status = response.status().as_u16();
    state.metrics.answered(route, method_label(&method), status, took);
    if is_logged {
        tracing::info!(method = method.as_str(), status, milliseconds = took.as_millis() as u64, "request");
    }
    response
}

/// Requests that two programs could read differently. Nothing of them would go upstream anyway; but a proxy in front of
/// this gateway and the gateway itself must agree on where one request ends and what it asks for.
fn refuse_unusual(state: &HttpState, request: &Request) -> Result<(), ApiError> {
    let headers = request.headers();
    let is_probe = is_probe(request);
    // A load balancer may share its address with callers, and theirs are no reason to take this gateway for dead.
    if let Some(peer) = request.extensions().get::<Peer>().filter(|_| !is_probe) {
        state.rate_limiters.count_address(*peer, headers)?;
    }
    if headers.contains_key(TRANSFER_ENCODING) {
        return Err(ApiError::new(
            StatusCode::LENGTH_REQUIRED,
            akool_contract::BusinessCode::PARAMETER,
            "Send bodies with Content-Length.",
        )
        .closing());
    }
    let mut hosts = headers.get_all(HOST).iter();
    let host = match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.to_str().unwrap_or_default(),
        // HTTP/1.0 has no such header, and some load balancers still probe with that.
        (None, None) if is_probe && request.version() == Version::HTTP_10 => "localhost",
        _ => return Err(ApiError::malformed("Send exactly one Host header.")),
    };
    if request.uri().scheme().is_some() || request.uri().authority().is_some() {
        return Err(ApiError::malformed("Send the path only; this is not a proxy."));
    }
    if headers.contains_key(UPGRADE) {
        return Err(ApiError::malformed("There is nothing to upgrade to."));
    }
    // Without login the browser's own rules are all that keeps other pages out, and a page can point its own name at
    // 127.0.0.1; its name still shows in Host.
    if matches!(state.auth.minting, Minting::LoginFree) && !is_loopback_authority(host) {
        return Err(
            ApiError::forbidden("Without login this gateway answers to the names of this machine only.").closing()
        );
    }
    Ok(())
}

/// Whether a load balancer asks how this gateway is. What that costs does not depend on how often it is asked.
fn is_probe(request: &Request) -> bool {
    matches!(*request.method(), Method::GET | Method::HEAD) && matches!(request.uri().path(), "/healthz" | "/readyz")
}

/// The metrics' label of a method: one of a list, or one label for all that callers may invent.
fn method_label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
