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
use crate::race::{Boxed, boxed};
use crate::start::Outcome;

/// Asks for one of these, by the numbers that JavaScript says.
pub fn ask(client: Rc<Client>, what: u32, refs: JsValue, options: JsValue) -> Boxed<'static, Outcome> {
    boxed(async move {
        let (path, body, read): (_, _, fn(JsValue) -> Outcome) = match what {
            0 => (path::EFFECTS, JsValue::UNDEFINED, |data| with_field(&data, "effect_code")),
            1 => (path::IMAGE_TO_VIDEO_MODELS, JsValue::UNDEFINED, |data| with_field(&data, "value")),
            2 => (path::CREDITS, JsValue::UNDEFINED, |data| {
                js::number_field(&data, "credit").map(JsValue::from_f64).ok_or_else(failure::bad_answer)
            }),
            // As the vendor says it: `{ successIds, noPermissionItems }`, each of them a list whatever it says.
            3 => (path::DELETE, ids(&refs)?, |data| {
                let deleted = js::object();
                let ids = js::field(&data, "successIds");
                let ids = if Array::is_array(&ids) { ids } else { Array::new().into() };
                js::set(&deleted, "successIds", &ids);
                js::set(&deleted, "noPermissionItems", &js::records(&js::field(&data, "noPermissionItems")));
                Ok(deleted)
            }),
            // Ends when the stream does; what it says goes another way.
            _ => (path::EVENTS, ids(&refs)?, Ok),
        };
        read(call(&client, path, body, &options).await?)
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
    Ok(js::records(&js::list_in(data, "result")).filter(&mut |entry, _, _| js::field(&entry, name).is_truthy()).into())
}
