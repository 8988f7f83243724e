use std::rc::Rc;

use akool_contract::JobStatus;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use crate::client::Client;
use crate::failure;
use crate::host;
use crate::job::Job;
use crate::js;
use crate::poll::poll;
use crate::start::Outcome;

/// Fetches the video of a completed job.
pub async fn download(client: Rc<Client>, job: JsValue, options: JsValue) -> Outcome {
    let mut job = Job::from_ref(&job)?;
    if !job.video_url().is_truthy() {
        job = Job::from_ref(&poll(client.clone(), job.object, options.clone()).await?)?;
    }
    let url = job.video_url();
    if job.status == JobStatus::Failed {
        return Err(job.failure());
    }
    let failure = if !url.is_truthy() {
        failure::passing("conflict", "There is no video yet; wait for it first.")
    } else if js::number_field(&job.object, "expiresAt").is_some_and(|time| time < js::now_ms()) {
        gone()
    } else {
        // Without a token and without the caller's headers: the address is not our server's.
        let sent = host::get(|host| host.download(&client.options.given, &url, &options));
        match JsFuture::from(sent).await.map_err(failure::network) {
            Ok(answer) => {
                let (blob, status) = (js::field(&answer, "blob"), js::field(&answer, "status"));
                if blob.is_object() {
                    return Ok(blob);
                }
                let failure = match status.as_f64() {
                    Some(403.0 | 404.0 | 410.0) => gone(),
                    _ => failure::passing("unavailable", "The video could not be fetched; try again."),
                };
                failure.with("status", &status)
            }
            Err(failure) => failure,
        }
    };
    Err(failure.with_job(&job))
}

fn gone() -> failure::Failure {
    failure::new("expired", "The vendor keeps videos for seven days; this one is no longer there.")
}
