use std::sync::Arc;

use akool_contract::BusinessCode;
use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use serde_json::json;

use super::parse_request;
use crate::{
    account::token,
    http::{Refusal, with_code},
    state::SimulatorState,
};

/// `POST getToken`. The token is next to the code, not in `data`.
pub async fn token(State(state): State<Arc<SimulatorState>>, bytes: Bytes) -> Result<Response, Refusal> {
    let fields = parse_request::body(&bytes)?;
    let (Some(client_id), Some(secret)) = (fields.text("clientId")?, fields.text("clientSecret")?) else {
        return Err(Refusal::parameter_because("clientId and clientSecret are required"));
    };
    if !state.keys.accepts_client_id(&client_id) || !state.keys.accepts_key(secret.as_bytes()) {
        return Err(Refusal::new(BusinessCode::ACCOUNT_UNKNOWN, "account does not exist"));
    }
    let account = state.storage.jobs.account();
    let token = token::issue(&state.keys, account.uid, &account.team_id, state.clock.now_ms())
        .ok_or_else(|| Refusal::new(BusinessCode::SERVER_ERROR, "server error"))?;
    let code = BusinessCode::SUCCESS;
    Ok(with_code(code, Json(json!({ "code": code.0, "token": token })).into_response()))
}
