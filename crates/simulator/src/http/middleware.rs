use std::{sync::Arc, time::Duration};

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, StatusCode, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde_json::Value;

use super::{
    ConnectionHandle,
    answer::AnsweredCode,
    auth::{CredentialStatus, credential_status},
    fault_response::fault_response,
    payload_too_large,
};
use crate::{
    fault::{FaultAnswer, Observation},
    journal::Entry,
    recording::ReplayNote,
    route::{CONTROL, Route},
    state::SimulatorState,
};

/// Largest request body.
pub const MAXIMUM_BODY: usize = 1024 * 1024;

/// Records every request in the journal and applies faults, before or after the request is carried out.
pub async fn record_and_inject_faults(
    State(state): State<Arc<SimulatorState>>,
    request: Request,
    next: Next,
) -> Response {
    if request.uri().path().starts_with(CONTROL) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, MAXIMUM_BODY).await else { return payload_too_large() };
    let route = Route::of(&parts.method, parts.uri.path());
    let text = String::from_utf8_lossy(&bytes);
    let value: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let path = parts.uri.path_and_query().map_or("", |path| path.as_str());
    let observation = Observation { path, headers: &parts.headers, body: &text, json: &value };
    let fault = state.script.faults.hit(route, &observation, &state.random);
    let has_effect = fault.as_ref().is_none_or(|fault| fault.has_effect());
    let mut entry = entry(&state, route, &parts, &text, &value);
    entry.effect = has_effect;
    entry.fault = fault.as_ref().map(|fault| fault.id.clone());
    let sequence = state.journal.add(entry);
    let connection = parts.extensions.get::<ConnectionHandle>().cloned().unwrap_or_else(ConnectionHandle::new);

    let genuine = match has_effect {
        true => Some(next.run(Request::from_parts(parts, Body::from(bytes))).await),
        false => None,
    };
    let (response, is_silent) = match (fault, genuine) {
        (None, Some(genuine)) => (genuine, false),
        (Some(fault), genuine) => {
            tokio::time::sleep(Duration::from_millis(fault.delay_ms)).await;
            let is_silent = matches!(fault.answer, FaultAnswer::Close {} | FaultAnswer::Reset {});
            (fault_response(&fault.answer, genuine, &connection).await, is_silent)
        }
        (None, None) => (StatusCode::INTERNAL_SERVER_ERROR.into_response(), false),
    };
    if !is_silent {
        let status = response.status().as_u16();
        let code = response.extensions().get::<AnsweredCode>().map(|code| code.0);
        let replay = response.extensions().get::<ReplayNote>().cloned();
        state.journal.complete(sequence, |entry| {
            entry.status = Some(status);
            entry.code = code;
            entry.replay = replay;
        });
    }
    response
}

fn entry(state: &SimulatorState, route: Route, parts: &Parts, body: &str, json: &Value) -> Entry {
    Entry {
        sequence: 0,
        at_ms: state.clock.now_ms(),
        route,
        method: parts.method.to_string(),
        path: parts.uri.path().into(),
        query: parts.uri.query().unwrap_or_default().into(),
        headers: redacted_headers(state, &parts.headers),
        // The body of getToken contains the secret.
        body: if route == Route::GetToken { String::new() } else { body.into() },
        json: if route == Route::GetToken { Value::Null } else { json.clone() },
        effect: true,
        fault: None,
        status: None,
        code: None,
        replay: None,
    }
}

/// The headers with credentials replaced by their validity.
fn redacted_headers(state: &SimulatorState, headers: &HeaderMap) -> Vec<(String, String)> {
    let validity = match credential_status(state, headers) {
        CredentialStatus::Valid => "[good]",
        _ => "[bad]",
    };
    headers
        .iter()
        .map(|(name, value)| {
            let text = match name.as_str() {
                "authorization" | "x-api-key" | "cookie" => validity.into(),
                _ => String::from_utf8_lossy(value.as_bytes()).into_owned(),
            };
            (name.to_string(), text)
        })
        .collect()
}
