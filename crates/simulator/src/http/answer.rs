use akool_contract::{BusinessCode, Envelope};
use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::fields::WrongField;
use crate::job::JobRefusal;

/// A success in Akool's envelope.
pub fn success(msg: &str, data: Value) -> Response {
    with_code(BusinessCode::SUCCESS, Json(Envelope::ok(msg, data)).into_response())
}

/// Akool's answer to an unknown route; it has no `code`.
pub fn no_such_route() -> Response {
    (StatusCode::NOT_FOUND, Json(json!({ "status": 404, "msg": "Not Found" }))).into_response()
}

/// The answer of object storage behind a CDN for files it does not have. It does not distinguish expired from unknown.
pub fn access_denied() -> Response {
    let body = r#"<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"#;
    (StatusCode::FORBIDDEN, [(header::CONTENT_TYPE, "application/xml")], body).into_response()
}

/// The answer to a body that is too long.
pub fn payload_too_large() -> Response {
    let body = json!({ "status": 413, "msg": "Payload Too Large" });
    (StatusCode::PAYLOAD_TOO_LARGE, Json(body)).into_response()
}

/// A refusal: HTTP 200 with a code other than 1000.
#[derive(Debug)]
pub struct Refusal {
    /// The reason, for programs.
    pub code: BusinessCode,
    /// The reason, for people.
    pub msg: String,
}

impl Refusal {
    /// A refusal with Akool's text.
    pub fn new(code: BusinessCode, msg: impl Into<String>) -> Self {
        Self { code, msg: msg.into() }
    }

    /// Akool's refusal of an invalid parameter.
    pub fn parameter() -> Self {
        Self::new(BusinessCode::PARAMETER, "parameter validate error")
    }

    /// The same with the parameter and the reason, which Akool is not known to give.
    pub fn parameter_because(why: &str) -> Self {
        Self::new(BusinessCode::PARAMETER, format!("parameter validate error: {why}"))
    }
}

impl From<WrongField> for Refusal {
    fn from(field: WrongField) -> Self {
        Self::parameter_because(&format!("{} has the wrong type", field.0))
    }
}

impl From<JobRefusal> for Refusal {
    fn from(refused: JobRefusal) -> Self {
        Self::new(BusinessCode(refused.code), refused.msg)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        with_code(self.code, Json(Envelope::<Value>::error(self.code, &self.msg)).into_response())
    }
}

/// Attaches the code to the response, for the journal.
pub fn with_code(code: BusinessCode, mut response: Response) -> Response {
    response.extensions_mut().insert(AnsweredCode(code.0));
    response
}

/// Attaches the code in a body, if it has one.
pub fn with_code_of(body: &Value, response: Response) -> Response {
    match body["code"].as_i64() {
        Some(code) => with_code(BusinessCode(code), response),
        None => response,
    }
}

/// The business code of an answer, as a response extension.
#[derive(Clone, Copy, Debug)]
pub struct AnsweredCode(pub i64);
