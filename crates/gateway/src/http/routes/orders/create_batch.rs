use std::sync::Arc;
use std::time::Duration;

use akool_contract::{BatchRequest, BatchResult, Envelope, Issue, Lenient, path};
use axum::Json;
use axum::extract::State;

use super::create::webhook_issue;
use super::{IgnoredFields, report_ignored};
use crate::http::error::{ApiError, batch_result};
use crate::http::extract::{Caller, CanCreate, CanRead, IdempotencyKey, JsonBody};
use crate::http::routes::{Route, get, post};
use crate::orders::Orders;
use crate::orders::batch::BatchOrder;
use crate::orders::media_policy::MediaPolicy;
use crate::vendor::VendorLists;

/// How long a batch waits for the list of models.
const MODELS_DEADLINE: Duration = Duration::from_secs(5);

pub fn routes() -> Vec<Route> {
    vec![post(path::CREATE_BATCH, create_batch), get(path::CREATE_BATCH, replay)]
}

/// `POST createBySourcePrompt/batch`: several variations of one picture and prompt.
async fn create_batch(
    State(orders): State<Arc<Orders>>,
    State(media_policy): State<Arc<MediaPolicy>>,
    State(vendor_lists): State<Arc<VendorLists>>,
    caller: Caller<CanCreate>,
    key: IdempotencyKey,
    JsonBody(Lenient { request, ignored }): JsonBody<Lenient<BatchRequest>>,
) -> Result<(IgnoredFields, Json<Envelope<BatchResult>>), ApiError> {
    let ignored = report_ignored(&ignored);
    let mut issues: Vec<Issue> = media_policy.issue("image_url", &request.image_url).into_iter().collect();
    issues.extend(request.last_image_url.as_ref().and_then(|url| media_policy.issue("last_image_url", url)));
    issues.extend(webhook_issue(request.webhookurl.as_ref()));
    issues.extend(caller.limits.batch_issues(&request));
    if !issues.is_empty() {
        return Err(ApiError::invalid(issues));
    }
    // Without the list only the vendor can judge what its model supports, so the list is not waited for long.
    let models = match &request.model_name {
        Some(_) => tokio::time::timeout(MODELS_DEADLINE, vendor_lists.models()).await,
        None => Ok(Ok(Default::default())),
    };
    let models = models.map(Result::unwrap_or_default).unwrap_or_default();
    let issues = if models.is_empty() { Vec::new() } else { request.model_issues(&models) };
    if !issues.is_empty() {
        return Err(ApiError::invalid(issues));
    }
    let order = BatchOrder::new(request, &models);
    let variations = orders.submit_detached(caller.claims(), order, key.into_text()).await?;
    Ok((ignored, Json(Envelope::ok("OK", batch_result(variations)))))
}

/// `GET createBySourcePrompt/batch` with an `Idempotency-Key`: the outcome of the batch with that key. It creates nothing.
async fn replay(
    State(orders): State<Arc<Orders>>,
    caller: Caller<CanRead>,
    key: IdempotencyKey,
) -> Result<Json<Envelope<BatchResult>>, ApiError> {
    let variations = orders.replay::<BatchOrder>(&caller, key.into_text()).await?;
    Ok(Json(Envelope::ok("OK", batch_result(variations))))
}
