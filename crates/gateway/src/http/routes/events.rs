use std::collections::{HashMap, HashSet};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use akool_contract::{BusinessCode, ResultList, ResultsRequest};
use axum::body::Body;
use axum::extract::{Query, State};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse as _, Response};
use futures_util::{Stream, stream};
use http::header::CACHE_CONTROL;
use http::{HeaderMap, HeaderName, StatusCode};
use serde::Deserialize;
use tokio::time::Instant;

use super::results::{asked_for_up_to, check_count, open_handles};
use crate::app::Shared;
use crate::auth::scope::Scope;
use crate::auth::token::Claims;
use crate::http::error::ApiError;
use crate::http::extract::json_body;
use crate::live::{Change, StreamSlot, Subscription};
use crate::orders::public_record;

/// Often enough for the proxies on the way, which close what is silent for a minute or less.
const HEARTBEAT: Duration = Duration::from_secs(15);
const ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// Jobs that one stream may be about.
const MAXIMUM_JOBS: usize = 200;

/// Which jobs to watch.
#[derive(Deserialize)]
pub struct Watched {
    /// Ids joined by commas.
    #[serde(default)]
    ids: String,
}

/// `GET /events?ids=…`: a snapshot of all jobs, then every change of each, until all are done or the token ends.
pub async fn by_query(
    State(app): State<Shared>,
    headers: HeaderMap,
    Query(watched): Query<Watched>,
) -> Result<Response, ApiError> {
    let caller = app.authorize(&headers, Scope::Read)?;
    let asked = ResultsRequest { ids: watched.ids };
    check_count(&asked, "ids", MAXIMUM_JOBS)?;
    events(app, caller, &asked)
}

/// `POST /events` with the body of `resultsByIds`: likewise. Many ids are too long for an address, and an address is
/// written into more logs than a body.
pub async fn by_body(State(app): State<Shared>, headers: HeaderMap, body: Body) -> Result<Response, ApiError> {
    let caller = app.authorize(&headers, Scope::Read)?;
    let value = json_body::json(&headers, body, app.deadlines.body).await?;
    events(app, caller, &asked_for_up_to(&value, MAXIMUM_JOBS)?)
}

fn events(app: Shared, caller: Arc<Claims>, asked: &ResultsRequest) -> Result<Response, ApiError> {
    let handle_by_vendor_id = open_handles(&app, &caller, asked)?;
    let slot = app.streams.open(&caller.sub).ok_or_else(too_many_streams)?;
    let vendor_ids: Vec<String> = handle_by_vendor_id.keys().cloned().collect();
    let feed = Feed {
        under_way: vendor_ids.iter().cloned().collect(),
        subscription: app.watches.subscribe(vendor_ids, app.clock.running()),
        handle_by_vendor_id,
        token: caller.jti.clone(),
        ends_at: Instant::now() + Duration::from_secs(caller.exp.saturating_sub(app.clock.now_seconds())),
        has_begun: false,
        _slot: slot,
        app,
    };
    let no_buffering = [(CACHE_CONTROL, "no-store"), (ACCEL_BUFFERING, "no")];
    Ok((no_buffering, Sse::new(feed.into_stream())).into_response())
}

/// One caller's stream.
struct Feed {
    app: Shared,
    token: String,
    ends_at: Instant,
    subscription: Subscription,
    handle_by_vendor_id: HashMap<String, String>,
    /// Jobs that may still change.
    under_way: HashSet<String>,
    has_begun: bool,
    _slot: StreamSlot,
}

impl Feed {
    fn into_stream(self) -> impl Stream<Item = Result<Event, Infallible>> {
        stream::unfold(self, |mut feed| async move {
            let event = feed.next().await?;
            Some((Ok(event), feed))
        })
    }

    async fn next(&mut self) -> Option<Event> {
        if self.app.revoked.contains(&self.token) {
            return None;
        }
        if self.has_begun && self.under_way.is_empty() {
            return None;
        }
        let (ends_at, stopping) = (self.ends_at, self.app.stopping.clone());
        tokio::select! {
            event = self.news() => event,
            () = tokio::time::sleep(HEARTBEAT) => Some(Event::default().comment("still here")),
            () = tokio::time::sleep_until(ends_at) => None,
            () = stopping.cancelled() => None,
        }
    }

    async fn news(&mut self) -> Option<Event> {
        if self.has_begun {
            let change = self.subscription.changed().await?;
            return Event::default().event("job").json_data(self.public(change)?).ok();
        }
        let snapshot = self.subscription.snapshot().await;
        self.has_begun = true;
        let result = snapshot.into_iter().filter_map(|change| self.public(change)).collect();
        Event::default().event("snapshot").json_data(ResultList { result }).ok()
    }

    fn public(&mut self, (vendor_id, record): Change) -> Option<akool_contract::JobRecord> {
        if record.job_status().is_terminal() {
            self.under_way.remove(&vendor_id);
        }
        let handle = self.handle_by_vendor_id.get(&vendor_id)?;
        Some(public_record::job((*record).clone(), handle))
    }
}

fn too_many_streams() -> ApiError {
    let message = "Too many streams are open; watch several jobs in one.";
    ApiError::new(StatusCode::TOO_MANY_REQUESTS, BusinessCode::TOO_FREQUENT, message).retry_after(5)
}
