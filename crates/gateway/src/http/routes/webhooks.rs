use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use http::{HeaderMap, StatusCode};
use tracing::Instrument as _;

use super::{Route, post};
use crate::Clock;
use crate::capability::PublicUrls;
use crate::http::error::ApiError;
use crate::http::extract::body::BodyLimits;
use crate::live::Live;
use crate::orders::webhook::Webhooks;

pub fn routes() -> Vec<Route> {
    vec![post("/hooks/{capability}", webhook)]
}

/// `POST /hooks/{capability}`: answered before the body is looked at, and always the same.
async fn webhook(
    State(webhooks): State<Arc<Webhooks>>,
    State(live): State<Arc<Live>>,
    State(urls): State<Arc<PublicUrls>>,
    State(clock): State<Clock>,
    State(limits): State<BodyLimits>,
    Path(capability): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, ApiError> {
    let attempt = urls.open_webhook(&capability, clock.now_seconds()).ok_or_else(ApiError::not_found)?;
    let bytes = limits.read_small(&headers, body).await?;
    let url = urls.webhook_of(&capability);
    let handling = async move { live.wake(webhooks.handle(attempt, &url, &bytes).await) };
    tokio::spawn(handling.in_current_span());
    Ok(StatusCode::OK)
}
