use std::cell::{Cell, RefCell};
use std::rc::Rc;

use akool_contract::{Class, ResultsRequest};
use js_sys::Array;
use wasm_bindgen::JsValue;

use crate::client::Client;
use crate::failure::{self, Failure};
use crate::host;
use crate::job::Job;
use crate::js;
use crate::notify::Notify;
use crate::poll::poll_jobs;
use crate::race::{boxed, race};
use crate::schedule;
use crate::start::spawn;
use crate::timer::sleep;

/// Failures in a row after which waiting ends; with the pauses between them about four minutes.
const MAXIMUM_FAILURES: u32 = 12;
/// Polls in a row at which a job is absent before it counts as unknown; a fresh job may not be visible at once.
const MAXIMUM_ABSENCES: u32 = 30;

/// Shortest pause after a failure, for jobs that have not been polled yet.
const MINIMUM_PAUSE_MS: f64 = 100.0;
/// No interval of the caller's: it follows the job's age.
pub const BY_AGE: f64 = 0.0;
/// As if the last poll were very long ago.
const AT_ONCE: f64 = f64::NEG_INFINITY;
/// Pause between polls while the gateway sends events.
const SECOND_NET_MS: f64 = 60_000.0;

/// Who polls for a client.
#[derive(Clone, Copy, Default, PartialEq)]
pub enum PollOwner {
    /// The client itself.
    #[default]
    Client,
    /// The gateway sends events: polling is a second net.
    Events,
    /// Another tab, which passes on what it finds.
    Tab,
}

/// Polls every job that is waited for: one request at a time per client, for all of them.
pub struct Poller {
    waiters: RefCell<Vec<Rc<Waiter>>>,
    running: Cell<bool>,
    /// Whether the client is closed: nothing is waited for any more.
    closed: Cell<bool>,
    /// Who polls for this client.
    owner: Cell<PollOwner>,
    /// How long jobs take, as the last one did.
    usual_ms: Cell<f64>,
    /// When the last poll began or failed; [`AT_ONCE`] if one is due whatever the interval.
    polled_at_ms: Cell<f64>,
    /// A waiter came or went, or the page became visible or the machine online.
    changed: Notify,
}

impl Default for Poller {
    fn default() -> Self {
        Self {
            waiters: RefCell::default(),
            running: Cell::default(),
            closed: Cell::default(),
            owner: Cell::default(),
            usual_ms: Cell::new(schedule::GUESS_MS),
            polled_at_ms: Cell::new(AT_ONCE),
            changed: Notify::default(),
        }
    }
}

/// One wait for a job.
struct Waiter {
    id: JsValue,
    since_ms: f64,
    /// The pause the caller wants, or [`BY_AGE`].
    interval_ms: f64,
    /// The job as the last poll found it.
    seen: RefCell<Option<Job>>,
    absences: Cell<u32>,
    /// An update that the waiter has not taken yet.
    pending_update: RefCell<Option<Result<Job, Failure>>>,
    arrived: Notify,
}

/// A subscription to a job's updates; it ends when dropped.
#[must_use = "the job is no longer polled when this is dropped"]
pub struct Subscription {
    client: Rc<Client>,
    waiter: Rc<Waiter>,
}

impl Subscription {
    /// Starts to poll a job.
    pub fn new(client: Rc<Client>, id: JsValue, interval_ms: f64) -> Self {
        let waiter = Rc::new(Waiter {
            id,
            since_ms: js::now_ms(),
            interval_ms,
            seen: RefCell::default(),
            absences: Cell::default(),
            pending_update: RefCell::default(),
            arrived: Notify::default(),
        });
        let poller = &client.poller;
        if poller.closed.get() {
            waiter.tell(Err(failure::closed()));
            return Self { client, waiter };
        }
        poller.waiters.borrow_mut().push(waiter.clone());
        poller.changed.notify();
        if !poller.running.replace(true) {
            spawn(boxed(run(client.clone())));
        }
        Self { client, waiter }
    }

    /// Waits for the next change; the first one is the state found by the first poll.
    pub async fn next(&self) -> Result<Job, Failure> {
        loop {
            if let Some(update) = self.waiter.pending_update.take() {
                return update;
            }
            self.waiter.arrived.changed().await;
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let poller = &self.client.poller;
        poller.waiters.borrow_mut().retain(|other| !Rc::ptr_eq(other, &self.waiter));
        poller.changed.notify();
    }
}

impl Waiter {
    fn tell(&self, update: Result<Job, Failure>) {
        self.pending_update.replace(Some(update));
        self.arrived.notify();
    }

    fn update(&self, job: &Job) {
        self.absences.set(0);
        let earlier = self.seen.replace(Some(job.clone()));
        if earlier.is_none_or(|earlier| job.differs_from(&earlier)) {
            self.tell(Ok(job.clone()));
        }
    }

    fn age_ms(&self) -> f64 {
        js::now_ms() - self.since_ms
    }

    fn not_found(&self) {
        self.absences.set(self.absences.get() + 1);
        if self.absences.get() == MAXIMUM_ABSENCES {
            self.tell(Err(failure::of_class(Class::NotFound)));
        }
    }

    /// Whether it has not been polled yet.
    fn is_fresh(&self) -> bool {
        self.absences.get() == 0 && self.seen.borrow().is_none()
    }
}

impl Poller {
    /// Sets who polls from now on.
    pub fn set_owner(&self, owner: PollOwner) {
        self.owner.set(owner);
        // What was missed meanwhile is polled now.
        self.changed.notify();
    }

    /// Polls at once, even if a poll is under way and however long the pause after failures would be: the page is visible
    /// again, or the machine is online again.
    pub fn wake(&self) {
        self.polled_at_ms.set(AT_ONCE);
        self.changed.notify();
    }

    /// Ends every wait, and those that begin later.
    pub fn close(&self) {
        self.closed.set(true);
        for waiter in self.waiters() {
            waiter.tell(Err(failure::closed()));
        }
    }

    /// Passes the job to everything that waits for it.
    pub fn update(&self, job: &Job) {
        for waiter in self.waiters.borrow().iter().filter(|waiter| waiter.id == job.id) {
            // The record of a job that was done before the first poll may have been changed since.
            if let Some(took_ms) = job.took_ms().filter(|_| !waiter.is_fresh()) {
                self.usual_ms.set(took_ms);
            }
            waiter.update(job);
        }
    }

    fn waiters(&self) -> Vec<Rc<Waiter>> {
        self.waiters.borrow().clone()
    }

    /// The pause the present waiters ask for: the shortest, and none while one of them has not been polled yet.
    fn interval_ms(&self) -> f64 {
        let mut shortest = f64::INFINITY;
        for waiter in self.waiters.borrow().iter() {
            let interval_ms = match waiter.interval_ms {
                _ if waiter.is_fresh() => 0.0,
                BY_AGE if self.owner.get() == PollOwner::Events => SECOND_NET_MS,
                BY_AGE => schedule::interval_ms(waiter.age_ms(), self.usual_ms.get()),
                interval_ms => interval_ms,
            };
            shortest = shortest.min(interval_ms);
        }
        shortest
    }
}

async fn run(client: Rc<Client>) {
    let poller = &client.poller;
    let mut backoff_ms = 0.0;
    let mut not_before_ms = 0.0;
    let mut failures = 0;
    while !poller.waiters.borrow().is_empty() {
        if poller.owner.get() == PollOwner::Tab || host::get().is_asleep() {
            poller.changed.changed().await;
            // The previous owner may have missed the last change.
            poller.polled_at_ms.set(AT_ONCE);
            continue;
        }
        let polled_at_ms = poller.polled_at_ms.get();
        let mut due_ms: f64 = not_before_ms;
        if polled_at_ms != AT_ONCE {
            due_ms = due_ms.max(polled_at_ms + poller.interval_ms().max(backoff_ms));
        }
        let pause_ms = due_ms - js::now_ms();
        if pause_ms > 0.0 {
            // A waiter that comes or goes may change when to poll next.
            race(boxed(sleep(pause_ms)), boxed(poller.changed.changed())).await;
            continue;
        }
        poller.polled_at_ms.set(js::now_ms());
        let Err(failure) = poll_all(&client).await else {
            failures = 0;
            backoff_ms = 0.0;
            continue;
        };
        failures += 1;
        if failures == MAXIMUM_FAILURES {
            failures = 0;
            poller.waiters().iter().for_each(|waiter| waiter.tell(Err(failure.clone())));
        }
        backoff_ms = schedule::backoff_ms(poller.interval_ms().max(MINIMUM_PAUSE_MS), failures);
        let now_ms = js::now_ms();
        if poller.polled_at_ms.get() != AT_ONCE {
            poller.polled_at_ms.set(now_ms);
        }
        not_before_ms = now_ms + failure.retry_after_ms;
    }
    poller.running.set(false);
}

/// Polls every job once. Fails with an error that may pass; any other goes to the waiters it concerns.
async fn poll_all(client: &Rc<Client>) -> Result<(), Failure> {
    let waiters = client.poller.waiters();
    let mut size = ResultsRequest::MAXIMUM_IDS;
    let mut done = 0;
    while done < waiters.len() {
        let ids = Array::new();
        let group = || waiters.iter().skip(done).take(size);
        for waiter in group() {
            ids.push(&waiter.id);
        }
        match poll_jobs(client, &ids, &JsValue::UNDEFINED).await {
            Ok(jobs) => {
                jobs.iter().for_each(|job| client.poller.update(job));
                group()
                    .filter(|waiter| jobs.iter().all(|job| job.id != waiter.id))
                    .for_each(|waiter| waiter.not_found());
            }
            Err(failure) if failure.is_survivable() => return Err(failure),
            // One bad id must not end the others: each is asked for by itself.
            Err(failure) if ids.length() > 1 && failure.code != "unauthorized" => {
                size = 1;
                continue;
            }
            Err(failure) => group().for_each(|waiter| waiter.tell(Err(failure.clone()))),
        }
        done += size;
    }
    Ok(())
}
