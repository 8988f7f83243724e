//! What is remembered between page loads: orders whose answer is not known, and jobs that are not done.

use std::rc::Rc;

use akool_contract::path;
use wasm_bindgen::JsValue;

use crate::answer;
use crate::call::send;
use crate::client::Client;
use crate::failure::Charged;
use crate::host;
use crate::http::Request;
use crate::js;
use crate::order::accept;
use crate::start::Outcome;

/// An order that nobody has heard of this long after it was sent never came.
const GRACE_MS: f64 = 5.0 * 60.0 * 1000.0;

/// Writes down an order (`"request"`) by its key, or a job (`"job"`) by its id.
pub fn remember(client: &Client, name: &JsValue, what: &str, value: &JsValue) {
    let entry = js::object();
    js::set(&entry, "base", &client.options.base_url);
    js::set(&entry, "at", &host::time_ms().into());
    js::set(&entry, what, value);
    host::get(|host| host.keep(&client.options.given, name, &entry));
}

/// Strikes it out.
pub fn forget(client: &Client, name: &JsValue) {
    host::get(|host| host.keep(&client.options.given, name, &JsValue::UNDEFINED));
}

/// Asks the gateway what became of an order, which makes nothing. `undefined` while that is not known.
pub async fn recall(client: Rc<Client>, entry: JsValue, options: JsValue) -> Outcome {
    let key = js::field(&entry, "name");
    // Only a batch says how many, and it is asked for where it was sent.
    let is_batch = !js::field(&js::field(&entry, "request"), "count").is_undefined();
    let path = if is_batch { path::CREATE_BATCH } else { path::CREATE };
    let request = Request { path, body: JsValue::UNDEFINED, call: options, key };
    let outcome =
        send(&client, &request, answer::read).await.and_then(|data| accept(&client, &request.key, &data, is_batch));
    outcome.or_else(|failure| {
        let age_ms = host::time_ms() - js::number_field(&entry, "at").unwrap_or_default();
        let is_told = match failure.code {
            "not_found" => age_ms > GRACE_MS,
            // These come before anybody looks at the order.
            "unauthorized" | "forbidden" => false,
            _ => !failure.retryable && failure.charged == Charged::No,
        };
        if is_told {
            forget(&client, &request.key);
        }
        Ok(JsValue::UNDEFINED)
    })
}
