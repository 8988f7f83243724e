mod convert;

pub use convert::batch_result;

use std::borrow::Cow;
use std::error::Error;
use std::sync::Arc;

use akool_contract::{BusinessCode, Issue};
use akool_ledger::Charged;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{CONNECTION, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use serde::Serialize;

use crate::http::request_id::RequestId;
use crate::telemetry::Chain;

/// An answer that is an error: the vendor's envelope with a fitting HTTP status and what a program needs to go on.
///
/// As a response it is empty; [`crate::http::middleware`] writes the body, since only it knows the request's id.
#[derive(Clone, Debug)]
pub struct ApiError {
    status: StatusCode,
    code: i64,
    message: Cow<'static, str>,
    retryable: bool,
    charged: Option<Charged>,
    retry_after_seconds: Option<u64>,
    issues: Vec<Issue>,
    close: bool,
    cause: Option<Arc<dyn Error + Send + Sync>>,
}

impl ApiError {
    /// An error that sending the same request again does not fix.
    pub fn new(status: StatusCode, code: BusinessCode, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status,
            code: code.0,
            message: message.into(),
            retryable: false,
            charged: None,
            retry_after_seconds: None,
            issues: Vec::new(),
            close: false,
            cause: None,
        }
    }

    /// 413.
    pub fn too_large(maximum_bytes: usize) -> Self {
        let message = format!("The body is too large; {maximum_bytes} bytes are the limit.");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, BusinessCode::PARAMETER, message).closing()
    }

    /// 400 with everything that is wrong.
    pub fn invalid(issues: Vec<Issue>) -> Self {
        let message = match issues.first() {
            Some(issue) if issues.len() == 1 => issue.message.clone(),
            _ => Cow::Borrowed("The request is not valid; see issues."),
        };
        Self { issues, ..Self::new(StatusCode::BAD_REQUEST, BusinessCode::PARAMETER, message) }
    }

    /// 400 for something that no honest HTTP client sends. The connection is closed, since the next bytes on it may not be
    /// what they seem.
    pub fn malformed(message: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, BusinessCode::PARAMETER, message).closing()
    }

    /// 404, the same for what never existed, what is gone and what belongs to another subject.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, BusinessCode::NOT_FOUND, "There is nothing here.")
    }

    /// 401.
    pub fn unauthorized(code: BusinessCode, message: &'static str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, code, message)
    }

    /// 403.
    pub fn forbidden(message: &'static str) -> Self {
        Self::new(StatusCode::FORBIDDEN, BusinessCode::NO_PERMISSION, message)
    }

    /// 500: a fault of this program.
    pub fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, BusinessCode::SERVER_ERROR, "Something went wrong here.")
    }

    /// With what is wrong, for programs.
    pub fn with_issue(mut self, issue: Issue) -> Self {
        self.issues.push(issue);
        self
    }

    /// The same request may work later.
    pub fn retryable(self) -> Self {
        Self { retryable: true, ..self }
    }

    /// Trying again is not safe after all.
    pub fn not_retryable(self) -> Self {
        Self { retryable: false, retry_after_seconds: None, ..self }
    }

    /// The same request may work after a while.
    pub fn retry_after(self, seconds: u64) -> Self {
        Self { retryable: true, retry_after_seconds: Some(seconds), ..self }
    }

    /// Says whether credits were taken.
    pub fn charged(self, charged: Charged) -> Self {
        Self { charged: Some(charged), ..self }
    }

    /// Ends the connection after the answer.
    pub fn closing(self) -> Self {
        Self { close: true, ..self }
    }

    /// Remembers why, for the log. Callers are not told.
    pub fn caused_by(self, cause: Arc<dyn Error + Send + Sync>) -> Self {
        Self { cause: Some(cause), ..self }
    }

    /// Writes the cause into the log, with its own causes.
    pub fn log_cause(&self) {
        if let Some(cause) = &self.cause {
            tracing::error!(error = %Chain(&**cause), "a request failed");
        }
    }

    /// Writes the answer.
    pub fn into_answer(self, request_id: &RequestId) -> Response {
        let body = Envelope {
            code: self.code,
            msg: &self.message,
            retryable: self.retryable,
            request_id: request_id.as_str(),
            charged: self.charged,
            issues: &self.issues,
        };
        let json = serde_json::to_vec(&body).unwrap_or_default();
        let mut response = (self.status, [(CONTENT_TYPE, "application/json")], Body::from(json)).into_response();
        let headers = response.headers_mut();
        if let Some(seconds) = self.retry_after_seconds {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if self.close {
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[derive(Serialize)]
struct Envelope<'a> {
    code: i64,
    msg: &'a str,
    retryable: bool,
    request_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    charged: Option<Charged>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    issues: &'a [Issue],
}
