use std::{net::SocketAddr, path::PathBuf, time::Duration};

use akool_renderer::Quality;
use clap::ValueEnum;

use super::{Retention, Scenario};
use crate::account::{Credentials, SubscriptionPlan};

/// How a simulator behaves. The program without flags uses [`Options::default`].
#[derive(Clone, Debug)]
pub struct Options {
    /// Where to listen; port 0 picks a free one.
    pub listen: SocketAddr,
    /// Origin of the media URLs in answers; by default `http://` and the address it listens on.
    pub public_url: Option<String>,
    /// Factor of the simulator's clock against the real one.
    pub speed: f64,
    /// Starts with the clock stopped.
    pub stopped: bool,
    /// Where the clock starts, in milliseconds since 1970; by default now.
    pub start_ms: Option<i64>,
    /// Full videos, or tiny ones that render in milliseconds.
    pub quality: Quality,
    /// The account's balance at the start.
    pub credits: i64,
    /// The account's subscription.
    pub plan: SubscriptionPlan,
    /// Which of the two known price lists applies.
    pub prices: Prices,
    /// Refuse requests that Akool's tables do not allow, instead of filling in missing fields.
    pub strict: bool,
    /// Offer the control routes.
    pub control: bool,
    /// Which cross-origin requests of the API routes browsers may make. Media are always open to every origin.
    pub cors: Cors,
    /// Seed that makes ids, nonces and pictures repeat from run to run.
    pub seed: Option<u64>,
    /// Videos rendered at the same time; by default one per core, and at least two.
    pub parallel_renders: Option<usize>,
    /// Keeps jobs, credits and media in this file.
    pub state: Option<PathBuf>,
    /// The account's credentials.
    pub credentials: Credentials,
    /// Real time without a request after which a named session ends.
    pub session_idle: Duration,
    /// What is forgotten.
    pub retention: Retention,
    /// Passes requests through to another server and records them.
    pub record: Option<RecordOptions>,
    /// Answers from this recording.
    pub replay: Option<PathBuf>,
    /// The set-up of the default session before the first request.
    pub scenario: Option<Scenario>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            public_url: None,
            speed: 1.0,
            stopped: false,
            start_ms: None,
            quality: Quality::Full,
            credits: 10_000,
            plan: SubscriptionPlan::Pro,
            prices: Prices::Documented,
            strict: false,
            control: false,
            cors: Cors::Off,
            seed: None,
            parallel_renders: None,
            state: None,
            credentials: Credentials::invented(),
            session_idle: Duration::from_secs(3600),
            retention: Retention::default(),
            record: None,
            replay: None,
            scenario: None,
        }
    }
}

/// How a server is recorded.
#[derive(Clone, Debug)]
pub struct RecordOptions {
    /// The recording; an older file is replaced.
    pub file: PathBuf,
    /// Scheme, host and port of the server.
    pub upstream: String,
}

/// Akool's page and the charges that users report differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Prices {
    /// 20 to 60 credits per video, as published.
    Documented,
    /// 20 credits per second for every size, as users report since 2026.
    Observed,
}

/// Cross-origin access to the API routes. What Akool allows is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Cors {
    /// No header: browsers refuse pages of other origins.
    Off,
    /// Every origin, with `Authorization` and `Content-Type`, but not `x-api-key`.
    Bearer,
    /// Every origin and every header.
    Any,
}
