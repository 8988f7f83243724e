//! What the account offers and has, and what may be done with its jobs.

use std::rc::Rc;

use akool_contract::path;
use js_sys::Array;
use wasm_bindgen::JsValue;

use crate::call::call;
use crate::client::Client;
use crate::failure;
use crate::job::Job;
use crate::js;
use crate::pending;
use crate::race::{Boxed, boxed};
use crate::start::Outcome;

/// Asks for one of these, by the names that JavaScript gives them.
pub fn ask(client: Rc<Client>, what: JsValue, refs: JsValue, options: JsValue) -> Boxed<'static, Outcome> {
    boxed(async move {
        let (path, body, read): (_, _, fn(JsValue) -> Outcome) = match what.as_string().as_deref() {
            Some("effects") => (path::EFFECTS, JsValue::UNDEFINED, |data| with_field(&data, "effect_code")),
            Some("models") => (path::IMAGE_TO_VIDEO_MODELS, JsValue::UNDEFINED, |data| with_field(&data, "value")),
            Some("credits") => (path::CREDITS, JsValue::UNDEFINED, |data| {
                js::number_field(&data, "credit").map(JsValue::from_f64).ok_or_else(failure::bad_answer)
            }),
            Some("delete") => return delete(&client, &refs, &options).await,
            // Ends when the stream does; what it says goes another way.
            Some("events") => (path::EVENTS, ids(&refs)?, Ok),
            _ => return Err(failure::unknown_name()),
        };
        read(call(&client, path, body, &options).await?)
    })
}

/// Deletes jobs, and says which are gone and which stay, as the vendor does: `{ successIds, noPermissionItems }`. Those that are
/// gone are not pending any more, nor are those that never were there for the caller.
async fn delete(client: &Rc<Client>, refs: &JsValue, options: &JsValue) -> Outcome {
    let jobs = Job::from_refs(refs)?;
    let outcome = call(client, path::DELETE, ids(refs)?, options).await;
    let data = match &outcome {
        Ok(data) => data,
        Err(failure) if failure.code == "not_found" => &JsValue::UNDEFINED,
        Err(_) => return outcome,
    };
    let gone = js::array_field(data, "successIds");
    let stay = js::records(&js::field(data, "noPermissionItems"));
    for job in jobs {
        if gone.includes(&job.id, 0) {
            pending::forget(client, &client.scope(), &job.id);
        } else if !stay.iter().any(|item| js::field(&item, "_id") == job.id) {
            pending::forget_missing(client, &job.id);
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
    Ok(Job::body(&Job::from_refs(refs)?.iter().map(|job| job.id.clone()).collect()))
}

/// Those entries of a list that can be used for anything.
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
