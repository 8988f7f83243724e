use std::rc::Rc;

use crate::abort;
use crate::answer::Answer;
use crate::client::Client;
use crate::failure::{self, Failure};
use crate::http::{self, Request};
use crate::race::{Boxed, boxed};
use crate::start::Outcome;
use crate::token::TokenStore;

/// Sends a request and reads its answer. `read` is a plain function: a call that had a future of its own would take up more of
/// the module.
pub fn call(client: Rc<Client>, request: Request, read: fn(&Client, Answer) -> Outcome) -> Boxed<'static, Outcome> {
    boxed(async move { read(&client, send(&client, &request, &|| true).await?) })
}

/// Sends a request with a token, and once more with a fresh one if the token was refused. A refused request had no
/// effect, so this is safe for a create, too. `prepare` runs with the token there and right before the first byte leaves; it
/// says whether the request may still be sent.
pub fn send<'a>(
    client: &'a Rc<Client>,
    request: &'a Request,
    prepare: &'a dyn Fn() -> bool,
) -> Boxed<'a, Result<Answer, Failure>> {
    boxed(async move {
        let mut renewed = false;
        loop {
            let token = TokenStore::get(client).await?;
            if abort::is_aborted(&request.call) || !prepare() {
                return Err(failure::not_sent());
            }
            let answer = http::send(&client.options, request, &token).await?;
            if renewed || !answer.is_unauthorized() || !TokenStore::refuse(client, &token) {
                return Ok(answer);
            }
            renewed = true;
        }
    })
}
