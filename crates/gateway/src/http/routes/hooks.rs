use axum::body::Body;
use axum::extract::{Path, State};
use http::{HeaderMap, StatusCode};

use crate::app::{App, Shared};
use crate::http::error::ApiError;
use crate::http::extract::json_body;
use crate::orders::webhook;

/// Where hooks arrive; a capability follows.
const HOOKS: &str = "/hooks";

/// `POST /hooks/{capability}`: answered before anything is looked at, and always the same.
pub async fn report(
    State(app): State<Shared>,
    Path(capability): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, ApiError> {
    let attempt = app.hook_urls.open(&capability, app.clock.now_seconds()).ok_or_else(ApiError::not_found)?;
    let bytes = json_body::read(&headers, body, json_body::MAXIMUM_JSON_BYTES, app.deadlines.body, |_| Ok(())).await?;
    let url = app.hook_url(&capability);
    tokio::spawn(async move { webhook::handle_webhook(&app, attempt, &url, &bytes).await });
    Ok(StatusCode::OK)
}

impl App {
    /// Where the vendor finds a hook.
    pub fn hook_url(&self, capability: &str) -> String {
        format!("{}{HOOKS}/{capability}", self.public_origin)
    }
}
