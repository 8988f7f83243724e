use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsValue;

use crate::answer;
use crate::client::Client;
use crate::credential;
use crate::failure::{self, Failure};
use crate::host;
use crate::http::{self, Request};
use crate::js;
use crate::notify::Notify;
use crate::race::boxed;
use crate::start::{Outcome, spawn};

/// A token is renewed this much before its end, so that it does not run out on the way.
const MARGIN_MS: f64 = 30_000.0;

/// The client's token: fetched once however many calls wait for it.
#[derive(Default)]
pub struct TokenStore {
    /// The last token got, or why there is none.
    latest: RefCell<Option<Result<JsValue, Failure>>>,
    /// Until when it may be used, by [`js::now_ms`].
    until_ms: Cell<f64>,
    /// Whom the last token got is for; `undefined` when it does not say, and before there is one.
    subject: RefCell<JsValue>,
    fetching: Cell<bool>,
    /// Whether there has ever been one.
    was_granted: Cell<bool>,
    fetched: Notify,
}

impl TokenStore {
    /// The present token, or a fresh one.
    pub async fn get(client: &Rc<Client>) -> Outcome {
        let store = &client.token;
        if js::now_ms() >= store.until_ms.get() {
            if !store.fetching.replace(true) {
                // On its own, so that the caller who happens to ask first may abort without failing the others.
                spawn(boxed(renew(client.clone())));
            }
            store.fetched.changed().await;
        }
        let latest = store.latest.borrow().clone();
        latest.unwrap_or_else(|| Err(failure::of_class(akool_contract::Class::Auth)))
    }

    /// Whether there has ever been a token.
    pub fn was_granted(&self) -> bool {
        self.was_granted.get()
    }

    /// Whom the last token got is for.
    pub fn subject(&self) -> JsValue {
        self.subject.borrow().clone()
    }

    /// Forgets a token that was refused. Returns whether asking for another one makes sense.
    pub fn refuse(client: &Client, token: &JsValue) -> bool {
        // Another call may have renewed it meanwhile.
        if matches!(&*client.token.latest.borrow(), Some(Ok(latest)) if latest == token) {
            client.token.until_ms.set(0.0);
        }
        !client.options.token.is_string()
    }
}

async fn renew(client: Rc<Client>) {
    let outcome = fetch(&client).await.map_err(|mut failure| {
        // Without a token the request itself was never sent.
        failure.sent = false;
        failure
    });
    let store = &client.token;
    if let Ok((token, _)) = &outcome {
        store.was_granted.set(true);
        store.subject.replace(js::field(&host::get().claims_of(token), "sub"));
    }
    // After a failure the next caller tries again.
    store.until_ms.set(outcome.as_ref().map_or(0.0, |(_, until_ms)| *until_ms));
    *store.latest.borrow_mut() = Some(outcome.map(|(token, _)| token));
    store.fetching.set(false);
    store.fetched.notify();
}

async fn fetch(client: &Client) -> Result<(JsValue, f64), Failure> {
    let options = &client.options;
    let mut grant = JsValue::UNDEFINED;
    let token = if options.token.is_string() {
        options.token.clone()
    } else {
        let request = Request::get("", JsValue::UNDEFINED);
        grant = answer::read_plain(http::send(options, &request, &JsValue::UNDEFINED).await?)?;
        js::field(&grant, "access_token")
    };
    if !js::is_visible_ascii(&token) {
        return Err(failure::configuration("The token source must give a string or { access_token, expires_in }."));
    }
    let claims = host::get().claims_of(&token);
    credential::check_token(&claims, options.allow_vendor_credential)?;
    let granted_ms = js::number_field(&grant, "expires_in").map(|seconds| seconds * 1000.0);
    let until_ms = match granted_ms.or_else(|| credential::lifetime_ms(&claims)) {
        // A fixed string cannot be renewed; the server will say when it is over.
        Some(lifetime_ms) if !options.token.is_string() => {
            // Of a very short life at least half is used, or every call would fetch its own.
            js::now_ms() + (lifetime_ms - MARGIN_MS).max(lifetime_ms / 2.0)
        }
        _ => f64::INFINITY,
    };
    Ok((token, until_ms))
}
