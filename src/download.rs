use std::rc::Rc;

use akool_contract::JobStatus;
use js_sys::Array;
use wasm_bindgen::JsValue;

use crate::abort::AbortOnDrop;
use crate::cancellable::Outcome;
use crate::client::Client;
use crate::failure::{self, Failure};
use crate::host;
use crate::http;
use crate::job::JobRef;
use crate::js;
use crate::poll::look;

/// Fetches the video of a completed job.
pub async fn download(client: &Rc<Client>, job_ref: JobRef, on_progress: &JsValue) -> Outcome {
    let mut job = job_ref.into_job();
    if !job.video_url().is_truthy() {
        let found = look(client, &Array::of1(&job.id)).await?;
        job = found.into_iter().find(|other| other.id == job.id).unwrap_or(job);
    }
    let url = job.video_url();
    let outcome = if job.status == JobStatus::Failed {
        Err(job.failure())
    } else if !url.is_truthy() {
        Err(failure::passing("conflict", "There is no video yet; wait for it first."))
    } else if js::number_field(&job.object, "expiresAt").is_some_and(|time| time < js::now_ms()) {
        Err(gone())
    } else {
        fetch(client, &url, on_progress).await
    };
    outcome.map_err(|failure| failure.with_job(&job))
}

/// Without a token and without the caller's headers: the address is not our server's.
async fn fetch(client: &Client, url: &JsValue, on_progress: &JsValue) -> Outcome {
    let guard = AbortOnDrop::new();
    let init = js::object();
    js::set(&init, "signal", &guard.signal());
    let response = http::open(&client.options, url, &init, &JsValue::UNDEFINED).await?;
    let status = response.status();
    if status / 100 == 2 {
        return http::settled(host::read(&response.into(), on_progress)).await;
    }
    let failure = match status {
        403 | 404 | 410 => gone(),
        _ => failure::passing("unavailable", "The video could not be fetched; try again."),
    };
    Err(failure.with("status", &status.into()))
}

fn gone() -> Failure {
    failure::new("expired", "The vendor keeps videos for seven days; this one is no longer there.")
}
