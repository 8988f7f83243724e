use std::rc::Rc;

use akool_contract::JobStatus;
use wasm_bindgen::JsValue;

use crate::cancellable::Outcome;
use crate::client::Client;
use crate::failure;
use crate::follow::Follow;
use crate::job::{Job, JobRef};
use crate::js;
use crate::options::positive_option;
use crate::race::{boxed, race};
use crate::timer::sleep;

/// How long to wait by default.
const DEFAULT_TIMEOUT_MS: f64 = 30.0 * 60.0 * 1000.0;
/// No interval of the caller's: it follows the job's age.
const BY_AGE: f64 = 0.0;

/// Waits for the video and tells every change on the way.
pub async fn wait(client: Rc<Client>, job: JsValue, options: JsValue) -> Outcome {
    let limit_ms = positive_option(&options, "timeoutMs", DEFAULT_TIMEOUT_MS)?;
    let interval_ms = positive_option(&options, "pollIntervalMs", BY_AGE)?;
    let on_update = js::field(&options, "onUpdate");
    let job_ref = JobRef::read(&job)?;
    if let Some(job) = job_ref.known.as_ref().filter(|job| job.status.is_terminal()) {
        return tell(job, &on_update).unwrap_or_else(|| Err(failure::bad_answer()));
    }
    let mut follow = Follow::new(client, job_ref, interval_ms);
    let waiting = boxed(async {
        loop {
            let news = follow.next().await?;
            if let Some(end) = tell(&news, &on_update) {
                return end;
            }
        }
    });
    let too_late = boxed(async {
        sleep(limit_ms).await;
        Err(failure::passing(
            "timeout",
            "The video was not ready within timeoutMs. The job goes on: wait for it again.",
        ))
    });
    let outcome = race(waiting, too_late).await;
    // Waiting ended, the job did not: it is attached, with what is known of its price.
    outcome.map_err(|failure| match &follow.latest {
        Some(job) if failure.job.is_none() => failure.with_job(job),
        _ => failure,
    })
}

/// Tells the caller of a change; what the wait ends with, if it was the last one.
fn tell(job: &Job, on_update: &JsValue) -> Option<Outcome> {
    js::notify_callback(on_update, &job.object);
    match job.status {
        JobStatus::Completed => Some(Ok(job.object.clone())),
        JobStatus::Failed => Some(Err(job.failure())),
        _ => None,
    }
}
