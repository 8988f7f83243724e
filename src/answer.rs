//! The one place where an answer becomes a value or a failure.

use akool_contract::{BusinessCode, Class};
use wasm_bindgen::JsValue;

use crate::failure::{Charged, Failure};
use crate::http::Answer;
use crate::js;

/// Reads an answer in the vendor's envelope and returns its `data`.
pub fn read(answer: Answer) -> Result<JsValue, Failure> {
    let code = answer.body.as_ref().and_then(|body| js::number_field(body, "code"));
    match (&answer.body, code) {
        (Some(body), Some(code)) if is_ok(answer.status) && BusinessCode(code as i64).class() == Class::Success => {
            Ok(js::field(body, "data"))
        }
        _ => Err(failure(answer, code)),
    }
}

/// Reads an answer that has no envelope, as the gateway's own routes give it.
pub fn read_plain(answer: Answer) -> Result<JsValue, Failure> {
    let code = answer.body.as_ref().and_then(|body| js::number_field(body, "code"));
    match answer.body {
        // A business code other than success beside HTTP 200 is still a refusal.
        Some(body) if is_ok(answer.status) && code.is_none_or(|code| code == 1000.0) => Ok(body),
        body => Err(failure(Answer { body, ..answer }, code)),
    }
}

fn is_ok(status: u16) -> bool {
    (200..300).contains(&status)
}

fn failure(answer: Answer, code: Option<f64>) -> Failure {
    let class = code.map_or(Class::Unknown, |code| BusinessCode(code as i64).class());
    let mut failure = match class {
        Class::Success | Class::Unknown => of_status(answer.status, code.is_some()),
        // A server in trouble is in trouble whatever its code says.
        _ if answer.status >= 500 => Failure::of_class(Class::Retryable),
        class => Failure::of_class(class),
    };
    failure.vendor_code = code;
    failure.status = Some(answer.status);
    failure.request_id = answer.request_id;
    failure.retry_after_ms = answer.retry_after_ms;
    if let Some(body) = &answer.body {
        let issues = js::field(body, "issues");
        if js_sys::Array::is_array(&issues) {
            failure.issues = Some(issues);
        }
        if let Some(text) = js::text_field(body, "msg") {
            failure.message = [&failure.message, " (", &text, ")"].concat().into();
        }
        match js::text_field(body, "charged").as_deref() {
            Some("unknown") => failure.charged = Charged::Unknown,
            Some("no") => failure.says_not_charged = true,
            _ => {}
        }
    }
    failure
}

/// What an HTTP status alone says.
fn of_status(status: u16, has_code: bool) -> Failure {
    match status {
        400 | 422 => Failure::of_class(Class::Parameter),
        401 => Failure::of_class(Class::Auth),
        402 => Failure::of_class(Class::Quota),
        403 => Failure::of_class(Class::Permission),
        404 | 410 => Failure::of_class(Class::NotFound),
        409 => Failure::of_class(Class::Conflict),
        413 | 415 => Failure::of_class(Class::Media),
        408 | 429 => Failure::of_class(Class::Rate),
        500.. => Failure::of_class(Class::Retryable),
        _ if has_code => Failure::of_class(Class::Unknown),
        _ => Failure::bad_answer(),
    }
}
