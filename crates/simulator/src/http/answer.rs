use akool_contract::{BusinessCode, Envelope};
use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::fields::WrongField;
use crate::job::JobRefusal;

/// A success in the vendor's envelope.
pub fn success(msg: &str, data: Value) -> Response {
    with_code(BusinessCode::SUCCESS, Json(Envelope::ok(msg, data)).into_response())
}

/// The vendor's answer to a route it does not have; no `code` in it.
pub fn no_such_route() -> Response {
    (StatusCode::NOT_FOUND, Json(json!({ "status": 404, "msg": "Not Found" }))).into_response()
}

/// A refusal: HTTP 200 with a code other than 1000.
#[derive(Debug)]
pub struct Refusal {
    /// Why, for programs.
    pub code: BusinessCode,
    /// Why, for people.
    pub msg: String,
}

impl Refusal {
    /// With the vendor's text.
    pub fn new(code: BusinessCode, msg: impl Into<String>) -> Self {
        Self { code, msg: msg.into() }
    }

    /// The vendor's words for a parameter it cannot use.
    pub fn parameter() -> Self {
        Self::new(BusinessCode::PARAMETER, "parameter validate error")
    }

    /// The same, naming the parameter and what is wrong with it; the vendor is not known to say so much.
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

/// Remembers the code beside the body, for the request journal.
pub fn with_code(code: BusinessCode, mut response: Response) -> Response {
    response.extensions_mut().insert(AnsweredCode(code.0));
    response
}

/// The business code an answer carries.
#[derive(Clone, Copy, Debug)]
pub struct AnsweredCode(pub i64);
