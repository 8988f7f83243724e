//! Everything that costs credits goes out through here.

use std::rc::Rc;

use akool_contract::{AudioUpdateRequest, CheckedBatch, CheckedCreate, Issue, IssueCode, SentFields, path, text};
use js_sys::Array;
use wasm_bindgen::JsValue;

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

/// How often an order is sent under the same key; with the pauses between them about a quarter of a minute.
const MAXIMUM_ATTEMPTS: u32 = 6;
/// How often while there has never been a token: then an address or a set-up is wrong, which waiting does not mend.
const MAXIMUM_ATTEMPTS_WITHOUT_TOKEN: u32 = 2;
const FIRST_PAUSE_MS: f64 = 500.0;

/// What only this package takes.
const OR_A_FILE: &str = " It may also be a Blob, a File or a canvas.";

const LOST: &str = "The answer was lost: ask pendingJobs() before paying again. ";

/// The kinds of order, by the numbers that JavaScript says: one video, variations of it, new sound for a finished one.
const BATCH: u32 = 1;
const SOUND: u32 = 2;

fn path(kind: u32) -> &'static str {
    match kind {
        BATCH => path::CREATE_BATCH,
        SOUND => path::UPDATE_AUDIO,
        _ => path::CREATE,
    }
}

/// The fields that will be sent, or everything that is wrong.
pub fn check(kind: u32, request: &JsValue) -> Result<SentFields, Vec<Issue>> {
    let raw = raw::read(request);
    let checked = match kind {
        BATCH => CheckedBatch::check(&raw).map(CheckedBatch::fields),
        SOUND => AudioUpdateRequest::check(&raw),
        _ => CheckedCreate::check(&raw).map(CheckedCreate::fields),
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
pub async fn order(client: Rc<Client>, kind: u32, request: JsValue, options: JsValue) -> Outcome {
    let key = js::field(&options, "idempotencyKey");
    let body = draft(kind, &request, &key)?;
    // Before the first byte leaves, so that not even a reload at the worst moment loses a job that is paid for.
    pending::remember(&client, &key, "request", &body);
    let order = Request { path: path(kind), body: js::to_json(&body), call: options, key };
    let mut attempts = 0;
    let mut is_lost = false;
    let mut is_patient = false;
    loop {
        attempts += 1;
        let answer = send(&client, &order, answer::read).await;
        let failure = match answer.and_then(|data| accept(&client, &order.key, &data, kind == BATCH)) {
            Err(failure) => failure,
            done => return done,
        };
        // Whatever stops a later attempt on its way says nothing of an earlier one.
        is_lost |= is_ambiguous(&failure);
        // The vendor himself knows no keys, so there it is sent once. Under a gateway's key it cannot be paid twice.
        let may_help = failure.retryable && failure.code != "unauthorized" && !client.options.direct;
        // A machine without a network says so; that may pass, and there is nothing to set up better.
        is_patient |= failure.sent || client.token.was_granted() || host::get(|host| host.is_asleep());
        let maximum = if is_patient { MAXIMUM_ATTEMPTS } else { MAXIMUM_ATTEMPTS_WITHOUT_TOKEN };
        if may_help && attempts < maximum {
            let pause_ms = schedule::backoff_ms(FIRST_PAUSE_MS, attempts).max(failure.retry_after_ms);
            sleep_unless_aborted(pause_ms, &order.call).await;
            // What nobody waits for any more is not sent again.
            if !js::field(&js::field(&order.call, "signal"), "aborted").is_truthy() {
                continue;
            }
        }
        if is_lost {
            return Err(outcome_unknown(failure, &order.key, &body));
        }
        pending::forget(&client, &order.key);
        return Err(failure);
    }
}

/// What will be sent.
fn draft(kind: u32, request: &JsValue, key: &JsValue) -> Outcome {
    if !js::is_visible_ascii(key) {
        return Err(failure::new("invalid_request", "Give idempotencyKey as a string of visible ASCII characters."));
    }
    let body = js::object();
    for (name, value) in check(kind, request).map_err(|issues| failure::invalid_request(&issues))? {
        js::set(&body, name, &serde_wasm_bindgen::to_value(&value).unwrap_or_default());
    }
    Ok(body)
}

/// Reads what an order was answered with, and keeps the jobs in mind from here on.
pub fn accept(client: &Client, key: &JsValue, data: &JsValue, is_batch: bool) -> Outcome {
    let created = if is_batch { js::list_in(data, "successList") } else { data.clone() };
    let (jobs, errors) = (Array::new(), js::records(&js::field(data, "errorList")));
    for record in js::records(&created).iter() {
        if let Some(job) = Job::from_record(&record) {
            // One that is done already has nothing pending.
            if !job.status.is_terminal() {
                pending::remember(client, &job.id, "job", &job.object);
            }
            jobs.push(&job.object);
        }
    }
    // Where nothing at all is said, something may have been paid all the same.
    if jobs.length() == 0 && !(is_batch && errors.length() > 0) {
        return Err(failure::bad_answer());
    }
    let outcome = if is_batch {
        let batch = js::object();
        js::set(&batch, "jobs", &jobs);
        js::set(&batch, "errors", &errors);
        batch
    } else {
        jobs.get(0)
    };
    pending::forget(client, key);
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
fn outcome_unknown(mut failure: Failure, key: &JsValue, body: &JsValue) -> Failure {
    failure.code = "outcome_unknown";
    let detail = failure.message.as_string().unwrap_or_default();
    failure.message = text::join(&[LOST, &detail]).into();
    failure.retryable = false;
    failure.charged = Charged::Unknown;
    let entry = js::object();
    js::set(&entry, "idempotencyKey", key);
    js::set(&entry, "request", body);
    failure.with("pending", &entry)
}
