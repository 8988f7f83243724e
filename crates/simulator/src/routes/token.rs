use std::sync::Arc;

use akool_contract::BusinessCode;
use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use serde_json::json;

use super::intake;
use crate::{
    answer::{Refusal, with_code},
    auth, token,
    world::World,
};

/// `POST getToken`. The token stands beside the code, not in `data`.
pub async fn token(State(world): State<Arc<World>>, bytes: Bytes) -> Result<Response, Refusal> {
    let fields = intake::body(&bytes)?;
    let (Some(client_id), Some(secret)) = (fields.text("clientId")?, fields.text("clientSecret")?) else {
        return Err(Refusal::parameter_because("clientId and clientSecret are required"));
    };
    let credentials = &world.options.credentials;
    let is_known = auth::same(client_id.as_bytes(), credentials.client_id.as_bytes());
    if !is_known || !auth::same(secret.as_bytes(), credentials.api_key.as_bytes()) {
        return Err(Refusal::new(BusinessCode::ACCOUNT_UNKNOWN, "account does not exist"));
    }
    let account = world.store.account();
    let token = token::issue(credentials, account.uid, &account.team_id, world.clock.now_ms())
        .ok_or_else(|| Refusal::new(BusinessCode::SERVER_ERROR, "server error"))?;
    let code = BusinessCode::SUCCESS;
    Ok(with_code(code, Json(json!({ "code": code.0, "token": token })).into_response()))
}
