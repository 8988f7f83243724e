use std::sync::Arc;

use akool_contract::{CreateRequest, Envelope, Issue, IssueCode, JobRecord, Lenient, path};
use axum::Json;
use axum::extract::State;

use super::{IgnoredFields, report_ignored};
use crate::http::error::ApiError;
use crate::http::extract::{Caller, CanCreate, CanRead, IdempotencyKey, JsonBody};
use crate::http::routes::{Route, get, post};
use crate::orders::Orders;
use crate::orders::create::CreateOrder;
use crate::orders::media_policy::MediaPolicy;

pub fn routes() -> Vec<Route> {
    vec![post(path::CREATE, create), get(path::CREATE, replay)]
}

/// `POST createBySourcePrompt`
async fn create(
    State(orders): State<Arc<Orders>>,
    State(media_policy): State<Arc<MediaPolicy>>,
    caller: Caller<CanCreate>,
    key: IdempotencyKey,
    JsonBody(Lenient { request, ignored }): JsonBody<Lenient<CreateRequest>>,
) -> Result<(IgnoredFields, Json<Envelope<JobRecord>>), ApiError> {
    let ignored = report_ignored(&ignored);
    let mut issues: Vec<Issue> = webhook_issue(request.webhookurl.as_ref()).into_iter().collect();
    issues.extend(media_policy.issue("image_url", &request.image_url));
    issues.extend(request.audio_url.as_ref().and_then(|url| media_policy.issue("audio_url", url)));
    issues.extend(caller.limits.issues(&request));
    if !issues.is_empty() {
        return Err(ApiError::invalid(issues));
    }
    let job = orders.submit_detached(caller.claims(), CreateOrder(request), key.into_text()).await?;
    Ok((ignored, Json(Envelope::ok("OK", job))))
}

/// `GET createBySourcePrompt` with an `Idempotency-Key`: the outcome of the order with that key. It creates nothing, so a
/// page that lost an answer may ask at any time.
async fn replay(
    State(orders): State<Arc<Orders>>,
    caller: Caller<CanRead>,
    key: IdempotencyKey,
) -> Result<Json<Envelope<JobRecord>>, ApiError> {
    Ok(Json(Envelope::ok("OK", orders.replay::<CreateOrder>(&caller, key.into_text()).await?)))
}

/// Webhooks of the vendor come to this gateway and go nowhere else.
pub(super) fn webhook_issue(given: Option<&String>) -> Option<Issue> {
    let message = "Leave webhookurl out: the gateway watches the job itself.";
    given.map(|_| Issue::new("webhookurl", IssueCode::NotAllowed, message))
}
