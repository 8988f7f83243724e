use std::rc::Rc;

use akool_contract::JobStatus;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, ReadableStreamDefaultReader};

use crate::abort::AbortOnDrop;
use crate::client::Client;
use crate::failure::Failure;
use crate::http;
use crate::job::{Job, JobRef};
use crate::js;
use crate::poll::look;
use crate::upload::progress_to_js;

/// Fetches the video of a completed job.
pub async fn download(client: &Rc<Client>, job_ref: JobRef, on_progress: &JsValue) -> Result<JsValue, Failure> {
    let job = match job_ref.known.filter(|job| job.video_url.is_some()) {
        Some(job) => job,
        None => {
            let found = look(client, &[&*job_ref.id]).await?;
            found.into_iter().find(|job| job.id == job_ref.id).unwrap_or_else(|| Job::unseen(job_ref.id))
        }
    };
    match (&job.video_url, job.status) {
        (_, JobStatus::Failed) => Err(job.failure()),
        (Some(url), _) if job.expires_at.is_none_or(|time| js::now_ms() < time) => fetch(client, url, on_progress)
            .await
            .map_err(|failure| Failure { job: Some(job.clone()), charged: job.charged(), ..failure }),
        (Some(_), _) => Err(expired(&job)),
        (None, _) => {
            Err(Failure { job: Some(job), ..Failure::passing("conflict", "There is no video yet; wait for it first.") })
        }
    }
}

async fn fetch(client: &Client, url: &str, on_progress: &JsValue) -> Result<JsValue, Failure> {
    let guard = AbortOnDrop::new();
    let response = http::open_plain(&client.options, url, guard.as_ref()).await?;
    match response.status() {
        200..=299 => {}
        403 | 404 | 410 => return Err(Failure { status: Some(response.status()), ..gone() }),
        status => {
            return Err(Failure {
                status: Some(status),
                ..Failure::passing("unavailable", "The video could not be fetched; try again.")
            });
        }
    }
    let total = response.headers().get("content-length").and_then(|text| {
        let number = js_sys::Number::from(JsValue::from_str(&text)).value_of();
        number.is_finite().then_some(number)
    });
    let kind = response.headers().get("content-type").unwrap_or_else(|| "video/mp4".into());
    match response.body().filter(|_| on_progress.is_function()) {
        None => http::read(web_sys::Response::from(response).blob()).await,
        Some(body) => {
            let reader = body.get_reader().unchecked_into::<ReadableStreamDefaultReader>();
            let chunks = Array::new();
            let mut loaded = 0.0;
            loop {
                let step = http::read(Ok(reader.read())).await?;
                if js::field(&step, "done").is_truthy() {
                    break;
                }
                let chunk = js::field(&step, "value");
                loaded += f64::from(chunk.unchecked_ref::<Uint8Array>().byte_length());
                chunks.push(&chunk);
                js::notify_callback(on_progress, &progress_to_js(loaded, total));
            }
            let bag = BlobPropertyBag::new();
            bag.set_type(&kind);
            Blob::new_with_u8_array_sequence_and_options(&chunks, &bag).map(JsValue::from).map_err(Failure::network)
        }
    }
}

fn expired(job: &Job) -> Failure {
    Failure { job: Some(job.clone()), charged: job.charged(), ..gone() }
}

fn gone() -> Failure {
    Failure::new("expired", "The vendor keeps videos for seven days; this one is no longer there.")
}
