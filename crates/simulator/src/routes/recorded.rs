use std::sync::Arc;

use axum::{
    Json,
    body::Body,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, StatusCode, request::Parts},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use serde_json::json;

use crate::{
    http::{middleware::MAXIMUM_BODY, payload_too_large, with_code_of},
    recording::{ORIGIN, Recorder, Replay},
    state::{SessionSource, SimulatorState},
};

/// Answers from the upstream server or from a recording, in place of Akool's routes.
pub async fn recorded(State(state): State<Arc<SimulatorState>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, MAXIMUM_BODY).await else { return payload_too_large() };
    match &state.source {
        SessionSource::Upstream(recorder) => pass(&state, recorder, &parts, bytes).await,
        SessionSource::Recording(replay) => replay_answer(&state, replay, &parts, &bytes),
        SessionSource::Simulation => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn pass(state: &SimulatorState, recorder: &Recorder, parts: &Parts, body: Bytes) -> Response {
    match recorder.pass(&state.origin, &parts.method, path_and_query(parts), &parts.headers, body).await {
        Ok(answer) => {
            let json = serde_json::from_slice(&answer.body).unwrap_or_default();
            with_code_of(&json, (answer.status, answer.headers, Body::from(answer.body)).into_response())
        }
        Err(error) => {
            // Without the URL, which may hold secrets.
            let msg = format!("the upstream server did not answer: {}", error.without_url());
            (StatusCode::BAD_GATEWAY, Json(json!({ "status": 502, "msg": msg }))).into_response()
        }
    }
}

fn replay_answer(state: &SimulatorState, replay: &Replay, parts: &Parts, body: &Bytes) -> Response {
    let (exchange, note) = replay.answer(&state.origin, &parts.method, path_and_query(parts), &parts.headers, body);
    let mut response = match exchange {
        Some(exchange) => {
            let body = exchange.body.clone().map_text(&|text| text.replace(ORIGIN, &state.origin));
            let status = StatusCode::from_u16(exchange.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            let mut response = with_code_of(&body.json(), (status, Body::from(body.bytes())).into_response());
            for (name, value) in &exchange.headers {
                if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                    response.headers_mut().insert(name, value);
                }
            }
            response
        }
        None => (StatusCode::NOT_FOUND, Json(json!({ "status": 404, "msg": "Not recorded" }))).into_response(),
    };
    response.extensions_mut().insert(note);
    response
}

fn path_and_query(parts: &Parts) -> &str {
    parts.uri.path_and_query().map_or("/", |path| path.as_str())
}
