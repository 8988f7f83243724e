use std::{sync::Arc, time::Duration};

use axum::http::HeaderMap;
use serde::Serialize;
use serde_json::Value;

use crate::{
    fault::{FaultAnswer, Observation},
    job::{Job, Stage},
    route::Route,
    state::SimulatorState,
    webhook::{Delivery, envelope::seal},
};

/// Pauses before each attempt, on the simulator's clock. How often Akool resends is not known.
const PAUSES_MS: [i64; 8] = [0, 5_000, 15_000, 60_000, 300_000, 900_000, 3_600_000, 10_800_000];

/// A callback before encryption, its fields in the order real ones have.
#[derive(Serialize)]
struct Payload<'a> {
    #[serde(rename = "_id")]
    id: &'a str,
    status: i64,
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    deduction_credit: i64,
}

struct Callback {
    id: String,
    status: i64,
    url: String,
    plaintext: String,
    json: Value,
}

/// Reports the state of a job to its webhook, if it has one: signed, encrypted, resent until a 200.
pub fn report(state: &Arc<SimulatorState>, job: &Job) {
    if job.webhook_url.is_empty() {
        return;
    }
    let url = match &job.stage {
        Stage::Completed { video, .. } => Some(state.view(|view| view.media(video))),
        _ => None,
    };
    let status = job.stage.status();
    let payload = Payload { id: &job.id, status, r#type: "image2video", url, deduction_credit: job.deduction_credit };
    let Ok(plaintext) = serde_json::to_string(&payload) else { return };
    let json = serde_json::from_str(&plaintext).unwrap_or_default();
    let callback = Callback { id: job.id.clone(), status, url: job.webhook_url.clone(), plaintext, json };
    let (task_state, mut activity) = (state.clone(), state.clock.activity());
    state.tasks.spawn(async move {
        let state = task_state;
        for (index, pause_ms) in PAUSES_MS.iter().enumerate() {
            activity = state.clock.sleep_until(state.clock.now_ms() + pause_ms, activity).await;
            if attempt(&state, &callback, index + 1).await {
                return;
            }
        }
        tracing::warn!(job = %callback.id, status = callback.status, "gave up on a webhook");
        drop(activity);
    });
}

/// Delivers a callback once. True when there is nothing left to do for it.
async fn attempt(state: &SimulatorState, callback: &Callback, number: usize) -> bool {
    let headers = HeaderMap::new();
    let observation =
        Observation { path: &callback.url, headers: &headers, body: &callback.plaintext, json: &callback.json };
    let fault = state.script.faults.hit(Route::Webhook, &observation, &state.random);
    if let Some(fault) = &fault {
        tokio::time::sleep(Duration::from_millis(fault.delay_ms)).await;
    }
    let nonce = state.random.four_digits().to_string();
    let at_ms = state.clock.now_ms();
    let mut envelope = match seal(&state.keys.for_webhooks(), callback.plaintext.as_bytes(), at_ms, &nonce) {
        Ok(envelope) => envelope,
        Err(error) => {
            tracing::error!(%error, "a callback could not be encrypted and was not sent");
            return true;
        }
    };
    let mut times = 1;
    match fault.as_ref().map(|fault| &fault.answer) {
        Some(FaultAnswer::Missing {}) => times = 0,
        Some(FaultAnswer::Duplicate { times: requested }) => times = *requested,
        Some(FaultAnswer::Forged {}) => envelope.signature = "0".repeat(envelope.signature.len()),
        Some(FaultAnswer::Malformed {}) => envelope.data_encrypt.truncate(envelope.data_encrypt.len() / 2),
        _ => {}
    }
    let record = |answered| {
        state.webhooks.record(Delivery {
            id: callback.id.clone(),
            status: callback.status,
            url: callback.url.clone(),
            at_ms,
            attempt: number,
            answered,
            fault: fault.as_ref().map(|fault| fault.id.clone()),
        });
    };
    if times == 0 {
        record(None);
        return true;
    }
    let mut answered = None;
    for _ in 0..times {
        answered = state.webhooks.post(&callback.url, &envelope).await;
        record(answered);
    }
    answered == Some(200)
}
