use std::sync::{Arc, Weak};

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderName, Method, header},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
};
use tower_http::cors::{Any, CorsLayer};

use crate::{
    control,
    http::{auth, middleware::record_and_inject_faults, no_such_route},
    routes,
    sessions::{SESSION_HEADER, Sessions},
    settings::Cors,
    state::{SessionSource, SimulatorState},
};

/// All routes of a session.
pub fn router(state: Arc<SimulatorState>, sessions: Weak<Sessions>) -> Router {
    let mut router = match state.source {
        SessionSource::Simulation => simulated(&state),
        SessionSource::Upstream(_) | SessionSource::Recording(_) => {
            with_cors(routes::recorded_routes(), state.options.cors)
        }
    };
    if state.options.control {
        router = router.merge(control::router(sessions).method_not_allowed_fallback(async || no_such_route()));
    }
    router.layer(from_fn_with_state(state.clone(), record_and_inject_faults)).with_state(state)
}

/// Akool's routes and the media.
fn simulated(state: &Arc<SimulatorState>) -> Router<Arc<SimulatorState>> {
    let account = routes::account_routes().route_layer(from_fn_with_state(state.clone(), require_account));
    // The fallback is set before the layers, or it would answer the preflight requests of browsers.
    let api = account.merge(routes::token_route()).method_not_allowed_fallback(async || no_such_route());
    let api = with_cors(api, state.options.cors);
    // Every origin may read media: pages play and save them.
    let media = routes::media_routes().method_not_allowed_fallback(async || no_such_route()).layer(media_cors());
    api.merge(media).fallback(async || no_such_route())
}

fn with_cors(router: Router<Arc<SimulatorState>>, choice: Cors) -> Router<Arc<SimulatorState>> {
    match cors(choice) {
        Some(layer) => router.layer(layer),
        None => router,
    }
}

/// Refuses a request without the credentials of the account.
async fn require_account(State(state): State<Arc<SimulatorState>>, request: Request, next: Next) -> Response {
    match auth::check(&state, request.headers()) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

fn cors(cors: Cors) -> Option<CorsLayer> {
    let layer = CorsLayer::new().allow_origin(Any).allow_methods([Method::GET, Method::POST]);
    let session = HeaderName::from_static(SESSION_HEADER);
    match cors {
        Cors::Off => None,
        Cors::Bearer => Some(layer.allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE, session])),
        Cors::Any => Some(layer.allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            HeaderName::from_static("x-api-key"),
            session,
        ])),
    }
}

fn media_cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD])
        .allow_headers([header::RANGE])
        .expose_headers([header::ACCEPT_RANGES, header::CONTENT_LENGTH, header::CONTENT_RANGE, header::ETAG])
}
