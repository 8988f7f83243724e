use akool_contract::{CreateRequest, Envelope, Issue, IssueCode, JobRecord, Lenient, Raw};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use http::HeaderMap;
use url::Url;

use crate::app::{App, Shared};
use crate::auth::scope::Scope;
use crate::http::error::ApiError;
use crate::http::extract::idempotency_key::IdempotencyKey;
use crate::http::extract::json_body;
use crate::http::ignored_fields::{self, IgnoredFields};
use crate::loopback::is_plainly_private;
use crate::orders::order::Wish;
use crate::orders::submit::{self, submit_detached};

/// `POST createBySourcePrompt`
pub async fn create(
    State(app): State<Shared>,
    headers: HeaderMap,
    body: Body,
) -> Result<(IgnoredFields, Json<Envelope<JobRecord>>), ApiError> {
    let caller = app.authorize(&headers, Scope::Create)?;
    let value = json_body::json(&headers, body, app.deadlines.body).await?;
    app.still_allowed(&caller)?;
    let key = IdempotencyKey::read(&headers)?;
    let Lenient { request, ignored } = CreateRequest::parse_leniently(&Raw::from(&value)).map_err(ApiError::invalid)?;
    let ignored = ignored_fields::report(&ignored);
    let mut issues = own_rules(&app, &request);
    issues.extend(caller.limits.issues(&request));
    if !issues.is_empty() {
        return Err(ApiError::invalid(issues));
    }

    Ok((ignored, Json(Envelope::ok("OK", submit_detached(app, caller, Wish::Create(request), key).await?))))
}

/// `GET createBySourcePrompt` with an `Idempotency-Key`: how the create of that name ended. It makes nothing, so a page
/// that lost an answer may ask at any time.
pub async fn replay(State(app): State<Shared>, headers: HeaderMap) -> Result<Json<Envelope<JobRecord>>, ApiError> {
    let caller = app.authorize(&headers, Scope::Read)?;
    let key = IdempotencyKey::read(&headers)?;
    Ok(Json(Envelope::ok("OK", submit::replay(&app, &caller, key).await?)))
}

/// What the vendor would take and this gateway does not.
fn own_rules(app: &App, request: &CreateRequest) -> Vec<Issue> {
    let mut issues: Vec<Issue> = webhook_issue(request.webhookurl.as_ref()).into_iter().collect();
    let media = [("image_url", Some(&request.image_url)), ("audio_url", request.audio_url.as_ref())];
    for (field, url) in media.into_iter().filter_map(|(field, url)| Some((field, url?))) {
        issues.extend(media_issue(app, field, url));
    }
    issues
}

/// The vendor's reports go to this gateway and nowhere else.
pub fn webhook_issue(given: Option<&String>) -> Option<Issue> {
    let message = "Leave webhookurl out: the gateway watches the job itself.";
    given.map(|_| Issue::new("webhookurl", IssueCode::NotAllowed, message))
}

/// Nothing is fetched here, whatever the URL; it is only judged by its text.
pub fn media_issue(app: &App, field: &str, text: &str) -> Option<Issue> {
    let Ok(url) = Url::parse(text) else {
        return Some(Issue::new(field, IssueCode::InvalidUrl, "This is not a URL."));
    };
    if !app.vendor.is_loopback() && is_plainly_private(&url) {
        let message = "The video service cannot reach this address; use one that is open to the internet.";
        return Some(Issue::new(field, IssueCode::NotAllowed, message));
    }
    let is_ours = url.origin().ascii_serialization() == app.public_origin;
    match &app.media_hosts {
        Some(hosts) if !is_ours && !hosts.iter().any(|host| is_host(url.host_str(), host)) => Some(Issue::new(
            field,
            IssueCode::NotAllowed,
            "Files from this host are not accepted; upload the file instead.",
        )),
        _ => None,
    }
}

/// Whether a host is the listed one, or below it when that is `*.shop.example`.
fn is_host(host: Option<&str>, listed: &str) -> bool {
    let Some(host) = host else { return false };
    match listed.strip_prefix('*') {
        Some(suffix) => host.len() > suffix.len() && host.ends_with(suffix),
        None => host == listed,
    }
}
