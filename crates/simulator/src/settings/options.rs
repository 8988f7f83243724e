use std::{net::SocketAddr, path::PathBuf};

use akool_renderer::Quality;
use clap::ValueEnum;

use super::Scenario;
use crate::account::{Credentials, SubscriptionPlan};

/// How a simulator behaves. [`Options::default`] is what the binary does without flags.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where to listen; port 0 picks a free one.
    pub listen: SocketAddr,
    /// Origin of the media URLs in answers; by default `http://` and the address it listens on.
    pub public_url: Option<String>,
    /// Factor of the simulator's clock against the real one.
    pub speed: f64,
    /// Starts with the clock standing still.
    pub stopped: bool,
    /// Where the clock starts, in milliseconds since 1970; by default now.
    pub start_ms: Option<i64>,
    /// Full videos, or tiny ones that render in milliseconds.
    pub quality: Quality,
    /// The account's balance at the start.
    pub credits: i64,
    /// What the account may do.
    pub plan: SubscriptionPlan,
    /// Which of the two known price lists counts.
    pub prices: Prices,
    /// Refuse what the vendor's tables do not allow, in place of filling it in.
    pub strict: bool,
    /// Offer the control routes.
    pub control: bool,
    /// Which cross-origin requests of the API routes browsers may make. Media are open to every origin always.
    pub cors: Cors,
    /// Makes ids, nonces and pictures repeat from run to run.
    pub seed: Option<u64>,
    /// Videos rendered at the same time; by default one per core.
    pub parallel_renders: Option<usize>,
    /// Keeps jobs, credits and media in this file.
    pub state: Option<PathBuf>,
    /// The account's credentials.
    pub credentials: Credentials,
    /// What to set up before the first request.
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
            scenario: None,
        }
    }
}

/// The vendor's page and what observers were charged differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Prices {
    /// 20 to 60 credits per video, as published.
    Documented,
    /// 20 credits per second whatever the size, as observers report from 2026.
    Observed,
}

/// Cross-origin access to the API routes; what the vendor allows is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Cors {
    /// No header: browsers refuse pages of other origins.
    Off,
    /// Every origin, with `Authorization` and `Content-Type`, but not `x-api-key`.
    Bearer,
    /// Every origin and every header.
    Any,
}
