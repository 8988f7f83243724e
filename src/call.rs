use std::rc::Rc;

use akool_contract::text;
use wasm_bindgen::JsValue;

use crate::answer::{self, Answer};
use crate::cancellable::Outcome;
use crate::client::Client;
use crate::failure::{self, Failure};
use crate::http::{self, Request};
use crate::js;
use crate::token::TokenStore;

/// Calls a route of the vendor's protocol and returns the envelope's `data`. `value` is the body, or `undefined`.
pub async fn call(client: &Rc<Client>, method: &'static str, path: &str, value: &JsValue) -> Outcome {
    let body = if value.is_undefined() { JsValue::UNDEFINED } else { js::to_json(value).map_err(failure::network)? };
    let url = text::join(&[&client.options.base_url, path]).into();
    let request = Request { method, url, body, ..Request::default() };
    answer::read(send_with_token(client, &request).await?)
}

/// Sends a request with a token, and once more with a fresh one if the token was refused. A refused request had no
/// effect, so this is safe for a create, too.
pub async fn send_with_token(client: &Rc<Client>, request: &Request) -> Result<Answer, Failure> {
    let mut renewed = false;
    loop {
        let token = TokenStore::get(client).await.map_err(|mut failure| {
            failure.sent = false;
            failure
        })?;
        let answer = http::send(&client.options, request, Some(&token)).await?;
        if renewed || !answer.is_unauthorized() || !TokenStore::refuse(client, &token) {
            return Ok(answer);
        }
        renewed = true;
    }
}
