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
use crate::poll::look;
use crate::race::{boxed, race};
use crate::schedule;
use crate::start::spawn;
use crate::timer::sleep;

/// Failures in a row after which waiting ends; with the pauses between them about four minutes.
const MAXIMUM_FAILURES: u32 = 12;
/// Looks in a row at which a job is absent before it counts as unknown; a fresh job may not be visible at once.
const MAXIMUM_ABSENCES: u32 = 30;

/// Shortest pause after a failure, for jobs that no look has seen yet.
const MINIMUM_PAUSE_MS: f64 = 100.0;
/// No interval of the caller's: it follows the job's age.
pub const BY_AGE: f64 = 0.0;
/// As if the last look were very long ago.
const AT_ONCE: f64 = f64::NEG_INFINITY;
/// Pause between looks while the gateway tells what changes.
const SECOND_NET_MS: f64 = 60_000.0;

/// Who else looks.
#[derive(Clone, Copy, Default, PartialEq)]
pub enum Help {
    /// Nobody.
    #[default]
    None,
    /// The gateway tells what changes: looking is a second net.
    Events,
    /// Another tab does, and tells.
    Tab,
}

/// Looks at every job somebody waits for: one request at a time per client, for all of them.
pub struct Engine {
    waiters: RefCell<Vec<Rc<Waiter>>>,
    running: Cell<bool>,
    /// Somebody else looks for this client.
    help: Cell<Help>,
    /// How long jobs take, as the last one did.
    usual_ms: Cell<f64>,
    /// When the last look began or failed; [`AT_ONCE`] if one is due whatever the interval.
    looked_at_ms: Cell<f64>,
    /// A waiter came or went, or the world around changed.
    changed: Notify,
}

impl Default for Engine {
    fn default() -> Self {
        Self {
            waiters: RefCell::default(),
            running: Cell::default(),
            help: Cell::default(),
            usual_ms: Cell::new(schedule::GUESS_MS),
            looked_at_ms: Cell::new(AT_ONCE),
            changed: Notify::default(),
        }
    }
}

/// Somebody who waits for a job.
struct Waiter {
    id: JsValue,
    since_ms: f64,
    /// The pause the caller wants, or [`BY_AGE`].
    interval_ms: f64,
    /// What the last look found.
    seen: RefCell<Option<Job>>,
    absences: Cell<u32>,
    /// What the waiter has not taken yet.
    news: RefCell<Option<Result<Job, Failure>>>,
    arrived: Notify,
}

/// A place in the engine; given up when dropped.
#[must_use = "the job is no longer looked at when this is dropped"]
pub struct Follow {
    client: Rc<Client>,
    waiter: Rc<Waiter>,
}

impl Follow {
    /// Starts to look at a job.
    pub fn new(client: Rc<Client>, id: JsValue, interval_ms: f64) -> Self {
        let waiter = Rc::new(Waiter {
            id,
            since_ms: js::now_ms(),
            interval_ms,
            seen: RefCell::default(),
            absences: Cell::default(),
            news: RefCell::default(),
            arrived: Notify::default(),
        });
        let engine = &client.engine;
        engine.waiters.borrow_mut().push(waiter.clone());
        engine.changed.notify();
        if !engine.running.replace(true) {
            spawn(boxed(run(client.clone())));
        }
        Self { client, waiter }
    }

    /// Waits for the next change; the first one is the state found at the first look.
    pub async fn next(&self) -> Result<Job, Failure> {
        loop {
            if let Some(news) = self.waiter.news.take() {
                return news;
            }
            self.waiter.arrived.changed().await;
        }
    }
}

impl Drop for Follow {
    fn drop(&mut self) {
        let engine = &self.client.engine;
        engine.waiters.borrow_mut().retain(|other| !Rc::ptr_eq(other, &self.waiter));
        engine.changed.notify();
    }
}

impl Waiter {
    fn tell(&self, news: Result<Job, Failure>) {
        self.news.replace(Some(news));
        self.arrived.notify();
    }

    fn see(&self, job: &Job) {
        self.absences.set(0);
        let earlier = self.seen.replace(Some(job.clone()));
        if earlier.is_none_or(|earlier| job.differs_from(&earlier)) {
            self.tell(Ok(job.clone()));
        }
    }

    fn age_ms(&self) -> f64 {
        js::now_ms() - self.since_ms
    }

    fn miss(&self) {
        self.absences.set(self.absences.get() + 1);
        if self.absences.get() == MAXIMUM_ABSENCES {
            self.tell(Err(failure::of_class(Class::NotFound)));
        }
    }

    /// Whether no look has asked for it yet.
    fn is_fresh(&self) -> bool {
        self.absences.get() == 0 && self.seen.borrow().is_none()
    }
}

impl Engine {
    /// Somebody else looks from now on, or nobody else.
    pub fn accept(&self, help: Help) {
        self.help.set(help);
        // Whatever was missed meanwhile is looked for now.
        self.changed.notify();
    }

    /// The world around changed: whoever comes back wants to know how things stand, whatever a look finds that is
    /// under way and however long the pause after failures would be.
    pub fn wake(&self) {
        self.looked_at_ms.set(AT_ONCE);
        self.changed.notify();
    }

    /// Tells everyone who waits for this job.
    pub fn see(&self, job: &Job) {
        for waiter in self.waiters.borrow().iter().filter(|waiter| waiter.id == job.id) {
            // One that was done before anybody looked may have been touched since.
            if let Some(took_ms) = job.took_ms().filter(|_| !waiter.is_fresh()) {
                self.usual_ms.set(took_ms);
            }
            waiter.see(job);
        }
    }

    fn waiters(&self) -> Vec<Rc<Waiter>> {
        self.waiters.borrow().clone()
    }

    /// The pause the present waiters ask for: the shortest, and none while one of them has not been looked at yet.
    fn interval_ms(&self) -> f64 {
        let mut shortest = f64::INFINITY;
        for waiter in self.waiters.borrow().iter() {
            let wish = match waiter.interval_ms {
                _ if waiter.is_fresh() => 0.0,
                BY_AGE if self.help.get() == Help::Events => SECOND_NET_MS,
                BY_AGE => schedule::interval_ms(waiter.age_ms(), self.usual_ms.get()),
                interval_ms => interval_ms,
            };
            shortest = shortest.min(wish);
        }
        shortest
    }
}

async fn run(client: Rc<Client>) {
    let engine = &client.engine;
    let mut backoff_ms = 0.0;
    let mut not_before_ms = 0.0;
    let mut failures = 0;
    while !engine.waiters.borrow().is_empty() {
        if engine.help.get() == Help::Tab || host::get(|host| host.is_asleep()) {
            engine.changed.changed().await;
            // Whoever helped until now may not have seen what came last.
            engine.looked_at_ms.set(AT_ONCE);
            continue;
        }
        let looked_at_ms = engine.looked_at_ms.get();
        let mut due_ms: f64 = not_before_ms;
        if looked_at_ms != AT_ONCE {
            due_ms = due_ms.max(looked_at_ms + engine.interval_ms().max(backoff_ms));
        }
        let pause_ms = due_ms - js::now_ms();
        if pause_ms > 0.0 {
            // Whoever comes or goes may change when to look next.
            race(boxed(sleep(pause_ms)), boxed(engine.changed.changed())).await;
            continue;
        }
        engine.looked_at_ms.set(js::now_ms());
        let Err(failure) = look_at_all(&client).await else {
            failures = 0;
            backoff_ms = 0.0;
            continue;
        };
        failures += 1;
        if failures == MAXIMUM_FAILURES {
            failures = 0;
            engine.waiters().iter().for_each(|waiter| waiter.tell(Err(failure.clone())));
        }
        backoff_ms = schedule::backoff_ms(engine.interval_ms().max(MINIMUM_PAUSE_MS), failures);
        let now_ms = js::now_ms();
        if engine.looked_at_ms.get() != AT_ONCE {
            engine.looked_at_ms.set(now_ms);
        }
        not_before_ms = now_ms + failure.retry_after_ms;
    }
    engine.running.set(false);
}

/// Looks once at every job. Fails with what may pass; what will not pass is told to the waiters it concerns.
async fn look_at_all(client: &Rc<Client>) -> Result<(), Failure> {
    let waiters = client.engine.waiters();
    let mut size = ResultsRequest::MAXIMUM_IDS;
    let mut done = 0;
    while done < waiters.len() {
        let ids = Array::new();
        let group = || waiters.iter().skip(done).take(size);
        for waiter in group() {
            ids.push(&waiter.id);
        }
        match look(client, &ids, &JsValue::UNDEFINED).await {
            Ok(jobs) => {
                jobs.iter().for_each(|job| client.engine.see(job));
                group().filter(|waiter| jobs.iter().all(|job| job.id != waiter.id)).for_each(|waiter| waiter.miss());
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
