use akool_contract::{Class, Issue, text};
use js_sys::Array;
use wasm_bindgen::JsValue;

use crate::host;
use crate::job::Job;
use crate::js;

/// Whether credits were taken.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Charged {
    /// Certainly not.
    No,
    /// Certainly.
    Yes,
    /// The answer that would have said so was lost.
    Unknown,
}

impl Charged {
    const fn as_str(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Yes => "yes",
            Self::Unknown => "unknown",
        }
    }
}

/// Why a call failed: what an `ImageToVideoError` is made of. Behind a pointer, so that passing it on is cheap.
pub type Failure = Box<Fields>;

/// See [`Failure`].
#[derive(Clone)]
pub struct Fields {
    /// For programs; the words are listed in the README.
    pub code: &'static str,
    /// For people: what happened and what to do.
    pub message: JsValue,
    /// Whether the same call may succeed later at no risk of paying twice.
    pub retryable: bool,
    /// Whether credits were taken.
    pub charged: Charged,
    /// The job, which lives on unless the code is `job_failed`.
    pub job: Option<Job>,
    /// An object with `vendorCode`, `status`, `requestId`, `issues` and `cause`, as far as there are any.
    pub details: JsValue,
    /// How long the server asked to be left alone; 0 without a word.
    pub retry_after_ms: f64,
    /// Whether the request may have left; only a create cares.
    pub sent: bool,
    /// Whether the server itself said that nothing was charged.
    pub says_not_charged: bool,
}

/// A failure that cost nothing and will not go away by itself.
pub fn new(code: &'static str, message: &str) -> Failure {
    Box::new(Fields {
        code,
        message: message.into(),
        retryable: false,
        charged: Charged::No,
        job: None,
        details: js::object(),
        retry_after_ms: 0.0,
        sent: true,
        says_not_charged: false,
    })
}

/// A failure that may pass.
pub fn passing(code: &'static str, message: &str) -> Failure {
    let mut failure = new(code, message);
    failure.retryable = true;
    failure
}

/// The caller does not wait for it any more, or is another person by now.
pub fn not_sent() -> Failure {
    let mut failure = new("network", "It was given up before it was sent.");
    failure.sent = false;
    failure
}

/// The package was set up wrongly.
pub fn configuration(message: &str) -> Failure {
    new("configuration", message)
}

/// The client was closed.
pub fn closed() -> Failure {
    configuration("This client is closed.")
}

/// JavaScript named something that this module does not know.
pub fn unknown_name() -> Failure {
    configuration(
        "The .wasm file is of another version than the JavaScript around it; serve both from the same package.",
    )
}

/// The request breaks the vendor's rules.
pub fn invalid_request(issues: &[Issue]) -> Failure {
    let mut message = String::from("The request was not sent.");
    for issue in issues {
        message = text::join(&[&message, " ", &issue.message]);
    }
    new("invalid_request", &message).with("issues", &issues_to_js(issues))
}

/// What a class of business codes means to the caller.
pub fn of_class(class: Class) -> Failure {
    let (code, message) = match class {
        Class::Success | Class::Unknown => ("refused", "Refused with an unknown code."),
        Class::Parameter => ("invalid_request", "The request was not accepted; see issues."),
        Class::Auth => ("unauthorized", "The token was refused; check the backend and its key."),
        Class::Quota => ("insufficient_credits", "There are not enough credits left."),
        Class::Plan => ("plan_required", "The account's plan does not cover this."),
        Class::Rate => ("rate_limited", "Too many requests; wait and try again."),
        Class::Permission => ("forbidden", "This token may not do that."),
        Class::NotFound => ("not_found", "No such job or route; check the id and baseUrl."),
        Class::Conflict => ("conflict", "The job's state does not allow that."),
        Class::Media => ("file_rejected", "The file could not be processed; try another."),
        Class::Retryable => ("unavailable", "The service is not available; try later."),
    };
    let mut failure = new(code, message);
    failure.retryable = class.is_retryable();
    failure
}

/// No answer came from an address.
pub fn network(url: &str, cause: &JsValue) -> Failure {
    let mut message = text::join(&["No answer came from ", url, ". Check the connection and that a server runs there"]);
    // A browser does not tell a page which of these it was.
    if let Some(origin) = host::get().origin().as_string().filter(|origin| !url.starts_with(origin.as_str())) {
        message = text::join(&[&message, ", and that it allows the origin ", &origin, " (AKOOL_GATEWAY_ORIGINS)"]);
    }
    passing("network", &text::join(&[&message, "."])).with("cause", cause)
}

/// No answer came in time.
pub fn timeout(from: &str) -> Failure {
    passing("timeout", &text::join(&["No answer came from ", from, " within timeoutMs."]))
}

/// Something came that is not the vendor's protocol.
pub fn bad_answer() -> Failure {
    passing("bad_answer", "The answer was not understood; is baseUrl the gateway?")
}

impl Fields {
    /// With one of the details.
    pub fn with(self: Box<Self>, name: &str, value: &JsValue) -> Failure {
        js::set(&self.details, name, value);
        self
    }

    /// With the job it is about, which says whether credits were taken.
    pub fn with_job(mut self: Box<Self>, job: &Job) -> Failure {
        self.charged = job.charged();
        self.job = Some(job.clone());
        self
    }

    /// Whether waiting for a job goes on after this.
    pub fn is_survivable(&self) -> bool {
        self.retryable || self.code == "refused"
    }

    /// The error object that callers see.
    #[allow(clippy::boxed_local, reason = "it is passed around behind its pointer")]
    pub fn into_js(self: Box<Self>) -> JsValue {
        // The details may be shared with other waiters' failures; the error copies the fields out at once.
        let fields = self.details;
        js::set(&fields, "code", &self.code.into());
        js::set(&fields, "message", &self.message);
        js::set(&fields, "retryable", &self.retryable.into());
        js::set(&fields, "charged", &self.charged.as_str().into());
        js::set(&fields, "job", &self.job.map_or(JsValue::UNDEFINED, |job| job.object));
        host::get().error(&fields)
    }
}

/// `[{ path, code, message }]`.
pub fn issues_to_js(issues: &[Issue]) -> JsValue {
    let list = Array::new();
    for issue in issues {
        let object = js::object();
        js::set(&object, "path", &issue.path.as_str().into());
        js::set(&object, "code", &issue.code.as_str().into());
        js::set(&object, "message", &(&*issue.message).into());
        list.push(&object);
    }
    list.into()
}
