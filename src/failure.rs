use std::borrow::Cow;
use std::ops::{Deref, DerefMut};

use akool_contract::{Class, Issue};
use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::host;
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

/// Why a call failed; behind a pointer, so that passing it on is cheap everywhere.
#[derive(Clone)]
pub struct Failure(Box<Fields>);

/// What an `ImageToVideoError` is made of.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Fields {
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
    pub retry_after_ms: f64,
    /// Whether the request may have left; only a create cares.
    #[serde(skip)]
    pub sent: bool,
    /// Whether the server itself said that nothing was charged.
    #[serde(skip)]
    pub says_not_charged: bool,
    /// The caller's own reason; the call rejects with it and not with an error of ours.
    #[serde(skip)]
    pub aborted: Option<JsValue>,
    /// An array of issues.
    #[serde(skip)]
    pub issues: JsValue,
    #[serde(skip)]
    pub job: Option<Job>,
    #[serde(skip)]
    pub cause: JsValue,
}

impl Failure {
    /// A failure that cost nothing and will not go away by itself.
    pub fn new(code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Fields {
            code,
            message: message.into(),
            vendor_code: None,
            status: None,
            retryable: false,
            charged: Charged::No,
            request_id: None,
            retry_after_ms: 0.0,
            sent: true,
            says_not_charged: false,
            aborted: None,
            issues: JsValue::UNDEFINED,
            job: None,
            cause: JsValue::UNDEFINED,
        }))
    }

    /// A failure that may pass.
    pub fn passing(code: &'static str, message: &'static str) -> Self {
        let mut failure = Self::new(code, message);
        failure.retryable = true;
        failure
    }

    /// The caller wanted no more of it.
    pub fn aborted(reason: JsValue) -> Self {
        let mut failure = Self::new("aborted", "");
        failure.aborted = Some(reason);
        failure
    }

    /// The package was set up wrongly.
    pub fn configuration(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new("configuration", message)
    }

    /// The request breaks the vendor's rules.
    pub fn invalid_request(issues: &[Issue]) -> Self {
        let mut message = String::from("The request was not sent.");
        for issue in issues {
            message.push(' ');
            message.push_str(&issue.message);
        }
        let mut failure = Self::new("invalid_request", message);
        failure.issues = issues_to_js(issues);
        failure
    }

    /// What a class of business codes means to the caller.
    pub fn of_class(class: Class) -> Self {
        let (code, message) = match class {
            Class::Success | Class::Unknown => {
                ("refused", "The vendor refused with a code this version does not know.")
            }
            Class::Parameter => ("invalid_request", "The request was not accepted; check the fields named in issues."),
            Class::Auth => {
                ("unauthorized", "The token was refused; let the backend issue a fresh one and check its key.")
            }
            Class::Quota => ("insufficient_credits", "There are not enough credits left for this."),
            Class::Plan => ("plan_required", "The account's plan does not cover this."),
            Class::Rate => ("rate_limited", "Requests come too fast; wait and try again."),
            Class::Permission => ("forbidden", "This is not allowed to this token."),
            Class::NotFound => ("not_found", "There is no such job or route; check the id and baseUrl."),
            Class::Conflict => ("conflict", "This cannot be done in the job's present state."),
            Class::Media => ("file_rejected", "The file could not be processed; try another one."),
            Class::Retryable => ("unavailable", "The service cannot do this at the moment; try again later."),
        };
        let mut failure = Self::new(code, message);
        failure.retryable = class.is_retryable();
        failure
    }

    /// No answer came.
    pub fn network(cause: JsValue) -> Self {
        Self::passing(
            "network",
            "No answer came: check the connection, baseUrl, and that the server allows this page's origin.",
        )
        .with_cause(cause)
    }

    /// Something came that is not the vendor's protocol.
    pub fn bad_answer() -> Self {
        Self::passing("bad_answer", "The answer was not understood; check that baseUrl is the gateway.")
    }

    /// With the error underneath.
    pub fn with_cause(mut self, cause: JsValue) -> Self {
        self.cause = cause;
        self
    }

    /// With the job it is about, which says whether credits were taken.
    pub fn with_job(mut self, job: &Job) -> Self {
        self.charged = job.charged();
        self.job = Some(job.clone());
        self
    }

    /// Whether waiting for a job goes on after this.
    pub fn is_survivable(&self) -> bool {
        self.retryable || self.code == "refused"
    }

    /// The error object that callers see.
    pub fn into_js(mut self) -> JsValue {
        if let Some(reason) = self.aborted.take() {
            return reason;
        }
        let fields = serde_wasm_bindgen::to_value(&*self.0).unwrap_or_else(|_| js::object());
        js::set_unless_undefined(&fields, "issues", &self.issues);
        js::set_unless_undefined(&fields, "cause", &self.cause);
        if let Some(job) = &self.job {
            js::set_unless_undefined(&fields, "job", &job.object);
        }
        host::error(&fields).unwrap_or(fields)
    }
}

impl Deref for Failure {
    type Target = Fields;

    fn deref(&self) -> &Fields {
        &self.0
    }
}

impl DerefMut for Failure {
    fn deref_mut(&mut self) -> &mut Fields {
        &mut self.0
    }
}

/// `[{ path, code, message }]`.
pub fn issues_to_js(issues: &[Issue]) -> JsValue {
    serde_wasm_bindgen::to_value(issues).unwrap_or_default()
}
