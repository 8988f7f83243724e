use akool_contract::{Issue, IssueCode};
use aws_lc_rs::rand;
use axum::extract::FromRequestParts;
use http::HeaderMap;
use http::request::Parts;

use crate::http::cors::IDEMPOTENCY_KEY;
use crate::http::error::ApiError;

const MAXIMUM_LENGTH: usize = 128;

/// The caller's name for one order, or a random one.
#[derive(Clone, Debug)]
pub struct IdempotencyKey(String);

impl<S: Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = ApiError;

    async fn from_request_parts(head: &mut Parts, _: &S) -> Result<Self, ApiError> {
        Self::read(&head.headers)
    }
}

impl IdempotencyKey {
    fn read(headers: &HeaderMap) -> Result<Self, ApiError> {
        let mut values = headers.get_all(IDEMPOTENCY_KEY).iter();
        match (values.next(), values.next()) {
            (None, _) => Ok(Self::random()),
            (Some(value), None) => match value.to_str() {
                Ok(text) if is_key(text) => Ok(Self(text.to_owned())),
                _ => Err(invalid()),
            },
            _ => Err(invalid()),
        }
    }

    /// A key that is used once. A caller's key cannot look like this, because of the space in it.
    fn random() -> Self {
        let mut bytes = [0_u8; 16];
        rand::fill(&mut bytes).expect("the system gives random bytes");
        Self(format!("none {}", hex::encode(bytes)))
    }

    /// The key.
    pub fn into_text(self) -> String {
        self.0
    }
}

fn is_key(text: &str) -> bool {
    (1..=MAXIMUM_LENGTH).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn invalid() -> ApiError {
    let message = "Send one Idempotency-Key of 1 to 128 visible ASCII characters, or none.";
    ApiError::invalid(vec![Issue::new("idempotency-key", IssueCode::InvalidValue, message)])
}
