use std::time::Duration;

use akool_contract::{BatchRequest, BatchResult, Envelope, Lenient, Raw};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use http::HeaderMap;

use super::create::{media_issue, webhook_issue};
use crate::app::Shared;
use crate::auth::scope::Scope;
use crate::http::error::ApiError;
use crate::http::extract::idempotency_key::IdempotencyKey;
use crate::http::extract::json_body;
use crate::http::ignored_fields::{self, IgnoredFields};
use crate::orders::batch::BatchWish;
use crate::orders::submit::{self, submit_batch_detached};
use crate::vendor::lists;

/// How long a batch waits for the list of models.
const MODELS_DEADLINE: Duration = Duration::from_secs(5);

/// `POST createBySourcePrompt/batch`: one picture and prompt, several variations.
pub async fn create_batch(
    State(app): State<Shared>,
    headers: HeaderMap,
    body: Body,
) -> Result<(IgnoredFields, Json<Envelope<BatchResult>>), ApiError> {
    let caller = app.authorize(&headers, Scope::Create)?;
    let value = json_body::json(&headers, body, app.deadlines.body).await?;
    app.still_allowed(&caller)?;
    let key = IdempotencyKey::read(&headers)?;
    let Lenient { request, ignored } = BatchRequest::parse_leniently(&Raw::from(&value)).map_err(ApiError::invalid)?;
    let ignored = ignored_fields::report(&ignored);
    let media = [("image_url", Some(&request.image_url)), ("last_image_url", request.last_image_url.as_ref())];
    let mut issues: Vec<_> = media.into_iter().filter_map(|(field, url)| media_issue(&app, field, url?)).collect();
    issues.extend(webhook_issue(request.webhookurl.as_ref()));
    issues.extend(caller.limits.batch_issues(&request));
    if !issues.is_empty() {
        return Err(ApiError::invalid(issues));
    }
    // Without the list the vendor is the only judge of what its model can do, so it is not waited for long.
    let models = match &request.model_name {
        Some(_) => tokio::time::timeout(MODELS_DEADLINE, lists::models(&app)).await,
        None => Ok(Ok(Default::default())),
    };
    let models = models.map(Result::unwrap_or_default).unwrap_or_default();
    let issues = if models.is_empty() { Vec::new() } else { request.model_issues(&models) };
    if !issues.is_empty() {
        return Err(ApiError::invalid(issues));
    }
    let wish = BatchWish::new(request, &models);
    Ok((ignored, Json(Envelope::ok("OK", submit_batch_detached(app, caller, wish, key).await?))))
}

/// `GET createBySourcePrompt/batch` with an `Idempotency-Key`: how the batch of that name ended. It makes nothing.
pub async fn replay(State(app): State<Shared>, headers: HeaderMap) -> Result<Json<Envelope<BatchResult>>, ApiError> {
    let caller = app.authorize(&headers, Scope::Read)?;
    let key = IdempotencyKey::read(&headers)?;
    Ok(Json(Envelope::ok("OK", submit::replay_batch(&app, &caller, key).await?)))
}
