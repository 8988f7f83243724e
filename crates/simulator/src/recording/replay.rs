use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::http::{HeaderMap, Method};
use bytes::Bytes;
use serde::Serialize;
use serde_json::{Value, json};

use super::{Difference, Exchange, RecordedRequest, Recording, Redactor, differences, recorder::recorded_request};

/// Answers the requests of a session from a recording.
pub struct Replay {
    recording: Arc<Recording>,
    is_used: Mutex<Vec<bool>>,
    redactor: Redactor,
}

/// How a request relates to the recording.
#[derive(Clone, Debug, Serialize)]
pub struct ReplayNote {
    /// The exchange that answered it, counted from 1.
    pub exchange: Option<usize>,
    /// The relation.
    pub outcome: Match,
    /// What was asked differently.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<Difference>,
}

/// How a request relates to an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Match {
    /// It asks the same.
    Recorded,
    /// It asks the same more often than was recorded, and gets the last answer again.
    Repeated,
    /// It asks something else on the same path.
    Different,
    /// No answer is left for its path.
    NotRecorded,
}

impl Replay {
    /// Nothing is answered yet. `secrets` are the account's own.
    pub fn new(recording: Arc<Recording>, secrets: &[&str]) -> Self {
        let is_used = Mutex::new(vec![false; recording.exchanges.len()]);
        let redactor = Redactor::default();
        secrets.iter().for_each(|secret| redactor.learn(secret));
        Self { recording, is_used, redactor }
    }

    /// The exchange that answers a request, if there is one, and how well it fits.
    pub fn answer(
        &self,
        origin: &str,
        method: &Method,
        path_and_query: &str,
        headers: &HeaderMap,
        body: &Bytes,
    ) -> (Option<&Exchange>, ReplayNote) {
        let asked = recorded_request(origin, method, path_and_query, headers, body);
        self.redactor.learn_from_headers(headers);
        self.redactor.learn_from(&asked.body);
        let asked = self.redactor.request(asked);
        let exchanges = &self.recording.exchanges;
        let mut is_used = self.lock();
        let is_same = |exchange: &Exchange| exchange.request == asked;
        let is_same_path =
            |exchange: &Exchange| (&exchange.request.method, &exchange.request.path) == (&asked.method, &asked.path);
        let next = |fits: &dyn Fn(&Exchange) -> bool, is_used: &[bool]| {
            exchanges.iter().zip(is_used).position(|(exchange, is_used)| !is_used && fits(exchange))
        };
        let (index, outcome) = if let Some(index) = next(&is_same, &is_used) {
            (Some(index), Match::Recorded)
        } else if let Some(index) = exchanges.iter().rposition(is_same) {
            (Some(index), Match::Repeated)
        } else if let Some(index) = next(&is_same_path, &is_used) {
            (Some(index), Match::Different)
        } else {
            (None, Match::NotRecorded)
        };
        if let Some(index) = index {
            is_used[index] = true;
        }
        let exchange = index.map(|index| &exchanges[index]);
        let differences = match (exchange, outcome) {
            (Some(exchange), Match::Different) => request_differences(&exchange.request, &asked),
            _ => Vec::new(),
        };
        (exchange, ReplayNote { exchange: index.map(|index| index + 1), outcome, differences })
    }

    /// What was answered so far.
    pub fn summary(&self) -> Value {
        let is_used = self.lock();
        let unused: Vec<Value> = self
            .recording
            .exchanges
            .iter()
            .enumerate()
            .filter(|(index, _)| !is_used[*index])
            .map(|(index, Exchange { request, .. })| {
                json!({ "exchange": index + 1, "method": request.method, "path": request.path })
            })
            .collect();
        json!({ "exchanges": is_used.len(), "unused": unused })
    }

    /// Begins anew.
    pub fn reset(&self) {
        self.lock().fill(false);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<bool>> {
        self.is_used.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn request_differences(recorded: &RecordedRequest, asked: &RecordedRequest) -> Vec<Difference> {
    let parts = |request: &RecordedRequest| {
        json!({
            "query": request.query,
            "credentials": request.credentials,
            "range": request.range,
            "body": request.body.json(),
        })
    };
    differences(&parts(recorded), &parts(asked), &|_, _, _| false)
}
