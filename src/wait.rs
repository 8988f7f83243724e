use std::rc::Rc;

use akool_contract::JobStatus;
use js_sys::Array;
use wasm_bindgen::JsValue;

use crate::client::Client;
use crate::failure::Failure;
use crate::follow::Follow;
use crate::job::{Job, JobRef};
use crate::js;
use crate::options::positive_option;
use crate::race::{Either, race};
use crate::timer::sleep;

/// How long to wait by default.
const DEFAULT_TIMEOUT_MS: f64 = 30.0 * 60.0 * 1000.0;

/// Waits for the video.
pub async fn wait(client: &Rc<Client>, job_ref: JobRef, options: &JsValue) -> Result<Job, Failure> {
    if let Some(job) = job_ref.known.as_ref().filter(|job| job.status.is_terminal()) {
        js::notify_callback(&js::field(options, "onUpdate"), &job.to_js());
        return finish(job.clone());
    }
    let limit_ms = positive_option(options, "timeoutMs")?.unwrap_or(DEFAULT_TIMEOUT_MS);
    let mut follow = Follow::new(client, job_ref, positive_option(options, "pollIntervalMs")?);
    let mut latest = None;
    let waiting = async {
        loop {
            let job = follow.next().await?;
            latest = Some(job.clone());
            js::notify_callback(&js::field(options, "onUpdate"), &job.to_js());
            if job.status.is_terminal() {
                return finish(job);
            }
        }
    };
    match race(waiting, sleep(limit_ms)).await {
        Either::Left(outcome) => outcome,
        Either::Right(()) => Err(follow.explain(Failure { job: latest, ..too_late() })),
    }
}

/// Reports every change of every job until all have ended.
pub async fn watch(
    client: &Rc<Client>,
    refs: &JsValue,
    options: &JsValue,
    on_job: &JsValue,
) -> Result<JsValue, Failure> {
    let refs = if Array::is_array(refs) { Array::from(refs) } else { Array::of1(refs) };
    let refs = refs.iter().map(|value| JobRef::read(&value)).collect::<Result<Vec<_>, _>>()?;
    let interval_ms = positive_option(options, "pollIntervalMs")?;
    let limit_ms = positive_option(options, "timeoutMs")?.unwrap_or(DEFAULT_TIMEOUT_MS);
    let watching = async {
        let mut follows: Vec<Follow> =
            refs.into_iter().map(|job_ref| Follow::new(client, job_ref, interval_ms)).collect();
        while !follows.is_empty() {
            let (index, job) = next_of(&mut follows).await?;
            let job_js = job.to_js();
            js::notify_callback(on_job, &job_js);
            js::notify_callback(&js::field(options, "onUpdate"), &job_js);
            if job.status.is_terminal() {
                drop(follows.swap_remove(index));
            }
        }
        Ok(JsValue::UNDEFINED)
    };
    match race(watching, sleep(limit_ms)).await {
        Either::Left(outcome) => outcome,
        Either::Right(()) => Err(too_late()),
    }
}

/// The next change among several jobs.
async fn next_of(follows: &mut [Follow]) -> Result<(usize, Job), Failure> {
    let mut waits: Vec<_> = follows.iter_mut().map(|follow| Box::pin(follow.next())).collect();
    std::future::poll_fn(move |context| {
        for (index, wait) in waits.iter_mut().enumerate() {
            if let std::task::Poll::Ready(outcome) = wait.as_mut().poll(context) {
                return std::task::Poll::Ready(outcome.map(|job| (index, job)));
            }
        }
        std::task::Poll::Pending
    })
    .await
}

fn finish(job: Job) -> Result<Job, Failure> {
    if job.status == JobStatus::Failed { Err(job.failure()) } else { Ok(job) }
}

fn too_late() -> Failure {
    Failure::timeout("The video was not ready within timeoutMs. The job goes on: wait for it again.")
}
