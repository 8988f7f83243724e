use std::borrow::Cow;
use std::cell::RefCell;

use akool_contract::{Class, Issue};
use js_sys::Function;
use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::job::Job;
use crate::js;

/// Whether credits were taken.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Charged {
    /// Certainly not.
    No,
    /// Certainly.
    Yes,
    /// The answer that would have said so was lost.
    Unknown,
}

/// What an `ImageToVideoError` is made of.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// For programs; the words are listed in the README.
    pub code: &'static str,
    /// For people: what happened and what to do.
    pub message: Cow<'static, str>,
    /// The vendor's business code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vendor_code: Option<f64>,
    /// The HTTP status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Whether the same call may succeed later at no risk of paying twice.
    pub retryable: bool,
    /// Whether credits were taken.
    pub charged: Charged,
    /// The gateway's id of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// How long the server asked to be left alone.
    #[serde(skip)]
    pub retry_after_ms: Option<f64>,
    /// Whether the request may have left; only a create cares.
    #[serde(skip)]
    pub sent: bool,
    /// Whether the server itself said that nothing was charged.
    #[serde(skip)]
    pub says_not_charged: bool,
    #[serde(skip)]
    pub issues: Option<JsValue>,
    #[serde(skip)]
    pub job: Option<Job>,
    #[serde(skip)]
    pub cause: Option<JsValue>,
}

thread_local! {
    static ERROR_FACTORY: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Sets the function that makes an error object of plain fields.
pub fn set_factory(factory: Function) {
    ERROR_FACTORY.with_borrow_mut(|slot| *slot = Some(factory));
}

impl Failure {
    /// A failure that cost nothing and will not go away by itself.
    pub fn new(code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            message: message.into(),
            vendor_code: None,
            status: None,
            retryable: false,
            charged: Charged::No,
            request_id: None,
            retry_after_ms: None,
            sent: true,
            says_not_charged: false,
            issues: None,
            job: None,
            cause: None,
        }
    }

    /// A failure that may pass.
    pub fn passing(code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self { retryable: true, ..Self::new(code, message) }
    }

    /// The package was set up wrongly.
    pub fn configuration(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new("configuration", message)
    }

    /// The request breaks the vendor's rules.
    pub fn invalid_request(issues: &[Issue]) -> Self {
        let mut message = String::from("The request was not sent: ");
        for (index, issue) in issues.iter().enumerate() {
            if index > 0 {
                message.push(' ');
            }
            message.push_str(&issue.message);
        }
        Self { issues: Some(issues_to_js(issues)), ..Self::new("invalid_request", message) }
    }

    /// What a class of business codes means to the caller.
    pub fn of_class(class: Class) -> Self {
        match class {
            Class::Success | Class::Unknown => {
                Self::new("refused", "The vendor refused with a code this version does not know.")
            }
            Class::Parameter => Self::new(
                "invalid_request",
                "The vendor did not accept the request; check the fields named in issues, if any.",
            ),
            Class::Auth => {
                Self::new("unauthorized", "The token was refused; let the backend issue a fresh one and check its key.")
            }
            Class::Quota => Self::new("insufficient_credits", "There are not enough credits left for this."),
            Class::Plan => {
                Self::new("plan_required", "The account's plan does not cover this; use another option or upgrade it.")
            }
            Class::Rate => Self::passing("rate_limited", "Requests come too fast; wait and try again."),
            Class::Permission => Self::new("forbidden", "This is not allowed to this token."),
            Class::NotFound => Self::new("not_found", "There is no such job or route; check the id and baseUrl."),
            Class::Conflict => Self::new("conflict", "This cannot be done in the job's present state."),
            Class::Media => Self::new("file_rejected", "The file could not be processed; try another one."),
            Class::Retryable => {
                Self::passing("unavailable", "The service cannot do this at the moment; try again later.")
            }
        }
    }

    /// No answer came.
    pub fn network(cause: JsValue) -> Self {
        Self {
            cause: Some(cause),
            ..Self::passing(
                "network",
                "No answer came: check the connection, baseUrl, and that the server allows this page's origin.",
            )
        }
    }

    /// No answer came in time.
    pub fn timeout(message: &'static str) -> Self {
        Self::passing("timeout", message)
    }

    /// Something came that is not the vendor's protocol.
    pub fn bad_answer() -> Self {
        Self::passing("bad_answer", "The answer was not understood; check that baseUrl is the gateway.")
    }

    /// Whether waiting for a job goes on after this.
    pub fn is_survivable(&self) -> bool {
        self.retryable || self.code == "refused"
    }

    /// The error object that callers see.
    pub fn into_js(self) -> JsValue {
        let fields = serde_wasm_bindgen::to_value(&self).unwrap_or_else(|_| js::object());
        if let Some(issues) = &self.issues {
            js::set(&fields, "issues", issues);
        }
        if let Some(job) = &self.job {
            js::set(&fields, "job", &job.to_js());
        }
        if let Some(cause) = &self.cause {
            js::set(&fields, "cause", cause);
        }
        let factory = ERROR_FACTORY.with_borrow(Clone::clone);
        factory.and_then(|make| make.call1(&JsValue::UNDEFINED, &fields).ok()).unwrap_or(fields)
    }
}

/// `[{ path, code, message }]`.
pub fn issues_to_js(issues: &[Issue]) -> JsValue {
    serde_wasm_bindgen::to_value(issues).unwrap_or_else(|_| js_sys::Array::new().into())
}
