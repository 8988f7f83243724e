use std::sync::Arc;

use axum::extract::{FromRequestParts, Path, State};
use http::StatusCode;
use http::request::Parts;
use tracing::Instrument as _;

use crate::http::error::ApiError;
use crate::http::extract::SmallBody;
use crate::http::routes::{Route, post};
use crate::http::state::HttpState;
use crate::live::Live;
use crate::orders::webhook::Webhooks;

pub fn routes() -> Vec<Route> {
    // `/hooks` is the path of before: jobs that were created with it still report to it.
    vec![post("/webhooks/{capability}", webhook), post("/hooks/{capability}", webhook)]
}

/// `POST /webhooks/{capability}`: answered before the body is looked at, and always the same.
async fn webhook(
    State(webhooks): State<Arc<Webhooks>>,
    State(live): State<Arc<Live>>,
    target: WebhookTarget,
    SmallBody(bytes): SmallBody,
) -> StatusCode {
    let handling = async move { live.wake(webhooks.handle(target.attempt, &target.url, &bytes).await) };
    tokio::spawn(handling.in_current_span());
    StatusCode::OK
}

/// What a webhook is about. The capability in the URL is the permission, so a body is only read behind a genuine one.
struct WebhookTarget {
    attempt: i64,
    /// The whole URL, which the vendor keeps with the job.
    url: String,
}

impl FromRequestParts<HttpState> for WebhookTarget {
    type Rejection = ApiError;

    async fn from_request_parts(head: &mut Parts, state: &HttpState) -> Result<Self, ApiError> {
        let path = Path::<String>::from_request_parts(head, state).await;
        let Path(capability) = path.map_err(|_| ApiError::not_found())?;
        let attempt =
            state.urls.open_webhook(&capability, state.clock.now_seconds()).ok_or_else(ApiError::not_found)?;
        // A proxy may have removed the public URL's path from the request, or not.
        let route = if head.uri.path().ends_with(&format!("/webhooks/{capability}")) { "webhooks" } else { "hooks" };
        Ok(Self { attempt, url: state.urls.absolute(&format!("/{route}/{capability}")) })
    }
}
