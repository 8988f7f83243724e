use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use serde::Serialize;
use serde_json::Value;

use crate::route::Route;

/// Requests kept; older ones are dropped.
const MAXIMUM_ENTRIES: usize = 10_000;
/// Bytes kept of each body; more than the longest valid request has.
const MAXIMUM_BODY: usize = 32 * 1024;

/// What came in and what went out.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// Counts up from 1.
    pub sequence: u64,
    /// When it came, on the simulator's clock.
    pub at_ms: i64,
    /// What it was for.
    pub route: Route,
    /// HTTP method.
    pub method: String,
    /// Path.
    pub path: String,
    /// Query without the question mark.
    pub query: String,
    /// All headers in order, credentials replaced by what they are worth.
    pub headers: Vec<(String, String)>,
    /// The body, its first 32 KiB.
    pub body: String,
    /// The body as JSON, if it is that.
    pub json: Value,
    /// Whether the request was carried out.
    pub effect: bool,
    /// The fault that hit it.
    pub fault: Option<String>,
    /// HTTP status of the answer; null when none went out.
    pub status: Option<u16>,
    /// Business code of the answer, if it has one.
    pub code: Option<i64>,
}

/// The requests so far, if anybody wants to know.
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
    /// Without a control interface nobody can read it, so then it is not kept.
    pub fn new(is_kept: bool) -> Self {
        Self { is_kept, inner: Mutex::default() }
    }

    /// Writes down a request as it comes in; gives its number.
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

    /// Adds what became of it.
    pub fn complete(&self, sequence: u64, change: impl FnOnce(&mut Entry)) {
        let mut inner = self.lock();
        // Nearly always among the last ones.
        if let Some(entry) = inner.entries.iter_mut().rev().find(|entry| entry.sequence == sequence) {
            change(entry);
        }
    }

    /// Requests after a number, of one route if given.
    pub fn since(&self, sequence: u64, route: Option<Route>) -> Vec<Entry> {
        let inner = self.lock();
        inner
            .entries
            .iter()
            .filter(|entry| entry.sequence > sequence && route.is_none_or(|route| route == entry.route))
            .cloned()
            .collect()
    }

    /// Number of the last request.
    pub fn last(&self) -> u64 {
        self.lock().last
    }

    /// Forgets all; numbers go on counting.
    pub fn clear(&self) {
        self.lock().entries.clear();
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
