use std::rc::Rc;

use akool_contract::{ResultsRequest, path};
use js_sys::Array;
use wasm_bindgen::JsValue;

use crate::answer;
use crate::call::call;
use crate::client::Client;
use crate::failure::{self, Failure};
use crate::http::Request;
use crate::job::Job;
use crate::js;
use crate::pending;
use crate::start::Outcome;

/// Asks for jobs, at most [`ResultsRequest::MAXIMUM_IDS`], and returns those the vendor knows, in any order.
pub async fn poll_jobs(client: &Rc<Client>, ids: &Array, options: &JsValue) -> Result<Vec<Job>, Failure> {
    let request = Request::post(path::RESULTS, Job::body(ids), options.clone());
    let data = call(client.clone(), request, |_, answer| answer::read(answer)).await?;
    let mut jobs = Vec::new();
    if data.is_undefined() {
        return Err(failure::bad_answer());
    }
    for record in js::records(&js::list_in(&data, "result")).iter() {
        jobs.extend(read_record(client, &record));
    }
    Ok(jobs)
}

/// Reads a record. A job that is done is no longer pending.
pub fn read_record(client: &Client, record: &JsValue) -> Option<Job> {
    let job = Job::from_record(record)?;
    if job.status.is_terminal() {
        pending::forget(client, &client.scope(), &job.id);
    }
    Some(job)
}

/// Polls one job or several, once. A job the vendor does not show yet comes back as it was known.
pub async fn poll(client: Rc<Client>, refs: JsValue, options: JsValue) -> Outcome {
    let objects = Array::new();
    for group in Job::from_refs(&refs)?.chunks(ResultsRequest::MAXIMUM_IDS) {
        let found = poll_jobs(&client, &Job::ids(group), &options).await.inspect_err(|failure| {
            // The vendor itself may not show a fresh job at once.
            if failure.code == "not_found" && group.len() == 1 && !client.options.direct {
                group.iter().for_each(|job| pending::forget_missing(&client, &job.id));
            }
        })?;
        for job in group {
            objects.push(&found.iter().find(|other| other.id == job.id).unwrap_or(job).object);
        }
    }
    Ok(if Array::is_array(&refs) { objects.into() } else { js::item(&objects, 0) })
}
