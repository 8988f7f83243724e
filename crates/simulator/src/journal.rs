use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use serde::Serialize;
use serde_json::Value;

use crate::{recording::ReplayNote, route::Route};

/// Most requests in the journal; older ones are dropped.
const MAXIMUM_ENTRIES: usize = 10_000;
/// Most bytes of each body; more than the longest valid request has.
const MAXIMUM_BODY: usize = 32 * 1024;

/// A request and its answer.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// Counts up from 1.
    pub sequence: u64,
    /// When it arrived, on the simulator's clock.
    pub at_ms: i64,
    /// Its route.
    pub route: Route,
    /// HTTP method.
    pub method: String,
    /// Path.
    pub path: String,
    /// Query without the question mark.
    pub query: String,
    /// All headers in order, with credentials replaced by their validity.
    pub headers: Vec<(String, String)>,
    /// The body, its first 32 KiB.
    pub body: String,
    /// The body as JSON, if it is JSON.
    pub json: Value,
    /// Whether the request was carried out.
    pub effect: bool,
    /// The fault that hit it.
    pub fault: Option<String>,
    /// HTTP status of the answer; null when none was sent.
    pub status: Option<u16>,
    /// Business code of the answer, if it has one.
    pub code: Option<i64>,
    /// How it relates to the recording that is replayed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replay: Option<ReplayNote>,
}

/// The requests so far.
pub struct Journal {
    is_kept: bool,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    entries: VecDeque<Entry>,
    last: u64,
}

impl Journal {
    /// A journal is only kept with the control interface, which can read it.
    pub fn new(is_kept: bool) -> Self {
        Self { is_kept, inner: Mutex::default() }
    }

    /// Records a request; returns its number.
    pub fn add(&self, mut entry: Entry) -> u64 {
        if !self.is_kept {
            return 0;
        }
        let mut end = entry.body.len().min(MAXIMUM_BODY);
        while !entry.body.is_char_boundary(end) {
            end -= 1;
        }
        entry.body.truncate(end);
        let mut inner = self.lock();
        inner.last += 1;
        entry.sequence = inner.last;
        inner.entries.push_back(entry);
        if inner.entries.len() > MAXIMUM_ENTRIES {
            inner.entries.pop_front();
        }
        inner.last
    }

    /// Adds the answer to a request.
    pub fn complete(&self, sequence: u64, change: impl FnOnce(&mut Entry)) {
        let mut inner = self.lock();
        // It is nearly always among the last ones.
        if let Some(entry) = inner.entries.iter_mut().rev().find(|entry| entry.sequence == sequence) {
            change(entry);
        }
    }

    /// The requests after a number, optionally of one route only.
    pub fn since(&self, sequence: u64, route: Option<Route>) -> Vec<Entry> {
        let inner = self.lock();
        inner
            .entries
            .iter()
            .filter(|entry| entry.sequence > sequence && route.is_none_or(|route| route == entry.route))
            .cloned()
            .collect()
    }

    /// How many entries there are.
    pub fn count(&self) -> usize {
        self.lock().entries.len()
    }

    /// Number of the last request.
    pub fn last(&self) -> u64 {
        self.lock().last
    }

    /// Removes all entries; the numbers continue.
    pub fn clear(&self) {
        self.lock().entries.clear();
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
