use std::rc::Rc;

use akool_contract::{ResultsRequest, path};
use js_sys::Array;
use wasm_bindgen::JsValue;

use crate::call::call;
use crate::client::Client;
use crate::failure::Failure;
use crate::job::{Job, JobRef};
use crate::js;

/// Asks for jobs, at most [`ResultsRequest::MAXIMUM_IDS`], and returns those the vendor knows, in any order.
pub async fn look(client: &Rc<Client>, ids: &[&str]) -> Result<Vec<Job>, Failure> {
    let body = js::object();
    js::set(&body, "_ids", &JsValue::from_str(&ResultsRequest::new(ids).ids));
    let body = js::to_json(&body).map_err(Failure::network)?;
    let data = call(client, "POST", path::RESULTS, Some(&body)).await?;
    let list = js::field(&data, "result");
    if !Array::is_array(&list) {
        return Err(Failure::bad_answer());
    }
    Ok(Array::from(&list).iter().filter_map(|record| Job::from_record(&record)).collect())
}

/// One look at one job or at several. A job the vendor does not show yet comes back as it was known.
pub async fn poll(client: &Rc<Client>, refs: &JsValue) -> Result<JsValue, Failure> {
    if !Array::is_array(refs) {
        let mut jobs = poll_all(client, vec![JobRef::read(refs)?]).await?;
        return jobs.pop().map(|job| job.to_js()).ok_or_else(Failure::bad_answer);
    }
    let refs = Array::from(refs).iter().map(|value| JobRef::read(&value)).collect::<Result<Vec<_>, _>>()?;
    let jobs = poll_all(client, refs).await?;
    Ok(jobs.iter().map(Job::to_js).collect::<Array>().into())
}

async fn poll_all(client: &Rc<Client>, refs: Vec<JobRef>) -> Result<Vec<Job>, Failure> {
    let ids: Vec<&str> = refs.iter().map(|job_ref| &*job_ref.id).collect();
    let mut found = Vec::new();
    for chunk in ids.chunks(ResultsRequest::MAXIMUM_IDS) {
        found.extend(look(client, chunk).await?);
    }
    Ok(refs
        .into_iter()
        .map(|job_ref| match found.iter().find(|job| job.id == job_ref.id) {
            Some(job) => job.clone(),
            None => job_ref.into_job(),
        })
        .collect())
}
