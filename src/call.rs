use std::rc::Rc;

use wasm_bindgen::JsValue;

use crate::answer::{self, Answer};
use crate::cancellable::Outcome;
use crate::client::Client;
use crate::failure::Failure;
use crate::http::{self, Request};
use crate::race::{Boxed, boxed};
use crate::token::TokenStore;

/// Calls a route of the vendor's protocol and returns the envelope's `data`. `body` is JSON text, or `undefined` to get.
pub fn call<'a>(client: &'a Rc<Client>, path: &'static str, body: JsValue) -> Boxed<'a, Outcome> {
    let method = if body.is_undefined() { "GET" } else { "POST" };
    let request = Request { method, path, body, on_progress: JsValue::UNDEFINED };
    boxed(async move { answer::read(send_with_token(client, request).await?) })
}

/// Sends a request with a token, and once more with a fresh one if the token was refused. A refused request had no
/// effect, so this is safe for a create, too.
pub async fn send_with_token(client: &Rc<Client>, request: Request) -> Result<Answer, Failure> {
    let mut renewed = false;
    loop {
        let token = TokenStore::get(client).await.map_err(|mut failure| {
            failure.sent = false;
            failure
        })?;
        let answer = http::send(&client.options, &request, &token).await?;
        if renewed || !answer.is_unauthorized() || !TokenStore::refuse(client, &token) {
            return Ok(answer);
        }
        renewed = true;
    }
}
