//! Everything that costs credits goes out through here.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use akool_contract::{AudioUpdateRequest, BatchRequest, CreateRequest, Issue, IssueCode, WireRequest, path, text};
use js_sys::Array;
use wasm_bindgen::JsValue;

use crate::abort;
use crate::answer;
use crate::call::send;
use crate::client::Client;
use crate::failure::{self, Charged, Failure};
use crate::host;
use crate::http::Request;
use crate::job::Job;
use crate::js;
use crate::pending;
use crate::raw;
use crate::schedule;
use crate::start::Outcome;
use crate::timer::sleep_unless_aborted;

/// How often an order is sent under the same key, unless the client's options say otherwise; with the pauses between them about a
/// quarter of a minute.
const MAXIMUM_ATTEMPTS: u32 = 6;
/// How often while there has never been a token: then an address or a set-up is wrong, which waiting does not mend.
const MAXIMUM_ATTEMPTS_WITHOUT_TOKEN: u32 = 2;
const FIRST_PAUSE_MS: f64 = 500.0;

/// What only this package takes.
const OR_A_FILE: &str = " It may also be a Blob, a File or a canvas.";

const LOST: &str = "The answer was lost: ask pendingJobs() before paying again. ";
const TAKEN: &str = "An earlier order under this idempotencyKey may have been paid: ask pendingJobs() first. ";

/// What is ordered.
#[derive(Clone, Copy)]
pub enum Kind {
    /// One video.
    Create,
    /// Variations of one.
    Batch,
    /// New sound for a finished one.
    AudioUpdate,
}

impl Kind {
    const fn path(self) -> &'static str {
        match self {
            Self::Create => path::CREATE,
            Self::Batch => path::CREATE_BATCH,
            Self::AudioUpdate => path::UPDATE_AUDIO,
        }
    }
}

/// The fields that will be sent, or everything that is wrong.
pub fn check(kind: Kind, request: &JsValue) -> Result<WireRequest, Vec<Issue>> {
    let raw = raw::read(request);
    let checked = match kind {
        Kind::Batch => BatchRequest::check(&raw),
        Kind::AudioUpdate => AudioUpdateRequest::check(&raw),
        Kind::Create => CreateRequest::check(&raw),
    };
    checked.map_err(|mut issues| {
        for issue in &mut issues {
            let may_be_file = matches!(issue.code, IssueCode::Required | IssueCode::WrongType | IssueCode::InvalidUrl);
            if may_be_file && issue.path.ends_with("_url") {
                issue.message = text::join(&[&issue.message, OR_A_FILE]).into();
            }
        }
        issues
    })
}

/// Checks an order and has the job made, or the jobs.
pub async fn order(client: Rc<Client>, kind: Kind, request: JsValue, options: JsValue) -> Outcome {
    let key = js::field(&options, "idempotencyKey");
    let is_new_key = js::field(&options, "isNewKey").is_truthy();
    // What an earlier call, page or tab sent under this key. Nothing was sent under a new one, so the storage is not searched.
    let find_earlier = |scope: &JsValue| {
        if is_new_key { JsValue::UNDEFINED } else { pending::entry(&client, scope, &key) }
    };
    let earlier = RefCell::new(find_earlier(&client.scope()));
    let body = draft(kind, &request, &key).map_err(|failure| {
        if earlier.borrow().is_undefined() { failure } else { outcome_unknown(failure, &key, &request, LOST) }
    })?;
    let entry = js::object();
    js::set(&entry, "name", &key);
    js::set(&entry, "request", &body);
    js::set_unless_undefined(&entry, "files", &js::field(&options, "files"));
    let order = Request::post(kind.path(), js::to_json(&body), options).with_key(key.clone());
    let scope = RefCell::new(client.scope());
    let is_noted = Cell::new(false);
    // Noted right before the first byte leaves, so that not even a reload at the worst moment loses a job that is paid for, and
    // nothing stays of what was never sent. Whose it is, the token says.
    let note = || {
        let current = client.scope();
        if is_noted.replace(true) {
            return current == *scope.borrow();
        }
        let known = find_earlier(&current);
        if known.is_undefined() {
            pending::remember(&client, &current, &order.key, &entry);
        }
        earlier.replace(known);
        scope.replace(current);
        true
    };
    let mut attempts = 0;
    let mut is_lost = false;
    let mut is_patient = false;
    loop {
        attempts += 1;
        let answer = send(&client, &order, &note).await;
        let (known, scope) = (earlier.borrow().clone(), scope.borrow().clone());
        let kept = if known.is_undefined() { &entry } else { &known };
        let is_batch = matches!(kind, Kind::Batch);
        let failure = match answer
            .and_then(answer::read)
            .and_then(|data| accept(&client, &scope, kept, &Array::new(), &data, is_batch))
        {
            Err(failure) => failure,
            done => {
                if let Ok(outcome) = &done {
                    js::notify_callback(&js::field(&order.call, "onCommitted"), outcome);
                }
                return done;
            }
        };
        // Whatever stops a later attempt on its way says nothing of an earlier one.
        is_lost |= is_ambiguous(&failure);
        // Akool knows no keys, so there it is sent once. Under a gateway's key it cannot be paid twice.
        let may_help = failure.retryable && failure.code != "unauthorized" && !client.options.direct;
        // A machine without a network says so; that may pass, and there is nothing to set up better.
        is_patient |= failure.sent || client.token.was_granted() || host::get().is_asleep();
        let allowed = client.options.retry_attempts.map_or(MAXIMUM_ATTEMPTS, |attempts| attempts as u32);
        let maximum = if is_patient { allowed } else { allowed.min(MAXIMUM_ATTEMPTS_WITHOUT_TOKEN) };
        if may_help && attempts < maximum {
            let delays_ms = &client.options.retry_delays_ms;
            // The last pause is also that of every later attempt.
            let last = attempts.min(delays_ms.length()).saturating_sub(1);
            let given_ms = js::item(delays_ms, last as usize).as_f64();
            let pause_ms = given_ms.unwrap_or_else(|| schedule::backoff_ms(FIRST_PAUSE_MS, attempts));
            let pause_ms = pause_ms.max(failure.retry_after_ms);
            sleep_unless_aborted(pause_ms, &order.call).await;
            // An order without a waiting caller is not sent again.
            if !abort::is_aborted(&order.call) {
                continue;
            }
        }
        // The key was used before, for an order that this answer says nothing of.
        let is_taken = failure.code == "conflict" && !is_new_key;
        if !is_lost && !is_taken && known.is_undefined() {
            if is_noted.get() {
                pending::forget(&client, &scope, &order.key);
            }
            return Err(failure);
        }
        // Another call under the same key may have struck it out.
        if is_noted.get() && pending::entry(&client, &scope, &order.key).is_undefined() {
            pending::remember(&client, &scope, &order.key, kept);
        }
        // Before it is known whose it is, it is not told what somebody sent.
        let sent = if scope.is_undefined() { &entry } else { kept };
        let message = if is_taken { TAKEN } else { LOST };
        return Err(outcome_unknown(failure, &order.key, &js::field(sent, "request"), message));
    }
}

/// What will be sent.
fn draft(kind: Kind, request: &JsValue, key: &JsValue) -> Outcome {
    if !js::is_visible_ascii(key) {
        return Err(failure::new("invalid_request", "Give idempotencyKey as a string of visible ASCII characters."));
    }
    let body = js::object();
    for (name, value) in check(kind, request).map_err(|issues| failure::invalid_request(&issues))? {
        js::set(&body, name, &serde_wasm_bindgen::to_value(&value).unwrap_or_default());
    }
    Ok(body)
}

/// Reads what an order was answered with, and keeps the jobs in mind from here on, as those of a person. Jobs that are `known`
/// are left out.
pub fn accept(
    client: &Client,
    scope: &JsValue,
    entry: &JsValue,
    known: &Array,
    data: &JsValue,
    is_batch: bool,
) -> Outcome {
    let created = if is_batch { js::list_in(data, "successList") } else { data.clone() };
    let errors = js::records(&js::field(data, "errorList"));
    let (jobs, ids) = (Array::new(), Array::new());
    for record in js::records(&created).iter() {
        if let Some(job) = Job::from_record(&record) {
            ids.push(&job.id);
            if known.includes(&job.id, 0) {
                continue;
            }
            // So that the caller knows which of the orders it was, also when it is found again later.
            js::set(&job.object, "idempotencyKey", &js::field(entry, "name"));
            // One that is done already has nothing pending.
            if !job.status.is_terminal() {
                let entry = js::object();
                js::set(&entry, "job", &job.object);
                pending::remember(client, scope, &job.id, &entry);
            }
            jobs.push(&job.object);
        }
    }
    // Where nothing at all is said, something may have been paid all the same.
    if ids.length() == 0 && !(is_batch && errors.length() > 0) {
        return Err(failure::bad_answer());
    }
    let outcome = if is_batch {
        let batch = js::object();
        js::set(&batch, "jobs", &jobs);
        js::set(&batch, "errors", &errors);
        batch
    } else {
        js::item(&jobs, 0)
    };
    let (scope, key) = (js::field(entry, "scope"), js::field(entry, "name"));
    // Variations that are not known yet may be found later: they are asked for again, and the others are not told twice.
    if errors.iter().any(|error| js::text_field(&error, "charged").as_deref() == Some("unknown")) {
        js::set(entry, "known", &ids);
        pending::remember(client, &scope, &key, entry);
    } else {
        pending::forget(client, &scope, &key);
    }
    Ok(outcome)
}

/// Whether the order may have been carried out although it failed.
fn is_ambiguous(failure: &Failure) -> bool {
    let is_refused = match failure.code {
        // No whole answer came, or none that says what happened.
        "network" | "timeout" | "bad_answer" | "refused" => false,
        // The vendor's own "could not create" took nothing; a gateway says so itself; a bare 5xx may hide a success.
        "unavailable" => failure.says_not_charged,
        _ => true,
    };
    failure.sent && !(is_refused && failure.charged == Charged::No)
}

/// It stays written down, and the caller gets it, too.
fn outcome_unknown(mut failure: Failure, key: &JsValue, request: &JsValue, message: &str) -> Failure {
    if message == LOST {
        failure.code = "outcome_unknown";
    }
    let detail = failure.message.as_string().unwrap_or_default();
    failure.message = text::join(&[message, &detail]).into();
    failure.retryable = false;
    failure.charged = Charged::Unknown;
    let entry = js::object();
    js::set(&entry, "idempotencyKey", key);
    js::set(&entry, "request", request);
    failure.with("pending", &entry)
}
