use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::answer;
use crate::client::Client;
use crate::credential;
use crate::failure::{self, Failure};
use crate::host;
use crate::http::{self, Request};
use crate::js;
use crate::notify::Notify;

/// A token is renewed this much before its end, so that it does not run out on the way.
const MARGIN_MS: f64 = 30_000.0;

#[derive(Clone)]
enum State {
    /// Nobody asked yet, or the last one was refused.
    Empty,
    /// A request for one is under way; everyone waits for it.
    Fetching,
    /// Good until the time given (milliseconds since 1970; infinity when unknown).
    Ready(Rc<str>, f64),
    /// The last request for one failed; whoever waited gets this, the next caller tries again.
    Failed(Failure),
}

/// The client's token: fetched once however many calls wait for it.
pub struct TokenStore {
    state: RefCell<State>,
    changed: Notify,
}

impl Default for TokenStore {
    fn default() -> Self {
        Self { state: RefCell::new(State::Empty), changed: Notify::default() }
    }
}

impl TokenStore {
    /// The present token, or a fresh one.
    pub async fn get(client: &Rc<Client>) -> Result<Rc<str>, Failure> {
        let store = &client.token;
        loop {
            let state = store.state.borrow().clone();
            match state {
                State::Ready(token, until) if js::now_ms() < until => return Ok(token),
                State::Fetching => {
                    store.changed.changed().await;
                    if let State::Failed(failure) = &*store.state.borrow() {
                        return Err(failure.clone());
                    }
                }
                _ => {
                    *store.state.borrow_mut() = State::Fetching;
                    let client = client.clone();
                    // On its own, so that the caller who happens to ask first may abort without failing the others.
                    spawn_local(async move {
                        let outcome = fetch_token(&client).await;
                        *client.token.state.borrow_mut() = match outcome {
                            Ok((token, until)) => State::Ready(token, until),
                            Err(failure) => State::Failed(failure),
                        };
                        client.token.changed.notify();
                    });
                }
            }
        }
    }

    /// Forgets a token that was refused. Returns whether asking for another one makes sense.
    pub fn refuse(client: &Client, token: &str) -> bool {
        let mut state = client.token.state.borrow_mut();
        if matches!(&*state, State::Ready(present, _) if &**present == token) {
            *state = State::Empty;
        }
        !client.options.token.is_string()
    }
}

async fn fetch_token(client: &Client) -> Result<(Rc<str>, f64), Failure> {
    let options = &client.options;
    let grant = match options.token.dyn_ref::<Function>() {
        Some(function) => {
            let returned = function.call0(&JsValue::UNDEFINED).map_err(token_function_failed)?;
            JsFuture::from(Promise::resolve(&returned)).await.map_err(token_function_failed)?
        }
        None if options.token.is_string() => options.token.clone(),
        None => {
            let request = Request { method: "POST", url: options.token_url.as_str().into(), ..Request::default() };
            answer::read_plain(http::send(options, &request, None).await?)?
        }
    };
    let token = if grant.is_string() { grant.clone() } else { js::field(&grant, "access_token") };
    // Visible ASCII only: anything else is no token, and would not be valid in a header either.
    let text = token.as_string().filter(|text| text.bytes().all(|byte| byte.is_ascii_graphic()) && !text.is_empty());
    let text = text.ok_or_else(|| {
        failure::configuration("The token source must give a string or { access_token, expires_in }.")
    })?;
    let stated = host::expiry_of(&token);
    if !options.allow_vendor_credential {
        credential::check_token(stated)?;
    }
    let now = js::now_ms();
    let expires_at = js::number_field(&grant, "expires_in").map(|seconds| now + seconds * 1000.0).or(stated);
    let until = match expires_at {
        // A fixed string cannot be renewed; the server will say when it is over.
        Some(time) if !options.token.is_string() => {
            // Of a very short life at least half is used, or every call would fetch its own.
            now + (time - now - MARGIN_MS).max((time - now) / 2.0)
        }
        _ => f64::INFINITY,
    };
    Ok((text.into(), until))
}

fn token_function_failed(cause: JsValue) -> Failure {
    failure::passing("unauthorized", "The token function failed; see cause.").with("cause", &cause)
}
