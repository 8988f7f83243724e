use std::sync::Arc;

use akool_contract::BusinessCode;
use axum::{extract::State, response::Response};
use bytes::Bytes;
use serde_json::{Value, json};

use crate::{
    http::{Refusal, success},
    routes::parse_request,
    state::SimulatorState,
};

/// `POST resultsByIds`. Unknown ids are left out of the answer.
pub async fn results(State(state): State<Arc<SimulatorState>>, bytes: Bytes) -> Result<Response, Refusal> {
    let request =
        parse_request::ids(&bytes).ok_or_else(|| Refusal::new(BusinessCode::PARAMETER, "Failed to get results"))?;
    let jobs: Vec<_> = request.split().filter_map(|id| state.storage.jobs.job(id)).collect();
    let items: Vec<Value> = state.view(|view| jobs.iter().map(|job| view.result(job)).collect());
    Ok(success("OK", json!({ "result": items })))
}
