use std::sync::Arc;

use akool_contract::{Envelope, Issue, IssueCode, JobRecord, JobStatus, ResultsRequest, path};
use akool_ledger::ListedJob;
use axum::Json;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};

use crate::http::error::ApiError;
use crate::http::extract::{Caller, CanRead};
use crate::http::routes::{Route, get};
use crate::live::History;
use crate::orders::public_record;

const DEFAULT_LIMIT: usize = 20;
/// As many jobs as Akool reports in one request.
const MAX_LIMIT: usize = ResultsRequest::MAXIMUM_IDS;

pub fn routes() -> Vec<Route> {
    vec![get(path::JOBS, jobs)]
}

/// The query of the URL, unchecked.
#[derive(Deserialize)]
struct PageQuery {
    limit: Option<String>,
    before: Option<String>,
    status: Option<String>,
}

/// One page of a history.
#[derive(Serialize)]
struct JobPage {
    /// The jobs, newest first, in Akool's own fields.
    result: Vec<JobRecord>,
    /// What to send as `before` for the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// `GET /jobs?limit=…&before=…&status=…`
async fn jobs(
    State(history): State<Arc<History>>,
    caller: Caller<CanRead>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Envelope<JobPage>>, ApiError> {
    if history.days == 0 {
        return Err(ApiError::not_found());
    }
    let limit = query.limit.as_deref().map_or(Ok(DEFAULT_LIMIT), limit)?;
    let status = query.status.as_deref().map(status).transpose()?;
    let before = query.before.map(|handle| cursor(&history, &handle, &caller.sub)).transpose()?;
    let listed = history.list(&caller.sub, before, limit).await?;
    let mut records = history.records(&listed).await?;
    let handle = |job: &ListedJob| history.job_handles.seal(&job.vendor_id, &caller.sub, job.created_at_ms);
    let result = listed.iter().filter_map(|job| {
        let record = records.remove(&job.vendor_id)?;
        (status.is_none() || record.status == status).then(|| public_record::job(record, &handle(job)))
    });
    let result = result.collect();
    let next = listed.last().filter(|_| listed.len() == limit).map(handle);
    Ok(Json(Envelope::ok("OK", JobPage { result, next })))
}

fn cursor(history: &History, handle: &str, subject: &str) -> Result<String, ApiError> {
    let vendor_id = history.open_cursor(handle, subject);
    vendor_id.ok_or_else(|| invalid("before", "Give the value of next from the page before.".to_owned()))
}

fn limit(text: &str) -> Result<usize, ApiError> {
    let limit = text.parse().ok().filter(|limit| (1..=MAX_LIMIT).contains(limit));
    limit.ok_or_else(|| invalid("limit", format!("Give a number from 1 to {MAX_LIMIT}.")))
}

fn status(text: &str) -> Result<i64, ApiError> {
    let all = [JobStatus::Queueing, JobStatus::Processing, JobStatus::Completed, JobStatus::Failed];
    let status = all.into_iter().map(|status| (status.number(), status.as_str()));
    let status = status.map(|(number, word)| (number, text == word || text == number.to_string()));
    let status = status.filter(|(_, is_meant)| *is_meant).map(|(number, _)| number).next();
    status.ok_or_else(|| {
        invalid("status", "Give queueing, processing, completed or failed, or Akool's number 1 to 4.".to_owned())
    })
}

fn invalid(field: &str, message: String) -> ApiError {
    ApiError::invalid(vec![Issue::new(field, IssueCode::InvalidValue, message)])
}
