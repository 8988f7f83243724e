//! Metrics for a monitoring system. Labels are route patterns and outcomes, of which there are few, and never subjects, jobs
//! or addresses.

mod labels;

use std::time::Duration;

use prometheus_client::encoding::text;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

pub use labels::{Answered, CreateOutcome, VendorRoute};
use labels::{AtRoute, Ended, OfVendor};

use akool_ledger::Millicredits;

/// From the duration of a poll to the deadline of a call to the vendor.
const SECONDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0, 30.0];

type Histograms<Labels> = Family<Labels, Histogram, fn() -> Histogram>;

/// The metrics, and the registry that encodes them.
pub struct Metrics {
    registry: Registry,
    /// The patterns of all routes. All other paths share one label.
    routes: Vec<&'static str>,
    requests: Family<Answered, Counter>,
    request_seconds: Histograms<AtRoute>,
    vendor_requests: Family<OfVendor, Counter>,
    vendor_seconds: Histograms<AtRoute>,
    creates: Family<Ended, Counter>,
    credits_reserved: Counter<f64, std::sync::atomic::AtomicU64>,
    credits_settled: Counter<f64, std::sync::atomic::AtomicU64>,
    open_streams: Gauge,
    watched_jobs: Gauge,
    ready: Gauge,
}

/// Values that are sampled when the metrics are read.
pub struct CurrentState {
    /// Open event streams.
    pub open_streams: usize,
    /// Jobs with subscribers.
    pub watched_jobs: usize,
    /// Whether the gateway can do its work.
    pub is_ready: bool,
}

impl Metrics {
    /// Metrics for these routes, all zero.
    pub fn new(routes: Vec<&'static str>) -> Self {
        let histogram: fn() -> Histogram = || Histogram::new(SECONDS);
        let mut metrics = Self {
            registry: Registry::with_prefix("akool_gateway"),
            routes,
            requests: Family::default(),
            request_seconds: Family::new_with_constructor(histogram),
            vendor_requests: Family::default(),
            vendor_seconds: Family::new_with_constructor(histogram),
            creates: Family::default(),
            credits_reserved: Counter::default(),
            credits_settled: Counter::default(),
            open_streams: Gauge::default(),
            watched_jobs: Gauge::default(),
            ready: Gauge::default(),
        };
        metrics.register();
        metrics
    }

    fn register(&mut self) {
        let Self { registry, .. } = self;
        registry.register("http_requests", "Requests by route pattern, method and status", self.requests.clone());
        registry.register_with_unit(
            "http_request",
            "Duration of requests; of event streams, the time until they start",
            Unit::Seconds,
            self.request_seconds.clone(),
        );
        registry.register("vendor_requests", "Calls to Akool by route and outcome", self.vendor_requests.clone());
        registry.register_with_unit(
            "vendor_request",
            "Duration of calls to Akool",
            Unit::Seconds,
            self.vendor_seconds.clone(),
        );
        registry.register("creates", "Orders by outcome; each video of a batch counts", self.creates.clone());
        registry.register("credits_reserved", "Credits reserved before calls to Akool", self.credits_reserved.clone());
        registry.register("credits_settled", "Credits that Akool took", self.credits_settled.clone());
        registry.register("open_streams", "Open event streams", self.open_streams.clone());
        registry.register("watched_jobs", "Jobs with subscribers", self.watched_jobs.clone());
        registry.register("ready", "1 while Akool accepts the key and the ledger is reachable", self.ready.clone());
    }

    /// The label of a route pattern.
    pub fn route(&self, pattern: Option<&str>) -> &'static str {
        self.routes.iter().find(|route| Some(**route) == pattern).unwrap_or(&"other")
    }

    /// Counts a request.
    pub fn answered(&self, route: &'static str, method: &'static str, status: u16, took: Duration) {
        let labels = Answered { route, method, status };
        self.requests.get_or_create(&labels).inc();
        self.request_seconds.get_or_create(&AtRoute { route }).observe(took.as_secs_f64());
    }

    /// Counts a call to the vendor.
    pub fn called_vendor(&self, route: VendorRoute, outcome: &'static str, took: Duration) {
        let route = route.as_str();
        self.vendor_requests.get_or_create(&OfVendor { route, outcome }).inc();
        self.vendor_seconds.get_or_create(&AtRoute { route }).observe(took.as_secs_f64());
    }

    /// Counts reserved credits.
    pub fn reserved(&self, amount: Millicredits) {
        self.credits_reserved.inc_by(amount.as_credits());
    }

    /// Counts the outcome of an order, and the credits that the vendor took for it.
    pub fn ended(&self, end: CreateOutcome, taken: Option<Millicredits>) {
        self.creates.get_or_create(&Ended { end: end.as_str() }).inc();
        if let Some(taken) = taken {
            self.credits_settled.inc_by(taken.as_credits());
        }
    }

    /// All metrics as OpenMetrics text.
    pub fn write(&self, state: CurrentState) -> String {
        self.open_streams.set(state.open_streams as i64);
        self.watched_jobs.set(state.watched_jobs as i64);
        self.ready.set(state.is_ready.into());
        let mut text = String::new();
        match text::encode(&mut text, &self.registry) {
            Ok(()) => text,
            Err(_) => String::new(),
        }
    }
}
