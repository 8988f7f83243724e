//! What is remembered between page loads: orders whose answer is not known, and jobs that are not done. Each entry belongs to
//! one person.

use std::cell::RefCell;
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
use crate::token::TokenStore;

/// An order that is still unknown this long after it was sent never arrived.
const GRACE_MS: f64 = 5.0 * 60.0 * 1000.0;

/// Writes down an order by its key, or a job by its id.
pub fn remember(client: &Client, scope: &JsValue, name: &JsValue, entry: &JsValue) {
    js::set(entry, "base", &client.options.base_url);
    js::set_unless_undefined(entry, "scope", scope);
    js::set(entry, "name", name);
    if js::field(entry, "at").is_undefined() {
        js::set(entry, "at", &host::time_ms().into());
    }
    host::get().remember(&client.options.given, scope, name, entry);
}

/// The entry of that name, or `undefined`. Before it is known whose it would be, anyone's.
pub fn entry(client: &Client, scope: &JsValue, name: &JsValue) -> JsValue {
    host::get().remembered(&client.options.given, scope, name)
}

/// Strikes it out.
pub fn forget(client: &Client, scope: &JsValue, name: &JsValue) {
    host::get().remember(&client.options.given, scope, name, &JsValue::UNDEFINED);
}

/// Strikes out a job that the server says is not there. Where it is not known whose the entry is, the answer only says that the
/// job is not the caller's.
pub fn forget_missing(client: &Client, id: &JsValue) {
    let scope = client.scope();
    if !scope.is_undefined() {
        forget(client, &scope, id);
    }
}

/// Whose entries the client sees, once that is known.
pub async fn scope(client: Rc<Client>) -> Outcome {
    if js::field(&client.options.given, "scope").is_undefined() {
        TokenStore::get(&client).await?;
    }
    Ok(client.scope())
}

/// Asks the gateway how an order ended, which creates nothing. `undefined` while that is not known.
pub async fn recall(client: Rc<Client>, entry: JsValue, options: JsValue) -> Outcome {
    let scope = js::field(&entry, "scope");
    let key = js::field(&entry, "name");
    // Only a batch says how many, and it is asked for where it was sent.
    let is_batch = !js::field(&js::field(&entry, "request"), "count").is_undefined();
    let path = if is_batch { path::CREATE_BATCH } else { path::CREATE };
    let request = Request::get(path, options).with_key(key);
    let whose = RefCell::new(JsValue::UNDEFINED);
    let is_theirs = || {
        whose.replace(client.scope());
        scope.is_undefined() || scope == *whose.borrow()
    };
    let outcome = send(&client, &request, &is_theirs).await.and_then(answer::read);
    let known = js::array_field(&entry, "known");
    let outcome = outcome.and_then(|data| accept(&client, &whose.borrow(), &entry, &known, &data, is_batch));
    outcome.or_else(|failure| {
        let age_ms = host::time_ms() - js::number_field(&entry, "at").unwrap_or_default();
        let is_told = match failure.code {
            // Of an entry that may be another person's it only says that it is not the caller's.
            "not_found" => age_ms > GRACE_MS && !scope.is_undefined(),
            // These come before anybody looks at the order.
            "unauthorized" | "forbidden" => false,
            _ => !failure.retryable && failure.charged == Charged::No,
        };
        if is_told {
            forget(&client, &scope, &request.key);
        }
        Ok(JsValue::UNDEFINED)
    })
}
