use std::rc::Rc;

use wasm_bindgen::JsValue;

use crate::answer;
use crate::client::Client;
use crate::failure::Failure;
use crate::http::{self, Body};
use crate::token::TokenStore;

/// Calls a route of the vendor's protocol and returns the envelope's `data`.
pub async fn call(client: &Rc<Client>, method: &str, path: &str, json: Option<&JsValue>) -> Result<JsValue, Failure> {
    let url = [&client.options.base_url, path].concat();
    with_token(client, async |token| {
        let body = json.map_or(Body::None, Body::Json);
        answer::read(http::send(&client.options, method, &url, Some(token), body).await?)
    })
    .await
}

/// Does something with a token, and once more with a fresh one if the token was refused. A refused request had no
/// effect, so this is safe for a create, too.
pub async fn with_token<F>(client: &Rc<Client>, attempt: F) -> Result<JsValue, Failure>
where
    F: AsyncFn(&str) -> Result<JsValue, Failure>,
{
    let token = TokenStore::get(client).await.map_err(before_sending)?;
    match attempt(&token).await {
        Err(failure) if failure.code == "unauthorized" && TokenStore::refuse(client, &token) => {
            let token = TokenStore::get(client).await.map_err(before_sending)?;
            attempt(&token).await
        }
        outcome => outcome,
    }
}

/// Marks a failure to get a token: the request itself was never sent.
fn before_sending(mut failure: Failure) -> Failure {
    failure.sent = false;
    failure
}
