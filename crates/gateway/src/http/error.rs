use std::borrow::Cow;

use akool_contract::{BatchError, BusinessCode, Issue};
use akool_ledger::Charged;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{CONNECTION, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use serde::{Deserialize, Serialize};

use crate::http::request_id::RequestId;

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
}

impl ApiError {
    /// An error that sending the same again does not mend.
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
        }
    }

    /// 400 with everything that is wrong.
    pub fn invalid(issues: Vec<Issue>) -> Self {
        let message = match issues.first() {
            Some(issue) if issues.len() == 1 => issue.message.clone(),
            _ => Cow::Borrowed("The request is not valid; see issues."),
        };
        Self { issues, ..Self::new(StatusCode::BAD_REQUEST, BusinessCode::PARAMETER, message) }
    }

    /// 400 for something no HTTP client of good will sends; the connection is closed, since the next bytes on it may not
    /// be what they seem.
    pub fn malformed(message: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, BusinessCode::PARAMETER, message).closing()
    }

    /// 404, the same for what never existed, what is gone and what belongs to somebody else.
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

    /// Whether it is about the request itself, so that the same request would fail the same way.
    pub fn is_final(&self) -> bool {
        self.status == StatusCode::BAD_REQUEST
    }

    /// Whether the same request may work later.
    pub fn is_retryable(&self) -> bool {
        self.retryable
    }

    /// What is needed to say it again.
    pub fn stored(&self) -> StoredError {
        StoredError {
            status: self.status.as_u16(),
            code: self.code,
            message: self.message.clone().into_owned(),
            retryable: self.retryable,
            charged: self.charged,
        }
    }

    /// Says it about one variation of a batch whose answer as a whole is no error.
    pub fn of_a_variation(self) -> BatchError {
        BatchError {
            code: Some(self.code),
            msg: Some(self.message.into_owned()),
            charged: self.charged.map(|charged| charged.as_str().to_owned()),
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

/// A failure in the book.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredError {
    status: u16,
    code: i64,
    message: String,
    retryable: bool,
    charged: Option<Charged>,
}

impl From<StoredError> for ApiError {
    fn from(stored: StoredError) -> Self {
        let status = StatusCode::from_u16(stored.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self {
            retryable: stored.retryable,
            charged: stored.charged,
            ..Self::new(status, BusinessCode(stored.code), stored.message)
        }
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
