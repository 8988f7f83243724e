//! Everything that can be set, read from the environment and checked as a whole before anything starts.

mod check;
mod environment;
mod explain;
mod fault;
mod read;
mod storage;

pub use explain::{explain, explain_chain};
pub use fault::Fault;

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use crate::DatabaseUrl;
use crate::Minting;
use crate::Network;
use crate::Secret;
use crate::Sessions;
use crate::Storage;
use crate::TrustedProxies;

/// What the gateway needs to know to run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where a monitoring system may ask for metrics; nowhere when absent.
    pub metrics_listen: Option<SocketAddr>,
    /// How the outside reaches this gateway: scheme, host and port. The address listened on when absent.
    pub public_url: Option<Url>,
    /// The vendor, or a simulator on this machine.
    pub upstream: Url,
    /// The vendor's key.
    pub api_key: Secret,
    /// The vendor's client id; reports from the vendor cannot be read without it.
    pub client_id: Option<Secret>,
    /// Everything the gateway signs or seals is made with keys derived from it.
    pub master_secret: Secret,
    /// The one before; what it made is still read.
    pub previous_master_secret: Option<Secret>,
    /// Who may mint tokens.
    pub minting: Minting,
    /// The site's own logins, which may mint for themselves.
    pub sessions: Option<Sessions>,
    /// Longest and usual life of a token.
    pub token_ttl_seconds: u64,
    /// Pages of other origins that may call, exactly as browsers write them.
    pub origins: Vec<String>,
    /// Where uploads live, and the book when there is no database.
    pub data_dir: PathBuf,
    /// A PostgreSQL database for the book, which several gateways may share.
    pub database_url: Option<DatabaseUrl>,
    /// A built page to serve at `/`.
    pub page_dir: Option<PathBuf>,
    /// The only hosts pictures and sounds may come from, besides this gateway; any when absent.
    pub media_hosts: Option<Vec<String>>,
    /// Largest upload.
    pub upload_max_bytes: usize,
    /// Room for all uploads together.
    pub uploads_total_max_bytes: u64,
    /// Where files are kept.
    pub storage: Storage,
    /// Whether finished videos are copied, and how many.
    pub kept: ArchiveOptions,
    /// How many days of their own jobs callers may list; none when zero.
    pub history_days: u32,
    /// The network that finished videos are fetched over.
    pub network: Arc<dyn Network>,
    /// How much may be spent.
    pub budgets: Budgets,
    /// How many event streams one subject may hold open.
    pub streams_per_subject: usize,
    /// How often callers may call.
    pub rate_limits: RateLimits,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: TrustedProxies,
    /// How many connections one address may hold; half of all when absent. Trusted proxies may hold any number.
    pub address_connections: Option<usize>,
    /// How long things may take.
    pub deadlines: Deadlines,
    /// Whether a free call to the vendor shows right after the start that it takes the key.
    pub checks_key_at_start: bool,
    /// What is allowed and probably not meant.
    pub warnings: Vec<String>,
}

/// How often callers may call.
#[derive(Clone, Copy, Debug)]
pub struct RateLimits {
    /// One subject.
    pub subject_per_minute: NonZeroU32,
    /// One address, whoever calls from it.
    pub address_per_minute: NonZeroU32,
}

impl Default for RateLimits {
    fn default() -> Self {
        let per_minute = |number| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
        // Twenty polls a second; an address may be an office.
        Self { subject_per_minute: per_minute(1200), address_per_minute: per_minute(6000) }
    }
}

/// Which finished videos are copied into the storage before the vendor deletes them.
#[derive(Clone, Copy, Debug)]
pub struct ArchiveOptions {
    /// For how many days from then; none are copied when absent.
    pub days: Option<NonZeroU32>,
    /// Larger ones are left alone.
    pub max_bytes: u64,
    /// Room for all of them together.
    pub total_max_bytes: u64,
}

impl Default for ArchiveOptions {
    fn default() -> Self {
        Self { days: None, max_bytes: 512 * 1024 * 1024, total_max_bytes: 50 * 1024 * 1024 * 1024 }
    }
}

/// How much may be spent, beside what a token allows; an absent ceiling is none.
#[derive(Clone, Copy, Debug, Default)]
pub struct Budgets {
    /// By one subject on one day (UTC).
    pub subject_credits_per_day: Option<f64>,
    /// By everybody on one day (UTC).
    pub site_credits_per_day: Option<f64>,
}

/// How long things may take.
#[derive(Clone, Copy, Debug)]
pub struct Deadlines {
    /// A request's head, and the pause between two requests on a connection.
    pub head: Duration,
    /// A JSON body.
    pub body: Duration,
    /// An uploaded file.
    pub upload: Duration,
    /// A call to the vendor.
    pub vendor: Duration,
    /// Between two looks at young jobs that somebody watches.
    pub poll: Duration,
    /// Between two looks whether a finished video waits to be copied.
    pub keep: Duration,
    /// Between two looks whether the vendor takes the key again.
    pub key_probe: Duration,
    /// What is under way when the gateway is asked to stop: connections, creates and copies together.
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
            keep: Duration::from_secs(30),
            key_probe: Duration::from_secs(30),
            // Kubernetes kills after thirty, and other things have to happen within them.
            drain: Duration::from_secs(20),
        }
    }
}

impl Settings {
    /// Reads and checks the environment; on failure every fault at once.
    pub fn from_environment(variables: impl IntoIterator<Item = (String, String)>) -> Result<Self, Vec<Fault>> {
        read::read(environment::Environment::new(variables))
    }
}
