use std::rc::Rc;

use wasm_bindgen::JsValue;

use crate::abort;
use crate::answer::{self, Answer};
use crate::client::Client;
use crate::failure::{self, Failure};
use crate::http::{self, Request};
use crate::race::{Boxed, boxed};
use crate::start::Outcome;
use crate::token::TokenStore;

/// Calls a route of the vendor's protocol and returns the envelope's `data`. `body` is JSON text, or `undefined` to get.
pub fn call<'a>(client: &'a Rc<Client>, path: &'a str, body: JsValue, options: &JsValue) -> Boxed<'a, Outcome> {
    let request = Request { path, body, call: options.clone(), key: JsValue::UNDEFINED };
    boxed(async move { send(client, &request, &|| true, answer::read).await })
}

/// Sends a request with a token, and once more with a fresh one if the token was refused. A refused request had no
/// effect, so this is safe for a create, too. `prepare` runs with the token there and right before the first byte leaves; it
/// says whether the request may still be sent.
pub fn send<'a>(
    client: &'a Rc<Client>,
    request: &'a Request<'a>,
    prepare: &'a dyn Fn() -> bool,
    read: fn(Answer) -> Result<JsValue, Failure>,
) -> Boxed<'a, Outcome> {
    boxed(async move {
        let mut renewed = false;
        loop {
            let token = TokenStore::get(client).await?;
            if abort::is_aborted(&request.call) || !prepare() {
                return Err(failure::not_sent());
            }
            let answer = http::send(&client.options, request, &token).await?;
            if renewed || !answer.is_unauthorized() || !TokenStore::refuse(client, &token) {
                return read(answer);
            }
            renewed = true;
        }
    })
}
