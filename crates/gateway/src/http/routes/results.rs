use std::collections::HashMap;

use akool_contract::{Envelope, Issue, IssueCode, JobRecord, ResultList, ResultsRequest};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use http::HeaderMap;
use serde_json::Value;

use crate::app::{App, Shared};
use crate::auth::scope::Scope;
use crate::auth::token::Claims;
use crate::http::error::ApiError;
use crate::http::extract::json_body;
use crate::live::fetch_results::FetchedResults;
use crate::orders::public_record;
use crate::vendor::VendorError;

/// `POST resultsByIds`
pub async fn results(
    State(app): State<Shared>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Envelope<ResultList>>, ApiError> {
    let caller = app.authorize(&headers, Scope::Read)?;
    let value = json_body::json(&headers, body, app.deadlines.body).await?;
    let asked = asked_for(&value)?;
    let handle_by_vendor_id = open_handles(&app, &caller, &asked)?;

    let vendor_ids: Vec<&str> = handle_by_vendor_id.keys().map(String::as_str).collect();
    // The handles are genuine, so the jobs were created; one the vendor does not see yet is simply missing.
    let FetchedResults { result, unanswered, .. } =
        app.fetch_results_each(&vendor_ids).await.map_err(VendorError::of_reading)?;
    if let Some((_, fault)) = unanswered.first()
        && unanswered.len() == vendor_ids.len()
    {
        return Err(fault.of_reading());
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

/// The caller's own jobs among those asked for. A handle of somebody else's job does not open, just like one that never
/// existed.
pub fn open_handles(app: &App, caller: &Claims, asked: &ResultsRequest) -> Result<HashMap<String, String>, ApiError> {
    let now_seconds = app.clock.now_seconds();
    let own: HashMap<String, String> = asked
        .split()
        .filter_map(|handle| Some((app.job_handles.open(handle, &caller.sub, now_seconds)?, handle.to_owned())))
        .collect();
    if own.is_empty() { Err(ApiError::not_found()) } else { Ok(own) }
}

/// Whether not more jobs are asked for than may be.
pub fn check_count(asked: &ResultsRequest, field: &str, maximum: usize) -> Result<(), ApiError> {
    if (1..=maximum).contains(&asked.split().count()) {
        return Ok(());
    }
    let message = format!("Give {field}: 1 to {maximum} ids in one string, joined by commas.");
    Err(ApiError::invalid(vec![Issue::new(field, IssueCode::InvalidValue, message)]))
}

/// Reads a body that names as many jobs as the vendor takes at once, and nothing else.
pub fn asked_for(value: &Value) -> Result<ResultsRequest, ApiError> {
    asked_for_up_to(value, ResultsRequest::MAXIMUM_IDS)
}

/// Reads a body that names jobs and nothing else.
pub fn asked_for_up_to(value: &Value, maximum: usize) -> Result<ResultsRequest, ApiError> {
    let ids = match value {
        Value::Object(fields) if fields.len() == 1 => fields.get("_ids").and_then(Value::as_str),
        _ => None,
    };
    let asked = ResultsRequest { ids: ids.unwrap_or_default().to_owned() };
    check_count(&asked, "_ids", maximum).map(|()| asked)
}
