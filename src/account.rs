//! The account: its catalogue, its credits, and deleting its jobs.

use std::rc::Rc;

use akool_contract::{path, text};
use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;

use crate::answer::{self, Answer};
use crate::call::call;
use crate::client::Client;
use crate::failure;
use crate::http::Request;
use crate::job::Job;
use crate::js;
use crate::pending;
use crate::poll::read_record;
use crate::race::boxed;
use crate::start::{Outcome, start};

/// The effects that can be used.
#[wasm_bindgen(js_name = listEffects, unchecked_return_type = "Promise<Effect[]>")]
pub fn list_effects(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "CallOptions | undefined")] options: JsValue,
) -> Promise {
    start(client, JsValue::UNDEFINED, options, |client, _, options| {
        Ok(call(client, Request::get(path::EFFECTS, options), |_, answer| {
            with_field(&answer::read(answer)?, "effect_code")
        }))
    })
}

/// The models for batches.
#[wasm_bindgen(js_name = listModels, unchecked_return_type = "Promise<Model[]>")]
pub fn list_models(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "CallOptions | undefined")] options: JsValue,
) -> Promise {
    start(client, JsValue::UNDEFINED, options, |client, _, options| {
        Ok(call(client, Request::get(path::IMAGE_TO_VIDEO_MODELS, options), |_, answer| {
            with_field(&answer::read(answer)?, "value")
        }))
    })
}

/// The credits left.
#[wasm_bindgen(js_name = getCredits, unchecked_return_type = "Promise<number>")]
pub fn get_credits(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "CallOptions | undefined")] options: JsValue,
) -> Promise {
    start(client, JsValue::UNDEFINED, options, |client, _, options| {
        Ok(call(client, Request::get(path::CREDITS, options), |_, answer| {
            js::number_field(&answer::read(answer)?, "credit").map(JsValue::from_f64).ok_or_else(failure::bad_answer)
        }))
    })
}

/// Subscribes to the gateway's events for some jobs; resolves when the stream ends.
#[wasm_bindgen(js_name = followEvents, unchecked_return_type = "Promise<unknown>")]
pub fn follow_events(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "readonly JobRef[]")] refs: JsValue,
    #[wasm_bindgen(unchecked_param_type = "EventOptions")] options: JsValue,
) -> Promise {
    start(client, refs, options, |client, refs, options| {
        Ok(call(client, Request::post(path::EVENTS, ids(&refs)?, options), |_, answer| answer::read(answer)))
    })
}

/// A page of the caller's jobs, of any device. `query` is that of the route.
#[wasm_bindgen(js_name = listJobs, unchecked_return_type = "Promise<JobPage>")]
pub fn list_jobs(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "string")] query: JsValue,
    #[wasm_bindgen(unchecked_param_type = "CallOptions | undefined")] options: JsValue,
) -> Promise {
    start(client, query, options, |client, query, options| {
        if client.options.direct {
            return Err(failure::configuration("Only a gateway lists jobs; Akool itself does not."));
        }
        let path = text::join(&[path::JOBS, &query.as_string().unwrap_or_default()]);
        Ok(call(client, Request::get(&path, options), read_page))
    })
}

/// `{ jobs, next }`.
fn read_page(client: &Client, answer: Answer) -> Outcome {
    let data = answer::read(answer)?;
    if data.is_undefined() {
        return Err(failure::bad_answer());
    }
    let jobs = Array::new();
    for job in js::records(&js::list_in(&data, "result")).iter().filter_map(|record| read_record(client, &record)) {
        jobs.push(&job.object);
    }
    let page = js::object();
    js::set(&page, "jobs", &jobs);
    if let Some(next) = js::text_field(&data, "next") {
        js::set(&page, "next", &next.into());
    }
    Ok(page)
}

/// Deletes jobs.
#[wasm_bindgen(js_name = deleteVideos, unchecked_return_type = "Promise<Deletion>")]
pub fn delete_videos(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "JobRef | readonly JobRef[]")] refs: JsValue,
    #[wasm_bindgen(unchecked_param_type = "CallOptions | undefined")] options: JsValue,
) -> Promise {
    start(client, refs, options, |client, refs, options| Ok(boxed(delete(client, refs, options))))
}

/// Answers in the vendor's terms which are gone and which stay: `{ successIds, noPermissionItems }`. Deleted jobs,
/// and jobs that do not exist for this caller, are no longer pending.
async fn delete(client: Rc<Client>, refs: JsValue, options: JsValue) -> Outcome {
    let jobs = Job::from_refs(&refs)?;
    let request = Request::post(path::DELETE, ids(&refs)?, options);
    let outcome = call(client.clone(), request, |_, answer| answer::read(answer)).await;
    let data = match &outcome {
        Ok(data) => data,
        Err(failure) if failure.code == "not_found" => &JsValue::UNDEFINED,
        Err(_) => return outcome,
    };
    let gone = js::array_field(data, "successIds");
    let stay = js::records(&js::field(data, "noPermissionItems"));
    for job in jobs {
        if gone.includes(&job.id, 0) {
            pending::forget(&client, &client.scope(), &job.id);
        } else if !stay.iter().any(|item| js::field(&item, "_id") == job.id) {
            pending::forget_missing(&client, &job.id);
        }
    }
    outcome.map(|_| {
        let deleted = js::object();
        js::set(&deleted, "successIds", &gone);
        js::set(&deleted, "noPermissionItems", &stay);
        deleted
    })
}

fn ids(refs: &JsValue) -> Outcome {
    Ok(Job::body(&Job::ids(&Job::from_refs(refs)?)))
}

/// The entries of a list that have the field without which they cannot be used.
fn with_field(data: &JsValue, name: &str) -> Outcome {
    if data.is_undefined() {
        return Err(failure::bad_answer());
    }
    let usable = Array::new();
    for entry in js::records(&js::list_in(data, "result")).iter().filter(|entry| js::field(entry, name).is_truthy()) {
        usable.push(&entry);
    }
    Ok(usable.into())
}
