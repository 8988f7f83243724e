use std::sync::Arc;

use akool_contract::{BusinessCode, ResultsRequest};
use axum::{extract::State, response::Response};
use bytes::Bytes;
use serde_json::{Value, json};

use crate::{
    answer::{Refusal, success},
    fields::Fields,
    world::World,
};

/// `POST resultsByIds`. Ids that nothing is known of are left out of the answer.
pub async fn results(State(world): State<Arc<World>>, bytes: Bytes) -> Result<Response, Refusal> {
    let request = read_ids(&bytes).ok_or_else(|| Refusal::new(BusinessCode::PARAMETER, "Failed to get results"))?;
    let jobs: Vec<_> = request.split().filter_map(|id| world.store.job(id)).collect();
    let items: Vec<Value> = world.view(|view| jobs.iter().map(|job| view.result(job)).collect());
    Ok(success("OK", json!({ "result": items })))
}

/// One string of ids with commas between them; an array, or the key `ids`, fails as it does at the vendor's.
pub fn read_ids(bytes: &[u8]) -> Option<ResultsRequest> {
    let Value::Object(fields) = Fields::read(bytes)?.as_value() else { return None };
    let Some(Value::String(ids)) = fields.get("_ids") else { return None };
    let request = ResultsRequest { ids: ids.clone() };
    let has_some = request.split().next().is_some();
    has_some.then_some(request)
}
