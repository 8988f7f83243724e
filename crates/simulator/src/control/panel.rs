use std::sync::Arc;

use axum::{
    Json,
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{ControlError, overview, sessions};
use crate::state::SimulatorState;

/// Most jobs and requests that the panel shows.
const MAXIMUM_SHOWN: usize = 200;
/// Videos and stills may come from another origin with `--public-url`.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src * data:; \
                      media-src *; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The control panel for browsers, the list of routes for programs.
pub async fn page(headers: HeaderMap) -> Response {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut response = match accept.contains("text/html") {
        true => asset("text/html; charset=utf-8", include_str!("../../assets/panel/panel.html")),
        false => overview().await.into_response(),
    };
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept"));
    response
}

/// The panel's styles.
pub async fn style() -> Response {
    asset("text/css; charset=utf-8", include_str!("../../assets/panel/panel.css"))
}

/// The panel's program.
pub async fn script() -> Response {
    asset("text/javascript; charset=utf-8", include_str!("../../assets/panel/panel.js"))
}

fn asset(content_type: &'static str, text: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, content_type),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, text).into_response()
}

#[derive(Deserialize)]
pub struct StateQuery {
    #[serde(default)]
    since: u64,
}

/// Everything that the panel shows, in one answer.
pub async fn state(
    State(state): State<Arc<SimulatorState>>,
    handle: sessions::SessionsHandle,
    Query(query): Query<StateQuery>,
) -> Result<Json<Value>, ControlError> {
    let mut jobs = state.storage.jobs.jobs();
    let job_count = jobs.len();
    jobs.truncate(MAXIMUM_SHOWN);
    let newer = state.journal.since(query.since, None);
    let first = newer.len().saturating_sub(MAXIMUM_SHOWN);
    Ok(Json(json!({
        "session": state.keys.session(),
        "sessions": sessions::names(&handle)?,
        "clock": state.clock.state(),
        "account": state.storage.jobs.account(),
        "faults": state.script.faults.all(),
        "jobs": jobs,
        "job_count": job_count,
        "journal": { "entries": newer[first..], "last": state.journal.last(), "kept": state.journal.count() },
    })))
}
