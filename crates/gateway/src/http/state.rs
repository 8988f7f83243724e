use std::sync::Arc;

use axum::extract::FromRef;

use crate::Clock;
use crate::archive::Archive;
use crate::auth::Auth;
use crate::capability::{JobHandles, PublicUrls};
use crate::http::body::BodyLimits;
use crate::http::cors::Origins;
use crate::http::rate_limit::RateLimiters;
use crate::live::fetch_results::ResultFetcher;
use crate::live::{Health, History, Live};
use crate::orders::Orders;
use crate::orders::media_policy::MediaPolicy;
use crate::orders::webhook::Webhooks;
use crate::storage::{FileStore, Uploads};
use crate::telemetry::metrics::Metrics;
use crate::vendor::{Vendor, VendorLists};

/// What handlers and extractors take their parts from. Cloning it costs one reference count.
#[derive(Clone)]
pub struct HttpState(Arc<HttpParts>);

/// The parts. A handler names those it needs as `State<Arc<Part>>`.
pub struct HttpParts {
    pub archive: Arc<Archive>,
    pub auth: Arc<Auth>,
    pub body_limits: BodyLimits,
    pub clock: Clock,
    pub fetcher: Arc<ResultFetcher>,
    pub health: Arc<Health>,
    pub history: Arc<History>,
    pub job_handles: Arc<JobHandles>,
    pub live: Arc<Live>,
    pub media_policy: Arc<MediaPolicy>,
    pub metrics: Arc<Metrics>,
    pub orders: Arc<Orders>,
    pub origins: Arc<Origins>,
    pub rate_limiters: Arc<RateLimiters>,
    pub storage: Arc<FileStore>,
    pub uploads: Arc<Uploads>,
    pub urls: Arc<PublicUrls>,
    pub vendor: Arc<Vendor>,
    pub vendor_lists: Arc<VendorLists>,
    pub webhooks: Arc<Webhooks>,
}

impl HttpState {
    /// Shares the parts.
    pub fn new(parts: HttpParts) -> Self {
        Self(Arc::new(parts))
    }
}

impl std::ops::Deref for HttpState {
    type Target = HttpParts;

    fn deref(&self) -> &HttpParts {
        &self.0
    }
}

macro_rules! parts {
    ($($field:ident: $part:ty),+ $(,)?) => {
        $(impl FromRef<HttpState> for $part {
            fn from_ref(state: &HttpState) -> Self {
                state.$field.clone()
            }
        })+
    };
}

parts! {
    archive: Arc<Archive>,
    auth: Arc<Auth>,
    body_limits: BodyLimits,
    clock: Clock,
    fetcher: Arc<ResultFetcher>,
    health: Arc<Health>,
    history: Arc<History>,
    job_handles: Arc<JobHandles>,
    live: Arc<Live>,
    media_policy: Arc<MediaPolicy>,
    orders: Arc<Orders>,
    origins: Arc<Origins>,
    storage: Arc<FileStore>,
    uploads: Arc<Uploads>,
    urls: Arc<PublicUrls>,
    vendor: Arc<Vendor>,
    vendor_lists: Arc<VendorLists>,
    webhooks: Arc<Webhooks>,
}
