//! The one place where an answer becomes a value or a failure.

use akool_contract::{BusinessCode, Class, text};
use wasm_bindgen::JsValue;

use crate::failure::{self, Charged, Failure};
use crate::js;
use crate::start::Outcome;

/// An answer that came in whole.
pub struct Answer {
    pub status: u16,
    /// What the server asks to be left alone for; 0 without a word.
    pub retry_after_ms: f64,
    /// Text or `undefined`.
    pub request_id: JsValue,
    /// Where it came from.
    pub url: String,
    /// The body as JSON; `undefined` when it is something else.
    pub body: JsValue,
}

impl Answer {
    fn is_ok(&self) -> bool {
        self.status / 100 == 2
    }

    fn code(&self) -> Option<f64> {
        js::number_field(&self.body, "code")
    }

    fn business_code(&self) -> BusinessCode {
        // An absent code counts as an unknown one.
        BusinessCode(self.code().unwrap_or_default() as i64)
    }

    fn class(&self) -> Class {
        self.business_code().class()
    }

    /// Whether the token was refused.
    pub fn is_unauthorized(&self) -> bool {
        self.status == 401 || (self.status < 500 && self.class() == Class::Auth)
    }
}

/// Reads an answer in the vendor's envelope and returns its `data`.
pub fn read(answer: Answer) -> Outcome {
    if answer.is_ok() && answer.class() == Class::Success {
        Ok(js::field(&answer.body, "data"))
    } else {
        Err(failure(answer))
    }
}

/// Reads an answer that has no envelope, as the gateway's own routes give it.
pub fn read_plain(answer: Answer) -> Outcome {
    // A business code other than success beside HTTP 200 is still a refusal.
    if answer.is_ok() && answer.body.is_object() && matches!(answer.code(), None | Some(1000.0)) {
        Ok(answer.body)
    } else {
        Err(failure(answer))
    }
}

fn failure(answer: Answer) -> Failure {
    let mut failure = match answer.class() {
        // A server in trouble is in trouble whatever its code says.
        class if answer.status < 500 && !matches!(class, Class::Success | Class::Unknown) => failure::of_class(class),
        _ => of_status(&answer),
    };
    failure.retry_after_ms = answer.retry_after_ms;
    let said = js::text_field(&answer.body, "msg");
    // A page in place of an answer, say: then the address is what is wrong.
    let said = said.or_else(|| answer.body.is_undefined().then(|| text::join(&[&answer.url, " gave no JSON"])));
    if let Some(said) = said {
        let general = failure.message.as_string().unwrap_or_default();
        failure.message = text::join(&[&general, " (", &said, ")"]).into();
    }
    // Whether it makes sense to try again, the gateway knows best.
    failure.retryable |= js::field(&answer.body, "retryable").is_truthy();
    let charged = js::text_field(&answer.body, "charged");
    failure.charged = match charged.as_deref() {
        None | Some("no") => Charged::No,
        Some("yes") => Charged::Yes,
        // A word of a later gateway's is no promise that nothing was charged.
        Some(_) => Charged::Unknown,
    };
    failure.says_not_charged = charged.as_deref() == Some("no") || answer.business_code().says_nothing_was_made();
    js::set_unless_undefined(&failure.details, "vendorCode", &js::field(&answer.body, "code"));
    js::set_unless_undefined(&failure.details, "issues", &js::field(&answer.body, "issues"));
    js::set_unless_undefined(&failure.details, "requestId", &answer.request_id);
    failure.with("status", &answer.status.into())
}

/// What an HTTP status alone says.
fn of_status(answer: &Answer) -> Failure {
    failure::of_class(match answer.status {
        400 | 422 => Class::Parameter,
        401 => Class::Auth,
        402 => Class::Quota,
        403 => Class::Permission,
        404 | 410 => Class::NotFound,
        409 => Class::Conflict,
        413 | 415 => Class::Media,
        408 | 429 => Class::Rate,
        500.. => Class::Retryable,
        _ if answer.code().is_some() => Class::Unknown,
        _ => return failure::bad_answer(),
    })
}
