use std::rc::Rc;

use akool_contract::{ResultsRequest, path};
use js_sys::Array;
use wasm_bindgen::JsValue;

use crate::call::call;
use crate::client::Client;
use crate::failure::{self, Failure};
use crate::job::Job;
use crate::js;
use crate::start::Outcome;

/// Asks for jobs, at most [`ResultsRequest::MAXIMUM_IDS`], and returns those the vendor knows, in any order.
pub async fn look(client: &Rc<Client>, ids: &Array, options: &JsValue) -> Result<Vec<Job>, Failure> {
    let body = js::object();
    js::set(&body, "_ids", &ids.join(",").into());
    let data = call(client, path::RESULTS, js::to_json(&body), options).await?;
    let mut jobs = Vec::new();
    for record in js::array_field(&data, "result").ok_or_else(failure::bad_answer)?.iter() {
        jobs.extend(Job::from_record(&record));
    }
    Ok(jobs)
}

/// One look at one job or at several. A job the vendor does not show yet comes back as it was known.
pub async fn poll(client: Rc<Client>, refs: JsValue, options: JsValue) -> Outcome {
    let is_list = Array::is_array(&refs);
    let list = if is_list { Array::from(&refs) } else { Array::of1(&refs) };
    let objects = Array::new();
    let mut asked = Vec::new();
    for value in list.iter() {
        asked.push(Job::from_ref(&value)?);
    }
    for group in asked.chunks(ResultsRequest::MAXIMUM_IDS) {
        let ids = Array::new();
        for job in group {
            ids.push(&job.id);
        }
        let found = look(&client, &ids, &options).await?;
        for job in group {
            objects.push(&found.iter().find(|other| other.id == job.id).unwrap_or(job).object);
        }
    }
    Ok(if is_list { objects.into() } else { objects.get(0) })
}
