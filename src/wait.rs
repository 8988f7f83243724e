use std::rc::Rc;

use akool_contract::JobStatus;
use js_sys::Array;
use wasm_bindgen::JsValue;

use crate::cancellable::Outcome;
use crate::client::Client;
use crate::failure::{self, Failure};
use crate::follow::Follow;
use crate::job::{Job, JobRef};
use crate::js;
use crate::options::positive_option;
use crate::race::{Boxed, boxed, race};
use crate::timer::sleep;

/// How long to wait by default.
const DEFAULT_TIMEOUT_MS: f64 = 30.0 * 60.0 * 1000.0;

/// No interval of the caller's: it follows the job's age.
const BY_AGE: f64 = 0.0;

/// Waits for the video.
pub async fn wait(client: &Rc<Client>, job_ref: JobRef, options: &JsValue) -> Outcome {
    if let Some(job) = job_ref.known.as_ref().filter(|job| job.status.is_terminal()) {
        js::notify_callback(&js::field(options, "onUpdate"), &job.object);
        return finish(job);
    }
    let mut follow = Follow::new(client, job_ref, positive_option(options, "pollIntervalMs", BY_AGE)?);
    let outcome = within(
        options,
        boxed(async {
            loop {
                let job = next(std::slice::from_mut(&mut follow)).await?.1;
                js::notify_callback(&js::field(options, "onUpdate"), &job.object);
                if job.status.is_terminal() {
                    return finish(&job);
                }
            }
        }),
    )
    .await;
    outcome.map_err(|failure| follow.explain(failure))
}

/// Reports every change of every job until all have ended.
pub async fn watch(client: &Rc<Client>, refs: &JsValue, options: &JsValue, on_job: &JsValue) -> Outcome {
    let interval_ms = positive_option(options, "pollIntervalMs", BY_AGE)?;
    let mut follows = Vec::new();
    for job_ref in read_refs(refs)? {
        follows.push(Follow::new(client, job_ref, interval_ms));
    }
    within(
        options,
        boxed(async move {
            while !follows.is_empty() {
                let (index, job) = next(&mut follows).await?;
                js::notify_callback(on_job, &job.object);
                js::notify_callback(&js::field(options, "onUpdate"), &job.object);
                if job.status.is_terminal() {
                    drop(follows.swap_remove(index));
                }
            }
            Ok(JsValue::UNDEFINED)
        }),
    )
    .await
}

/// Reads one reference or an array of them.
pub fn read_refs(refs: &JsValue) -> Result<Vec<JobRef>, Failure> {
    let list = if Array::is_array(refs) { Array::from(refs) } else { Array::of1(refs) };
    let mut read = Vec::new();
    for value in list.iter() {
        read.push(JobRef::read(&value)?);
    }
    Ok(read)
}

/// The next change among several jobs.
async fn next(follows: &mut [Follow]) -> Result<(usize, Job), Failure> {
    std::future::poll_fn(|context| {
        for (index, follow) in follows.iter_mut().enumerate() {
            if let Some(news) = follow.news() {
                return std::task::Poll::Ready(news.map(|job| (index, job)));
            }
            follow.entry.news.register(context.waker());
        }
        std::task::Poll::Pending
    })
    .await
}

/// Ends a wait after `options.timeoutMs`.
async fn within<'a>(options: &'a JsValue, waiting: Boxed<'a, Outcome>) -> Outcome {
    let limit_ms = positive_option(options, "timeoutMs", DEFAULT_TIMEOUT_MS)?;
    let too_late = boxed(async move {
        sleep(limit_ms).await;
        Err(failure::passing(
            "timeout",
            "The video was not ready within timeoutMs. The job goes on: wait for it again.",
        ))
    });
    race(waiting, too_late).await
}

fn finish(job: &Job) -> Outcome {
    if job.status == JobStatus::Failed { Err(job.failure()) } else { Ok(job.object.clone()) }
}
