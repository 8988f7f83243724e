use std::collections::HashMap;
use std::sync::Arc;

use akool_contract::{Envelope, Issue, IssueCode, JobRecord, ResultList, ResultsRequest, path};
use axum::Json;
use axum::extract::{FromRef, State};
use serde_json::Value;

use crate::Clock;
use crate::auth::token::Claims;
use crate::capability::JobHandles;
use crate::http::error::ApiError;
use crate::http::extract::{Caller, CanRead, FromJson, JsonBody};
use crate::http::routes::{Route, post};
use crate::http::state::HttpState;
use crate::live::fetch_results::{FetchedResults, ResultFetcher};
use crate::orders::public_record;

pub fn routes() -> Vec<Route> {
    vec![post(path::RESULTS, results)]
}

/// `POST resultsByIds`
async fn results(
    State(fetcher): State<Arc<ResultFetcher>>,
    State(own_jobs): State<OwnJobs>,
    caller: Caller<CanRead>,
    JsonBody(ids): JsonBody<JobIds>,
) -> Result<Json<Envelope<ResultList>>, ApiError> {
    let handle_by_vendor_id = own_jobs.open(&caller, &ids)?;
    let vendor_ids: Vec<&str> = handle_by_vendor_id.keys().map(String::as_str).collect();
    // The handles are genuine, so the jobs were created; one the vendor does not see yet is simply missing.
    let FetchedResults { result, unanswered, .. } = fetcher.fetch_results_each(&vendor_ids).await?;
    if let Some((_, fault)) = unanswered.first()
        && unanswered.len() == vendor_ids.len()
    {
        return Err((*fault).into());
    }
    // One that is missing would count as gone, so a job about which there is no usable answer is shown without a state.
    let stateless = |(vendor_id, _)| JobRecord { id: Some(vendor_id), ..JobRecord::default() };
    let result = result
        .into_iter()
        .chain(unanswered.into_iter().map(stateless))
        .filter_map(|record| {
            let handle = handle_by_vendor_id.get(record.id.as_deref()?)?;
            Some(public_record::job(record, handle))
        })
        .collect();
    Ok(Json(Envelope::ok("OK", ResultList { result })))
}

/// Opens the handles of a caller's own jobs.
#[derive(Clone)]
pub(super) struct OwnJobs {
    job_handles: Arc<JobHandles>,
    clock: Clock,
}

impl FromRef<HttpState> for OwnJobs {
    fn from_ref(state: &HttpState) -> Self {
        Self { job_handles: state.job_handles.clone(), clock: state.clock.clone() }
    }
}

impl OwnJobs {
    /// The caller's own jobs among `ids`: their handles by the vendor's ids. The handle of another subject's job does not
    /// open, just like one that never existed.
    ///
    /// # Errors
    ///
    /// 404 when none of them is the caller's.
    pub fn open(&self, caller: &Claims, ids: &ResultsRequest) -> Result<HashMap<String, String>, ApiError> {
        let now_seconds = self.clock.now_seconds();
        let own: HashMap<String, String> = ids
            .split()
            .filter_map(|handle| Some((self.job_handles.open(handle, &caller.sub, now_seconds)?, handle.to_owned())))
            .collect();
        if own.is_empty() { Err(ApiError::not_found()) } else { Ok(own) }
    }
}

/// A body that names up to `MAXIMUM` jobs, and nothing else. By default as many as the vendor takes at once.
pub(super) struct JobIds<const MAXIMUM: usize = { ResultsRequest::MAXIMUM_IDS }>(ResultsRequest);

impl<const MAXIMUM: usize> JobIds<MAXIMUM> {
    /// Reads ids joined by commas.
    ///
    /// # Errors
    ///
    /// 400 about this field when there are none, or too many.
    pub fn parse(field: &str, ids: String) -> Result<Self, ApiError> {
        let ids = ResultsRequest { ids };
        if (1..=MAXIMUM).contains(&ids.split().count()) {
            return Ok(Self(ids));
        }
        let message = format!("Give {field}: 1 to {MAXIMUM} ids in one string, joined by commas.");
        Err(ApiError::invalid(vec![Issue::new(field, IssueCode::InvalidValue, message)]))
    }
}

impl<const MAXIMUM: usize> FromJson for JobIds<MAXIMUM> {
    fn from_json(value: Value) -> Result<Self, ApiError> {
        let ids = match &value {
            Value::Object(fields) if fields.len() == 1 => fields.get("_ids").and_then(Value::as_str),
            _ => None,
        };
        Self::parse("_ids", ids.unwrap_or_default().to_owned())
    }
}

impl<const MAXIMUM: usize> std::ops::Deref for JobIds<MAXIMUM> {
    type Target = ResultsRequest;

    fn deref(&self) -> &ResultsRequest {
        &self.0
    }
}
