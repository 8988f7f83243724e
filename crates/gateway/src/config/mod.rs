//! The configuration: environment variables, read and checked as a whole before anything starts.

mod access;
mod check;
mod environment;
mod explain;
mod fault;
mod read;
mod storage;
mod variables;

pub use check::log_filter;
pub use explain::{explain, explain_chain};
pub use fault::Fault;

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderName;
use url::Url;

use crate::DatabaseUrl;
use crate::HttpsProxy;
use crate::Minting;
use crate::Network;
use crate::Secret;
use crate::Sessions;
use crate::Storage;
use crate::TrustedProxies;

/// The checked configuration.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address to listen on. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// The address that serves metrics, if any.
    pub metrics_listen: Option<SocketAddr>,
    /// How callers reach this gateway: scheme, host and port, and a path if a proxy serves it below one. If absent, the
    /// address it listens on.
    pub public_url: Option<Url>,
    /// The vendor, or a simulator on this machine or on a host of `plain_http_hosts`.
    pub upstream: Url,
    /// Private hosts that may be spoken to without TLS.
    pub plain_http_hosts: Vec<String>,
    /// The proxy for https connections to the internet.
    pub https_proxy: Option<HttpsProxy>,
    /// The vendor's key.
    pub api_key: Secret,
    /// The vendor's client id, without which its webhooks cannot be decrypted.
    pub client_id: Option<Secret>,
    /// The secret from which all keys of the gateway are derived.
    pub master_secret: Secret,
    /// The master secret before this one. What it made is still accepted.
    pub previous_master_secret: Option<Secret>,
    /// Who may mint tokens, besides the site's sessions.
    pub minting: Minting,
    /// The site's own sessions, which may mint tokens for their own subject.
    pub sessions: Option<Sessions>,
    /// The default and the maximum lifetime of a token.
    pub token_ttl_seconds: u64,
    /// Other origins that may call, exactly as browsers send them.
    pub origins: Vec<String>,
    /// Request headers that pages of these origins may send, besides those that the gateway reads.
    pub allowed_headers: Vec<HeaderName>,
    /// The folder for uploads and, without a database, for the ledger.
    pub data_dir: PathBuf,
    /// A PostgreSQL database for the ledger, which several gateways can share.
    pub database_url: Option<DatabaseUrl>,
    /// A built page to serve at `/`.
    pub page_dir: Option<PathBuf>,
    /// The only hosts that pictures and sounds may come from, besides this gateway. Any host if absent.
    pub media_hosts: Option<Vec<String>>,
    /// The maximum size of an upload.
    pub upload_max_bytes: usize,
    /// The maximum size of all uploads together.
    pub uploads_total_max_bytes: u64,
    /// Where files are stored.
    pub storage: Storage,
    /// Whether finished videos are archived, and how many.
    pub archive: ArchiveOptions,
    /// How many days of their own jobs callers may list. 0 turns the list off.
    pub history_days: u32,
    /// The network that finished videos are fetched over.
    pub network: Arc<dyn Network>,
    /// How much may be spent.
    pub budgets: Budgets,
    /// How many event streams one subject may hold open.
    pub streams_per_subject: usize,
    /// Request rates.
    pub rate_limits: RateLimits,
    /// Proxies whose `X-Forwarded-For` is trusted.
    pub trusted_proxies: TrustedProxies,
    /// How many connections one address may hold; half of all if absent. Trusted proxies may hold any number.
    pub address_connections: Option<usize>,
    /// Deadlines and intervals.
    pub deadlines: Deadlines,
    /// Whether the key is checked right after the start, by a call that costs nothing.
    pub checks_key_at_start: bool,
    /// Settings that are allowed but probably unintended.
    pub warnings: Vec<String>,
}

/// How many requests are accepted.
#[derive(Clone, Copy, Debug)]
pub struct RateLimits {
    /// From one subject.
    pub subject_per_minute: NonZeroU32,
    /// From one address, by all its callers.
    pub address_per_minute: NonZeroU32,
}

impl Default for RateLimits {
    fn default() -> Self {
        let per_minute = |number| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
        // Twenty polls a second. An address may be that of an office.
        Self { subject_per_minute: per_minute(1200), address_per_minute: per_minute(6000) }
    }
}

/// Which finished videos are copied into the storage before the vendor deletes them.
#[derive(Clone, Copy, Debug)]
pub struct ArchiveOptions {
    /// For how many days they are stored. If absent, none are copied.
    pub days: Option<NonZeroU32>,
    /// Larger videos are not copied.
    pub max_bytes: u64,
    /// The maximum size of all copies together.
    pub total_max_bytes: u64,
}

impl Default for ArchiveOptions {
    fn default() -> Self {
        Self { days: None, max_bytes: 512 * 1024 * 1024, total_max_bytes: 50 * 1024 * 1024 * 1024 }
    }
}

/// How many credits may be spent, besides the limits of a token. No limit if absent.
#[derive(Clone, Copy, Debug, Default)]
pub struct Budgets {
    /// By one subject on one day (UTC).
    pub subject_credits_per_day: Option<f64>,
    /// By all subjects together on one day (UTC).
    pub site_credits_per_day: Option<f64>,
}

/// How long operations may take, and how often tasks run.
#[derive(Clone, Copy, Debug)]
pub struct Deadlines {
    /// For a request's head, and for the pause between two requests on a connection.
    pub head: Duration,
    /// For a JSON body.
    pub body: Duration,
    /// For an uploaded file.
    pub upload: Duration,
    /// For a call to the vendor.
    pub vendor: Duration,
    /// Between two polls of young jobs that have subscribers.
    pub poll: Duration,
    /// Between two checks for finished videos to archive.
    pub archive: Duration,
    /// Between two checks whether the vendor accepts the key again.
    pub key_probe: Duration,
    /// For everything that is under way when the gateway stops: connections, orders and copies together.
    pub drain: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            // Longer than the longest pause between two polls, so that a poll never meets a closing connection.
            head: Duration::from_secs(30),
            body: Duration::from_secs(10),
            upload: Duration::from_secs(120),
            vendor: Duration::from_secs(30),
            poll: Duration::from_secs(1),
            archive: Duration::from_secs(30),
            key_probe: Duration::from_secs(30),
            // Kubernetes kills a process after 30 s, and other steps have to fit in.
            drain: Duration::from_secs(20),
        }
    }
}

impl Settings {
    /// Reads and checks the environment.
    ///
    /// # Errors
    ///
    /// All faults of the configuration.
    pub fn from_environment(variables: impl IntoIterator<Item = (String, String)>) -> Result<Self, Vec<Fault>> {
        read::read(environment::Environment::new(variables))
    }

    /// Every environment variable with its meaning, for the help of the command line.
    pub fn variables_help() -> String {
        variables::variables_help()
    }
}
