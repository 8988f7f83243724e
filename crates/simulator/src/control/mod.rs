mod body;
mod clock;
mod faults;
mod jobs;
mod journal;
mod panel;
mod sessions;
mod setup;

use std::sync::{Arc, Weak};

use axum::{
    Extension, Json, Router,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{delete, get, post},
};
use serde_json::json;

use crate::{routes, sessions::Sessions, state::SimulatorState};

/// The control routes. They need no credentials, so they only exist when enabled and belong on loopback.
pub fn router(all_sessions: Weak<Sessions>) -> Router<Arc<SimulatorState>> {
    Router::new()
        .route("/_control/", get(panel::page))
        .route("/_control/panel.css", get(panel::style))
        .route("/_control/panel.js", get(panel::script))
        .route("/_control/state", get(panel::state))
        .route("/_control/media/{name}", get(routes::media_file))
        .route("/_control/clock", get(clock::show).post(clock::change))
        .route("/_control/settle", post(clock::settle))
        .route("/_control/faults", get(faults::list).post(faults::add).delete(faults::clear))
        .route("/_control/faults/{id}", delete(faults::remove))
        .route("/_control/plans", get(setup::plans).post(setup::add_plans).delete(setup::clear_plans))
        .route("/_control/account", get(setup::account).post(setup::change_account))
        .route("/_control/scenario", post(setup::scenario))
        .route("/_control/scenarios", get(setup::scenarios))
        .route("/_control/reset", post(setup::reset))
        .route("/_control/jobs", get(jobs::list))
        .route("/_control/jobs/{id}", get(jobs::show).post(jobs::change))
        .route("/_control/journal", get(journal::list).delete(journal::clear))
        .route("/_control/replay", get(journal::replay))
        .route("/_control/webhooks", get(journal::webhooks).delete(journal::clear_webhooks))
        .route("/_control/sessions", get(sessions::list).post(sessions::open))
        .route("/_control/sessions/{name}", delete(sessions::end))
        .route("/_control/session", get(sessions::show_current).delete(sessions::end_current))
        .layer(Extension(all_sessions))
}

async fn overview() -> Json<serde_json::Value> {
    Json(json!({
        "GET /_control/state?since=0": "everything that the control panel shows",
        "GET /_control/media/{name}": "a video or its still, without a fault or an entry in the journal",
        "GET|POST /_control/clock": "show the clock; stop, step or set it, or change its speed",
        "POST /_control/settle": "wait until all work at the current moment of the clock is done",
        "GET|POST|DELETE /_control/faults": "faults",
        "DELETE /_control/faults/{id}": "remove one fault",
        "GET|POST|DELETE /_control/plans": "how coming jobs will go",
        "GET|POST /_control/account": "credits, plan, ban",
        "POST /_control/scenario": "clock, account, plans and faults in one call",
        "GET /_control/scenarios": "the built-in scenarios",
        "POST /_control/reset": "remove jobs, media, faults, plans, journal and webhooks; reset the account",
        "GET /_control/jobs": "all jobs as they are stored",
        "GET|POST /_control/jobs/{id}": "one job; make it fail",
        "GET|DELETE /_control/journal?since=0&route=create": "requests and answers",
        "GET /_control/replay": "what a replayed recording has answered",
        "GET|DELETE /_control/webhooks": "attempts to deliver callbacks",
        "GET|POST /_control/sessions": "list the sessions; open one",
        "DELETE /_control/sessions/{name}": "end a session",
        "GET|DELETE /_control/session": "show or end the session of this request",
    }))
}

/// Why a control request failed.
pub struct ControlError(StatusCode, String);

impl ControlError {
    fn new(why: impl Into<String>) -> Self {
        Self(StatusCode::BAD_REQUEST, why.into())
    }

    fn not_found(what: &str) -> Self {
        Self(StatusCode::NOT_FOUND, format!("there is no such {what}"))
    }

    fn internal(error: &impl std::fmt::Display) -> Self {
        Self(StatusCode::INTERNAL_SERVER_ERROR, error.to_string())
    }
}

impl From<String> for ControlError {
    fn from(why: String) -> Self {
        Self::new(why)
    }
}

impl IntoResponse for ControlError {
    fn into_response(self) -> Response {
        (self.0, Json(json!({ "error": self.1 }))).into_response()
    }
}
