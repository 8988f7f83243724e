use std::collections::HashMap;
use std::sync::Arc;

use akool_contract::{Envelope, Issue, IssueCode, JobRecord, ResultsRequest, path};
use akool_ledger::{JobsQuery, Ledger, ListedJob};
use axum::Json;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};

use crate::Clock;
use crate::capability::JobHandles;
use crate::http::error::ApiError;
use crate::http::extract::{Caller, CanRead};
use crate::http::routes::{Route, get};
use crate::live::fetch_results::{FetchedResults, ResultFetcher};
use crate::orders::OrderError;
use crate::orders::public_record;

const DEFAULT_LIMIT: usize = 20;
/// As many jobs as Akool reports in one request.
const MAX_LIMIT: usize = ResultsRequest::MAXIMUM_IDS;
const DAY_MS: u64 = 24 * 60 * 60 * 1000;

pub fn routes() -> Vec<Route> {
    vec![get(path::JOBS, jobs)]
}

/// Lists the jobs that a subject has created.
pub struct History {
    pub ledger: Arc<Ledger>,
    pub fetcher: Arc<ResultFetcher>,
    pub job_handles: Arc<JobHandles>,
    pub clock: Clock,
    /// How many days back; nothing is listed when it is zero.
    pub days: u32,
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
    let before = query.before.map(|handle| history.cursor(&handle, &caller.sub)).transpose()?;
    let listed = history.list(&caller.sub, before, limit).await?;
    let mut records = history.records(&listed).await?;
    let handle = |job: &ListedJob| history.job_handles.seal(&job.vendor_id, &caller.sub, history.clock.now_seconds());
    let result = listed.iter().filter_map(|job| {
        let record = records.remove(&job.vendor_id)?;
        (status.is_none() || record.status == status).then(|| public_record::job(record, &handle(job)))
    });
    let result = result.collect();
    let next = listed.last().filter(|_| listed.len() == limit).map(handle);
    Ok(Json(Envelope::ok("OK", JobPage { result, next })))
}

impl History {
    /// Akool's id of the job after which a page begins.
    fn cursor(&self, handle: &str, subject: &str) -> Result<String, ApiError> {
        let vendor_id = self.job_handles.open(handle, subject, self.clock.now_seconds());
        vendor_id.ok_or_else(|| invalid("before", "Give the value of next from the page before.".to_owned()))
    }

    async fn list(&self, subject: &str, before: Option<String>, limit: usize) -> Result<Vec<ListedJob>, ApiError> {
        let created_since_ms = self.clock.now_ms().saturating_sub(u64::from(self.days) * DAY_MS);
        let query = JobsQuery { subject: subject.to_owned(), created_since_ms, before, limit };
        Ok(self.ledger.list_jobs(query).await.map_err(OrderError::Ledger)?)
    }

    /// What Akool says about the jobs, by its own ids. A job that Akool has deleted is missing; one about which there is
    /// no usable answer has no status.
    async fn records(&self, listed: &[ListedJob]) -> Result<HashMap<String, JobRecord>, ApiError> {
        if listed.is_empty() {
            return Ok(HashMap::new());
        }
        let vendor_ids: Vec<&str> = listed.iter().map(|job| job.vendor_id.as_str()).collect();
        let FetchedResults { result, unanswered, .. } = self.fetcher.fetch_results_each(&vendor_ids).await?;
        if let Some((_, error)) = unanswered.first()
            && unanswered.len() == vendor_ids.len()
        {
            return Err((*error).into());
        }
        let without_status =
            unanswered.into_iter().map(|(vendor_id, _)| JobRecord { id: Some(vendor_id), ..JobRecord::default() });
        let records = result.into_iter().chain(without_status);
        Ok(records.filter_map(|record| Some((record.id.clone()?, record))).collect())
    }
}

fn limit(text: &str) -> Result<usize, ApiError> {
    let limit = text.parse().ok().filter(|limit| (1..=MAX_LIMIT).contains(limit));
    limit.ok_or_else(|| invalid("limit", format!("Give a number from 1 to {MAX_LIMIT}.")))
}

fn status(text: &str) -> Result<i64, ApiError> {
    let status = text.parse().ok().filter(|status| (1..=4).contains(status));
    status.ok_or_else(|| invalid("status", "Give 1, 2, 3 or 4.".to_owned()))
}

fn invalid(field: &str, message: String) -> ApiError {
    ApiError::invalid(vec![Issue::new(field, IssueCode::InvalidValue, message)])
}
