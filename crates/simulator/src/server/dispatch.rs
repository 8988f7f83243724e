use std::{sync::Arc, time::Duration};

use axum::{
    Json, Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode},
    response::{IntoResponse, Response},
};
use serde_json::json;
use tower::ServiceExt;

use super::router::router;
use crate::{
    http::{access_denied, middleware::MAXIMUM_BODY, payload_too_large},
    route::Route,
    sessions::{InUse, Sessions, named_by_credential, named_by_url, named_in_token_request},
    settings::SessionName,
};

/// Hands a request to the routes of its session.
pub async fn dispatch(sessions: &Arc<Sessions>, mut request: Request<Body>) -> Response {
    let named = match named_by_url(request.uri(), request.headers()) {
        Ok(named) => named,
        Err(error) => return refuse(StatusCode::BAD_REQUEST, &error),
    };
    *request.uri_mut() = named.uri;
    let mut name = named.name.or_else(|| named_by_credential(request.headers(), sessions.api_key()));
    let route = Route::of(request.method(), request.uri().path());
    if name.is_none() && route == Route::GetToken {
        let (parts, body) = request.into_parts();
        let Ok(bytes) = to_bytes(body, MAXIMUM_BODY).await else { return payload_too_large() };
        name = named_in_token_request(&bytes, sessions.api_key());
        request = Request::from_parts(parts, Body::from(bytes));
    }
    let session = match name {
        None => sessions.default_session().clone().enter(),
        Some(name) => match session_for(sessions, &name, route) {
            Ok(session) => session,
            Err(response) => return *response,
        },
    };
    let router: Router = session.router.get_or_init(|| router(session.state.clone(), Arc::downgrade(sessions))).clone();
    match router.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

/// A video's URL outlives its session and must not open a new one.
fn session_for(sessions: &Sessions, name: &SessionName, route: Route) -> Result<InUse, Box<Response>> {
    if route == Route::Media {
        return sessions.existing(name).ok_or_else(|| Box::new(access_denied()));
    }
    sessions.open(name).map_err(|error| Box::new(refuse(StatusCode::SERVICE_UNAVAILABLE, &error)))
}

fn refuse(status: StatusCode, error: &impl std::fmt::Display) -> Response {
    (status, Json(json!({ "error": error.to_string() }))).into_response()
}

/// Ends idle sessions until it is dropped.
pub async fn end_idle_sessions(sessions: Arc<Sessions>, idle: Duration) {
    let pause = (idle / 4).clamp(Duration::from_millis(10), Duration::from_secs(30));
    loop {
        tokio::time::sleep(pause).await;
        sessions.end_idle();
    }
}
