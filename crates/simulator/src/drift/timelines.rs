use serde_json::Value;

use crate::{job::JobPlan, recording::Exchange};

/// Time on the simulator's clock between two exchanges. Only their order counts, so that the comparison does not depend on
/// how fast the recorded server was.
pub const STEP_MS: i64 = 10_000;
/// Longer than any recording.
const NEVER_MS: i64 = 100 * 24 * 3_600_000;

/// How the jobs that an exchange created went on in the rest of the recording.
pub fn plans(exchanges: &[Exchange], created_in: usize) -> Vec<JobPlan> {
    created_ids(&exchanges[created_in].body.json()).iter().map(|id| plan(&exchanges[created_in..], id)).collect()
}

/// The ids of the jobs that an answer says were created.
fn created_ids(answer: &Value) -> Vec<String> {
    let data = &answer["data"];
    let of = |item: &Value| item["_id"].as_str().map(str::to_owned);
    match data["successList"].as_array() {
        Some(items) => items.iter().filter_map(of).collect(),
        None => of(data).into_iter().collect(),
    }
}

/// A plan under which polls see the recorded statuses: each change falls between the last poll before it and the first after.
fn plan(exchanges: &[Exchange], id: &str) -> JobPlan {
    let seen: Vec<(usize, Value)> =
        exchanges.iter().enumerate().filter_map(|(index, exchange)| Some((index, record(exchange, id)?))).collect();
    let status = |item: &Value| item["status"].as_i64().unwrap_or_default();
    // Half a step before the first poll with at least this status.
    let before_first = |least: i64| {
        let found = seen.iter().find(|(_, item)| status(item) >= least);
        found.map_or(NEVER_MS, |(index, _)| *index as i64 * STEP_MS - STEP_MS / 2)
    };
    let (started_ms, ended_ms) = (before_first(2), before_first(3));
    let failed = seen.iter().map(|(_, item)| item).find(|item| status(item) == 4);
    JobPlan {
        count: 1,
        queue_ms: Some(started_ms),
        processing_ms: Some(ended_ms - started_ms),
        fail: failed.map(|item| item["error_reason"].as_str().unwrap_or_default().to_owned()),
        fail_code: failed.and_then(|item| item["error_code"].as_i64()),
        ..JobPlan::default()
    }
}

/// The record of a job in the answer to a poll.
fn record(exchange: &Exchange, id: &str) -> Option<Value> {
    let answer = exchange.body.json();
    answer["data"]["result"].as_array()?.iter().find(|item| item["_id"] == id).cloned()
}
