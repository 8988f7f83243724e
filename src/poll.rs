use std::rc::Rc;

use akool_contract::{ResultsRequest, path};
use js_sys::Array;
use wasm_bindgen::JsValue;

use crate::call::call;
use crate::cancellable::Outcome;
use crate::client::Client;
use crate::failure::{self, Failure};
use crate::job::Job;
use crate::js;
use crate::wait::read_refs;

/// Asks for jobs, at most [`ResultsRequest::MAXIMUM_IDS`], and returns those the vendor knows, in any order.
pub async fn look(client: &Rc<Client>, ids: &Array) -> Result<Vec<Job>, Failure> {
    let body = js::object();
    js::set(&body, "_ids", &ids.join(",").into());
    let data = call(client, "POST", path::RESULTS, &body).await?;
    let list = js::field(&data, "result");
    if !Array::is_array(&list) {
        return Err(failure::bad_answer());
    }
    let mut jobs = Vec::new();
    for record in Array::from(&list).iter() {
        jobs.extend(Job::from_record(&record));
    }
    Ok(jobs)
}

/// One look at one job or at several. A job the vendor does not show yet comes back as it was known.
pub async fn poll(client: &Rc<Client>, refs: &JsValue) -> Outcome {
    let list = read_refs(refs)?;
    let mut found = Vec::new();
    for group in list.chunks(ResultsRequest::MAXIMUM_IDS) {
        let ids = Array::new();
        for job_ref in group {
            ids.push(&job_ref.id);
        }
        found.append(&mut look(client, &ids).await?);
    }
    let jobs = Array::new();
    for job_ref in list {
        let job = found.iter().find(|job| job.id == job_ref.id).cloned().unwrap_or_else(|| job_ref.into_job());
        jobs.push(&job.object);
    }
    Ok(if Array::is_array(refs) { jobs.into() } else { jobs.get(0) })
}
