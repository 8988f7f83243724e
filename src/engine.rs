use std::cell::{Cell, RefCell};
use std::rc::Rc;

use akool_contract::ResultsRequest;
use js_sys::Array;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use crate::client::Client;
use crate::failure::{self, Failure};
use crate::job::Job;
use crate::js;
use crate::notify::Notify;
use crate::poll::look;
use crate::race::{boxed, race};
use crate::schedule;
use crate::timer::sleep;

/// Failures in a row after which waiting ends; with the pauses between them about four minutes.
const MAXIMUM_FAILURES: u32 = 12;
/// Looks in a row at which a job is absent before it counts as unknown; a fresh job may not be visible at once.
const MAXIMUM_ABSENCES: u32 = 30;

/// Looks at every job somebody waits for: one request at a time per client, for all of them.
#[derive(Default)]
pub struct Engine {
    entries: RefCell<Vec<Rc<Entry>>>,
    running: Cell<bool>,
    /// A job came or went.
    changed: Notify,
}

/// A job that somebody waits for.
pub struct Entry {
    id: JsValue,
    since_ms: f64,
    /// The caller's wish; 0 for none.
    interval_ms: Cell<f64>,
    state: RefCell<State>,
    /// Its state changed.
    pub news: Notify,
    holders: Cell<u32>,
}

#[derive(Default)]
struct State {
    job: Option<Job>,
    version: u32,
    failure: Option<Failure>,
    absences: u32,
    seen: bool,
}

impl Entry {
    /// What there is to say to somebody who has seen `version`.
    pub fn news_since(&self, version: &mut u32) -> Option<Result<Job, Failure>> {
        let state = self.state.borrow();
        if state.version > *version {
            *version = state.version;
            return state.job.clone().map(Ok);
        }
        state.failure.clone().map(Err)
    }

    fn see(&self, job: &Job) {
        let mut state = self.state.borrow_mut();
        state.seen = true;
        state.absences = 0;
        if state.job.as_ref().is_none_or(|earlier| job.differs_from(earlier)) {
            state.version += 1;
        }
        state.job = Some(job.clone());
        drop(state);
        self.news.notify();
    }

    fn miss(&self) -> bool {
        let mut state = self.state.borrow_mut();
        state.seen = true;
        state.absences += 1;
        state.absences >= MAXIMUM_ABSENCES
    }

    fn fail(&self, failure: Failure) {
        self.state.borrow_mut().failure = Some(failure);
        self.news.notify();
    }
}

impl Engine {
    /// Starts to look at a job, or joins those who wait for it already.
    pub fn join(client: &Rc<Client>, id: &JsValue, interval_ms: f64) -> Rc<Entry> {
        let engine = &client.engine;
        let mut entries = engine.entries.borrow_mut();
        let entry = match entries.iter().find(|entry| entry.id == *id) {
            Some(entry) => entry.clone(),
            None => {
                let entry = Rc::new(Entry {
                    id: id.clone(),
                    since_ms: js::now_ms(),
                    interval_ms: Cell::new(0.0),
                    state: RefCell::default(),
                    news: Notify::default(),
                    holders: Cell::new(0),
                });
                entries.push(entry.clone());
                entry
            }
        };
        entry.holders.set(entry.holders.get() + 1);
        if interval_ms > 0.0 {
            entry.interval_ms.set(interval_ms);
        }
        drop(entries);
        if !engine.running.replace(true) {
            spawn_local(run(client.clone()));
        } else {
            engine.changed.notify();
        }
        entry
    }

    /// One waiter fewer; with the last one the job is no longer looked at.
    pub fn leave(&self, entry: &Rc<Entry>) {
        let holders = entry.holders.get().saturating_sub(1);
        entry.holders.set(holders);
        if holders == 0 {
            self.remove(entry);
        }
    }

    fn remove(&self, entry: &Rc<Entry>) {
        self.entries.borrow_mut().retain(|other| !Rc::ptr_eq(other, entry));
        self.changed.notify();
    }

    fn give_up(&self, entry: &Rc<Entry>, failure: &Failure) {
        self.remove(entry);
        entry.fail(failure.clone());
    }

    fn entries(&self) -> Vec<Rc<Entry>> {
        self.entries.borrow().clone()
    }

    /// The pause the present jobs ask for: the shortest a caller set, else by the age of the youngest.
    fn interval_ms(&self) -> f64 {
        let now = js::now_ms();
        self.entries
            .borrow()
            .iter()
            .map(|entry| match entry.interval_ms.get() {
                0.0 => schedule::interval_ms(now - entry.since_ms),
                wish => wish,
            })
            .fold(f64::INFINITY, f64::min)
    }

    fn has_unseen(&self) -> bool {
        self.entries.borrow().iter().any(|entry| !entry.state.borrow().seen)
    }

    async fn until_empty(&self) -> Result<(), Failure> {
        while !self.entries.borrow().is_empty() {
            self.changed.changed().await;
        }
        Ok(())
    }
}

async fn run(client: Rc<Client>) {
    let engine = &client.engine;
    let mut last_look_ms = 0.0;
    let mut not_before_ms = 0.0;
    let mut failures = 0;
    while !engine.entries.borrow().is_empty() {
        let due_ms: f64 = if engine.has_unseen() { 0.0 } else { last_look_ms + engine.interval_ms() };
        let pause_ms = due_ms.max(not_before_ms) - js::now_ms();
        if pause_ms > 0.0 {
            // Whoever comes or goes may change when to look next.
            race(boxed(sleep(pause_ms)), boxed(engine.changed.changed())).await;
            continue;
        }
        last_look_ms = js::now_ms();
        // When the last waiter leaves, the request under way is dropped, too.
        match race(boxed(look_at_all(&client)), boxed(engine.until_empty())).await {
            Ok(()) => failures = 0,
            Err(failure) => {
                failures += 1;
                if failures >= MAXIMUM_FAILURES {
                    engine.entries().iter().for_each(|entry| engine.give_up(entry, &failure));
                    failures = 0;
                    continue;
                }
                let pause_ms = schedule::backoff_ms(engine.interval_ms(), failures);
                not_before_ms = js::now_ms() + failure.retry_after_ms.max(pause_ms);
            }
        }
    }
    engine.running.set(false);
}

/// Looks once at every job. Fails with what may pass; what will not pass is told to the jobs it concerns.
async fn look_at_all(client: &Rc<Client>) -> Result<(), Failure> {
    let entries = client.engine.entries();
    let mut rest = entries.as_slice();
    let mut size = ResultsRequest::MAXIMUM_IDS;
    while let Some((group, after)) = rest.split_at_checked(size.min(rest.len())).filter(|_| !rest.is_empty()) {
        let ids = Array::new();
        for entry in group {
            ids.push(&entry.id);
        }
        match look(client, &ids).await {
            Ok(jobs) => group.iter().for_each(|entry| match jobs.iter().find(|job| job.id == entry.id) {
                Some(job) => entry.see(job),
                None if entry.miss() => client.engine.give_up(entry, &absent()),
                None => {}
            }),
            Err(failure) if failure.is_survivable() => return Err(failure),
            // One bad id must not end the others: each is asked for by itself.
            Err(failure) if group.len() > 1 && failure.code != "unauthorized" => {
                size = 1;
                continue;
            }
            Err(failure) => group.iter().for_each(|entry| client.engine.give_up(entry, &failure)),
        }
        rest = after;
    }
    Ok(())
}

fn absent() -> Failure {
    failure::new(
        "not_found",
        "The vendor does not show this job; check its id and that the token belongs to its owner.",
    )
}
