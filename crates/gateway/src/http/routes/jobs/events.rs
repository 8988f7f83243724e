use std::collections::{HashMap, HashSet};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use akool_contract::{ResultList, path};
use axum::extract::{FromRef, Query, State};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse as _, Response};
use futures_util::{Stream, stream};
use http::HeaderName;
use http::header::CACHE_CONTROL;
use serde::Deserialize;
use tokio::time::Instant;

use super::results::{JobIds, OwnJobs};
use crate::auth::Auth;
use crate::auth::token::Claims;
use crate::http::error::ApiError;
use crate::http::extract::{Caller, CanRead, JsonBody};
use crate::http::routes::{Route, get, post};
use crate::http::state::HttpState;
use crate::live::{Change, Live, StreamSlot, Subscription};
use crate::orders::public_record;

/// Often enough for the proxies on the way, which close what is silent for a minute or less.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// For nginx. Other proxies that compress, and so hold events back, respect `no-transform`.
const ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// Jobs that one stream may be about.
const MAXIMUM_JOBS: usize = 200;

pub fn routes() -> Vec<Route> {
    vec![get(path::EVENTS, by_query), post(path::EVENTS, by_body)]
}

/// Which jobs to watch.
#[derive(Deserialize)]
struct Watched {
    /// Ids joined by commas.
    #[serde(default)]
    ids: String,
}

/// `GET /events?ids=…`: a snapshot of all jobs, then every change of each, until all are done or the token ends.
async fn by_query(
    State(feeds): State<Feeds>,
    caller: Caller<CanRead>,
    Query(watched): Query<Watched>,
) -> Result<Response, ApiError> {
    feeds.open(&caller, &JobIds::parse("ids", watched.ids)?)
}

/// `POST /events` with the body of `resultsByIds`: likewise. Many ids are too long for a URL, and a URL is written into more
/// logs than a body.
async fn by_body(
    State(feeds): State<Feeds>,
    caller: Caller<CanRead>,
    JsonBody(ids): JsonBody<JobIds<MAXIMUM_JOBS>>,
) -> Result<Response, ApiError> {
    feeds.open(&caller, &ids)
}

/// Opens streams.
#[derive(Clone)]
struct Feeds {
    auth: Arc<Auth>,
    live: Arc<Live>,
    own_jobs: OwnJobs,
}

impl FromRef<HttpState> for Feeds {
    fn from_ref(state: &HttpState) -> Self {
        Self { auth: state.auth.clone(), live: state.live.clone(), own_jobs: OwnJobs::from_ref(state) }
    }
}

impl Feeds {
    fn open(self, caller: &Claims, ids: &JobIds<MAXIMUM_JOBS>) -> Result<Response, ApiError> {
        let handle_by_vendor_id = self.own_jobs.open(caller, ids)?;
        let slot = self.live.streams.open(&caller.sub)?;
        let vendor_ids: Vec<String> = handle_by_vendor_id.keys().cloned().collect();
        let feed = Feed {
            under_way: vendor_ids.iter().cloned().collect(),
            subscription: self.live.subscribe(vendor_ids),
            handle_by_vendor_id,
            token: caller.jti.clone(),
            ends_at: Instant::now() + Duration::from_secs(caller.exp.saturating_sub(self.auth.clock.now_seconds())),
            has_begun: false,
            _slot: slot,
            auth: self.auth,
            live: self.live,
        };
        let no_buffering = [(CACHE_CONTROL, "no-store, no-transform"), (ACCEL_BUFFERING, "no")];
        Ok((no_buffering, Sse::new(feed.into_stream())).into_response())
    }
}

/// One caller's stream.
struct Feed {
    auth: Arc<Auth>,
    live: Arc<Live>,
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
        if self.auth.revocations.contains(&self.token) {
            return None;
        }
        if self.has_begun && self.under_way.is_empty() {
            return None;
        }
        let (ends_at, stopping) = (self.ends_at, self.live.stopping.clone());
        tokio::select! {
            event = self.next_change() => event,
            () = tokio::time::sleep(HEARTBEAT) => Some(Event::default().comment("still here")),
            () = tokio::time::sleep_until(ends_at) => None,
            () = stopping.cancelled() => None,
        }
    }

    async fn next_change(&mut self) -> Option<Event> {
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
