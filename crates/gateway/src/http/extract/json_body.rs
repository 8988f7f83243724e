use akool_contract::{
    AudioUpdateRequest, BatchRequest, BusinessCode, CreateRequest, Issue, IssueCode, Lenient, UncheckedRequest,
};
use axum::extract::{FromRequest, OptionalFromRequest, Request};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use crate::http::error::ApiError;
use crate::http::extract::caller::recheck;
use crate::http::state::HttpState;

/// A JSON body, read and checked. As an `Option` it may be empty. The caller's token is checked again once the body is
/// there, since that may have taken a while.
#[derive(Default)]
pub struct JsonBody<T>(pub T);

/// What a JSON body can be.
pub trait FromJson: Sized {
    /// Reads it.
    ///
    /// # Errors
    ///
    /// 400 with everything that is wrong.
    fn from_json(value: Value) -> Result<Self, ApiError>;
}

impl<T: FromJson> FromRequest<HttpState> for JsonBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &HttpState) -> Result<Self, ApiError> {
        let (head, body) = request.into_parts();
        if !is_json(&head.headers) {
            let message = "Send the body as application/json.";
            return Err(ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, BusinessCode::PARAMETER, message).closing());
        }
        let bytes = state.body_limits.read_small(&head.headers, body).await?;
        recheck(&head.extensions, state)?;
        T::from_json(parse(&bytes)?).map(Self)
    }
}

impl<T: FromJson> OptionalFromRequest<HttpState> for JsonBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &HttpState) -> Result<Option<Self>, ApiError> {
        let (head, body) = request.into_parts();
        let bytes = state.body_limits.read_small(&head.headers, body).await?;
        recheck(&head.extensions, state)?;
        if bytes.is_empty() { Ok(None) } else { T::from_json(parse(&bytes)?).map(|body| Some(Self(body))) }
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let declared = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    declared.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
}

fn parse(bytes: &[u8]) -> Result<Value, ApiError> {
    serde_json::from_slice(bytes)
        .map_err(|_| ApiError::invalid(vec![Issue::new("", IssueCode::WrongType, "The body is not JSON.")]))
}

macro_rules! orders {
    ($($request:ty),+) => {
        $(impl FromJson for Lenient<$request> {
            fn from_json(value: Value) -> Result<Self, ApiError> {
                <$request>::parse_leniently(&UncheckedRequest::from(&value)).map_err(ApiError::invalid)
            }
        })+
    };
}

orders!(CreateRequest, BatchRequest, AudioUpdateRequest);
