use std::rc::Rc;

use akool_contract::JobStatus;
use wasm_bindgen::JsValue;

use crate::client::Client;
use crate::failure;
use crate::job::Job;
use crate::js;
use crate::options::positive_option;
use crate::pending;
use crate::poller::{BY_AGE, Subscription};
use crate::race::{boxed, race};
use crate::start::Outcome;
use crate::timer::sleep_unless_aborted;

/// How long to wait by default.
const DEFAULT_TIMEOUT_MS: f64 = 30.0 * 60.0 * 1000.0;

/// Waits for the video and tells every change on the way.
pub async fn wait(client: Rc<Client>, job: JsValue, options: JsValue) -> Outcome {
    let limit_ms = positive_option(&options, "timeoutMs", DEFAULT_TIMEOUT_MS)?;
    let interval_ms = positive_option(&options, "pollIntervalMs", BY_AGE)?;
    let on_update = js::field(&options, "onUpdate");
    let mut latest = Job::from_ref(&job)?;
    // A job that has ended is not polled.
    let subscription =
        (!latest.status.is_terminal()).then(|| Subscription::new(client.clone(), latest.id.clone(), interval_ms));
    let waiting = boxed(async {
        loop {
            if let Some(subscription) = &subscription {
                latest = subscription.next().await?;
            }
            js::notify_callback(&on_update, &latest.object);
            match latest.status {
                JobStatus::Completed => return Ok(latest.object.clone()),
                JobStatus::Failed => return Err(latest.failure()),
                _ => {}
            }
        }
    });
    let too_late = boxed(async {
        sleep_unless_aborted(limit_ms, &options).await;
        Err(failure::passing("timeout", "Not ready within timeoutMs. The job goes on: wait for it again."))
    });
    let outcome = race(waiting, too_late).await;
    if matches!(&outcome, Err(failure) if failure.code == "not_found") {
        pending::forget_missing(&client, &latest.id);
    }
    // Waiting ended, the job did not: it is attached, with what is known of its price.
    outcome.map_err(|failure| failure.with_job(&latest))
}
