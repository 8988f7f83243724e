//! What happens to every request and every response, whatever the route.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::header::{CACHE_CONTROL, HOST, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderValue, Method, Version};
use tracing::Instrument as _;

use crate::auth::Minting;
use crate::http::cors::REQUEST_ID;
use crate::http::error::ApiError;
use crate::http::rate_limit::{self, Peer};
use crate::http::request_id::RequestId;
use crate::http::state::HttpState;
use crate::http::trace_context::TraceContext;
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
    let route = route_label(&state, &request);
    let is_probe = is_probe(&method, route);
    // Of the highest level, so that no filter of the log leaves it out.
    let span = tracing::error_span!(
        "request",
        request_id = request_id.as_str(),
        route,
        subject = tracing::field::Empty,
        trace_id = tracing::field::Empty,
        parent_id = tracing::field::Empty
    );
    if let Some(trace) = TraceContext::of(request.headers()) {
        span.record("trace_id", trace.trace_id);
        span.record("parent_id", trace.parent_id);
    }

    let answering = async {
        match refuse_unusual(&state, &request, is_probe) {
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
    if !is_probe {
        tracing::info!(method = method.as_str(), status, milliseconds = took.as_millis() as u64, "request");
    }
    response
}

/// Requests that two programs could read differently. Nothing of them would go upstream anyway; but a proxy in front of
/// this gateway and the gateway itself must agree on where one request ends and what it asks for.
///
/// `Upgrade` is ignored, as RFC 9110 allows: proxies pass it on for clients that offer h2c or a WebSocket, and the answer
/// shows that nothing was upgraded.
fn refuse_unusual(state: &HttpState, request: &Request, is_probe: bool) -> Result<(), ApiError> {
    let headers = request.headers();
    // A load balancer may share its address with callers, and theirs are no reason to take this gateway for dead.
    if let Some(peer) = request.extensions().get::<Peer>().filter(|_| !is_probe) {
        state.rate_limiters.count_address(*peer, headers)?;
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
fn is_probe(method: &Method, route: &str) -> bool {
    matches!(*method, Method::GET | Method::HEAD) && matches!(route, "/healthz" | "/readyz")
}

/// The pattern of a request's route, without the path of the public URL.
fn route_label(state: &HttpState, request: &Request) -> &'static str {
    let matched = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let below_prefix = matched.and_then(|pattern| pattern.strip_prefix(state.urls.prefix()));
    match state.metrics.route(matched) {
        "other" => state.metrics.route(below_prefix),
        route => route,
    }
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
