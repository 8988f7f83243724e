use axum::extract::{FromRequest, Request};
use bytes::Bytes;

use crate::http::error::ApiError;
use crate::http::state::HttpState;

/// A body no larger than JSON bodies may be, whatever it is.
pub struct SmallBody(pub Bytes);

impl FromRequest<HttpState> for SmallBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &HttpState) -> Result<Self, ApiError> {
        let (head, body) = request.into_parts();
        state.body_limits.read_small(&head.headers, body).await.map(Self)
    }
}
