use axum::{extract::Query, response::Response};
use serde_json::Value;

use crate::{
    catalogue::list_models,
    http::{Refusal, success},
};

/// `GET aigModel/list?types[]=1501`. `data` is the bare array; an unknown type gives an empty one.
pub async fn list(Query(query): Query<Vec<(String, String)>>) -> Result<Response, Refusal> {
    let types: Vec<&str> = query
        .iter()
        .filter(|(name, _)| name == "types" || (name.starts_with("types[") && name.ends_with(']')))
        .map(|(_, value)| value.as_str())
        .collect();
    if types.is_empty() {
        return Err(Refusal::parameter_because("types[] is required"));
    }
    let models: Vec<_> = types.iter().filter_map(|text| text.parse().ok()).flat_map(list_models).collect();
    Ok(success("OK", serde_json::to_value(models).unwrap_or(Value::Null)))
}
