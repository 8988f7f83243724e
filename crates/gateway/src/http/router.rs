use std::path::Path;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse as _, Response};
use tower_http::catch_panic::CatchPanicLayer;

use crate::http::error::ApiError;
use crate::http::middleware::{middleware, preflight_middleware};
use crate::http::routes;
use crate::http::state::HttpState;
use crate::http::static_site;

/// The routes, behind the middleware.
pub fn router(state: HttpState, page_dir: Option<&Path>) -> Router {
    let prefix = state.urls.prefix();
    // Some proxies remove the path of the public URL from requests, and some do not.
    let own = routes::all().into_iter().fold(Router::new(), |router, (_, path, handler)| match prefix {
        "" => router.route(path, handler),
        prefix => router.route(&format!("{prefix}{path}"), handler.clone()).route(path, handler),
    });
    let all = match page_dir {
        Some(folder) => own.merge(static_site::routes(folder, &state.urls)),
        None => own.fallback(not_found),
    };
    all.method_not_allowed_fallback(not_found)
        .layer(CatchPanicLayer::custom(|_| ApiError::internal().into_response()))
        .layer(from_fn_with_state(state.clone(), middleware))
        .layer(state.origins.layer())
        .layer(from_fn_with_state(state.clone(), preflight_middleware))
        .with_state(state)
}

async fn not_found() -> Response {
    ApiError::not_found().into_response()
}
