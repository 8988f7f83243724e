use std::collections::HashSet;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use akool_contract::path;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use url::Url;

use crate::ArchiveOptions;
use crate::Budgets;
use crate::Clock;
use crate::Deadlines;
use crate::Minting;
use crate::Secret;
use crate::Settings;
use crate::archive::Fetcher;
use crate::auth::revocation::Revoked;
use crate::auth::session::SessionReader;
use crate::auth::token::{Claims, Tokens};
use crate::capability::keyring::{self, Keyring, Previous, Purpose};
use crate::capability::{ContentIds, FileId, FileUrls, HookUrls, JobHandles, MAXIMUM_LIFETIME_SECONDS, UploadTickets};
use crate::http::rate_limit::{Limiter, TrustedProxies};
use crate::http::router;
use crate::http::routes::uploads::UploadSlots;
use crate::http::server::StartError;
use crate::live::fetch_results::Suspects;
use crate::live::{Streams, Watches};
use crate::loopback::is_plainly_private;
use crate::shared_lookup::SharedLookup;
use crate::storage::FileStore;
use crate::telemetry::metrics::Metrics;
use crate::vendor::lists::VendorLists;
use crate::vendor::readiness::Readiness;
use crate::vendor::{Vendor, VendorError};
use akool_ledger::{BudgetLimits, Ledger, Millicredits};

/// However often readiness is asked for, the ledger is written for it this often at most.
const LEDGER_PROBE_FRESH: Duration = Duration::from_secs(5);

/// What every route may use.
pub type Shared = Arc<App>;

/// The gateway's parts, put together once.
pub struct App {
    pub clock: Clock,
    pub deadlines: Deadlines,
    pub minting: Minting,
    pub sessions: Option<SessionReader>,
    pub token_ttl_seconds: u64,
    /// Scheme, host and port of this gateway, as a browser writes an origin.
    pub public_origin: String,
    pub is_public: bool,
    pub origins: Vec<String>,
    pub checks_key_at_start: bool,
    /// Whether the ledger could be written a moment ago.
    pub ledger_probe: SharedLookup<(), ()>,
    pub media_hosts: Option<Vec<String>>,
    pub upload_max_bytes: usize,
    pub upload_slots: UploadSlots,
    pub tokens: Tokens,
    pub revoked: Revoked,
    pub job_handles: JobHandles,
    pub file_urls: FileUrls,
    pub content_ids: ContentIds,
    pub hook_urls: HookUrls,
    pub upload_tickets: UploadTickets,
    pub client_id: Option<Secret>,
    pub watches: Arc<Watches>,
    pub streams: Streams,
    /// Cancelled when the gateway is asked to stop; streams end then.
    pub stopping: CancellationToken,
    pub files: FileStore,
    pub vendor: Vendor,
    pub metrics: Arc<Metrics>,
    /// Creates under way, which a stop waits for even if their callers have hung up.
    pub paying: TaskTracker,
    pub lists: VendorLists,
    pub suspects: Suspects,
    pub kept: ArchiveOptions,
    pub fetcher: Fetcher,
    /// Somebody noted a finished video that is to be copied.
    pub videos_waiting: Notify,
    /// Failed jobs whose credits have not been given back to their budgets yet, by the vendor's ids.
    pub refunds_waiting: Mutex<HashSet<String>>,
    pub readiness: Readiness,
    pub ledger: Ledger,
    pub subject_limiter: Limiter,
    pub address_limiter: Limiter,
    pub trusted_proxies: TrustedProxies,
    budgets: Budgets,
}

impl App {
    /// Opens the book and the folders and derives the keys.
    pub async fn assemble(
        settings: &Settings,
        public_url: &Url,
        local: SocketAddr,
        clock: Clock,
    ) -> Result<Self, StartError> {
        let ledger = Ledger::open(&settings.data_dir, settings.database_url.as_ref(), clock.now_ms()).await?;
        let previous_since = previous_since(settings, &ledger, clock.now_seconds()).await?;
        let keys = |purpose| {
            let previous =
                settings.previous_master_secret.as_ref().zip(previous_since).map(|(secret, since_seconds)| Previous {
                    secret,
                    until_seconds: since_seconds + lifetime_seconds(purpose, settings),
                });
            Keyring::derive(&settings.master_secret, previous.as_ref(), purpose)
        };
        let revoked = Revoked::load(ledger.revoked().await?);
        let public_origin = public_url.origin().ascii_serialization();
        let files = FileStore::open(
            &settings.storage,
            &settings.data_dir,
            settings.uploads_total_max_bytes,
            settings.kept.total_max_bytes,
            clock.now_seconds(),
        )
        .await?;
        let metrics = Arc::new(Metrics::new(router::patterns()));
        let vendor =
            Vendor::new(&settings.upstream, settings.api_key.clone(), settings.deadlines.vendor, metrics.clone())
                .map_err(StartError::Tls)?;
        let fetcher = Fetcher::new(settings.network.clone(), vendor.is_loopback()).map_err(StartError::Tls)?;
        Ok(Self {
            deadlines: settings.deadlines,
            minting: settings.minting.clone(),
            sessions: settings.sessions.as_ref().map(SessionReader::new).transpose()?,
            token_ttl_seconds: settings.token_ttl_seconds,
            is_public: !is_plainly_private(public_url),
            origins: origins(settings, local),
            checks_key_at_start: settings.checks_key_at_start,
            media_hosts: settings.media_hosts.clone(),
            upload_max_bytes: settings.upload_max_bytes,
            upload_slots: UploadSlots::default(),
            tokens: Tokens::new(keys(Purpose::AccessToken), &public_origin),
            revoked,
            job_handles: JobHandles::new(keys(Purpose::JobHandle)),
            file_urls: FileUrls::new(keys(Purpose::FileUrl)),
            content_ids: ContentIds::new(keys(Purpose::ContentId)),
            hook_urls: HookUrls::new(keys(Purpose::HookUrl)),
            upload_tickets: UploadTickets::new(keys(Purpose::UploadTicket)),
            client_id: settings.client_id.clone(),
            watches: Arc::default(),
            streams: Streams::new(settings.streams_per_subject),
            stopping: CancellationToken::new(),
            public_origin,
            files,
            vendor,
            metrics,
            paying: TaskTracker::new(),
            lists: VendorLists::default(),
            suspects: Suspects::default(),
            kept: settings.kept,
            fetcher,
            videos_waiting: Notify::new(),
            refunds_waiting: Mutex::default(),
            readiness: Readiness::default(),
            ledger_probe: SharedLookup::new(LEDGER_PROBE_FRESH),
            ledger,
            subject_limiter: Limiter::new("subject", settings.rate_limits.subject_per_minute, &clock),
            address_limiter: Limiter::new("address", settings.rate_limits.address_per_minute, &clock),
            trusted_proxies: settings.trusted_proxies.clone(),
            budgets: settings.budgets,
            clock,
        })
    }

    /// How much a caller may spend.
    pub fn budget_limits(&self, caller: &Claims) -> BudgetLimits {
        let millicredits = |credits: Option<f64>| credits.and_then(Millicredits::from_credits);
        BudgetLimits {
            token: millicredits(caller.limits.max_credits),
            token_creates: caller.limits.max_creates,
            subject_per_day: millicredits(self.budgets.subject_credits_per_day),
            site_per_day: millicredits(self.budgets.site_credits_per_day),
        }
    }

    /// Whether a page of this origin may call.
    pub fn knows_origin(&self, origin: &str) -> bool {
        origin == self.public_origin || self.origins.iter().any(|known| known == origin)
    }

    /// Whether the vendor could fetch what is uploaded here and report to us: a simulator on this machine can always.
    pub fn is_reached_by_vendor(&self) -> bool {
        self.vendor.is_loopback() || self.is_public
    }

    /// Where the outside finds an uploaded file.
    pub fn file_url(&self, file: &FileId) -> String {
        format!("{}{}/{}", self.public_origin, path::FILES, self.file_urls.seal(file))
    }

    /// What stands for a file's URL where two orders are compared: an upload's URL differs from one time to the next, since
    /// it says until when it is good, and the file behind it is the same.
    pub fn comparable(&self, url: &str) -> String {
        let capability =
            url.strip_prefix(&self.public_origin).and_then(|path| path.strip_prefix(path::FILES)?.strip_prefix('/'));
        match capability.and_then(FileUrls::named_in) {
            Some(id) => id.iter().fold(String::from("upload:"), |text, byte| format!("{text}{byte:02x}")),
            None => url.to_owned(),
        }
    }

    /// Notes what a call to the vendor says about our key.
    pub fn observe<T>(&self, outcome: Result<T, VendorError>) -> Result<T, VendorError> {
        match &outcome {
            Ok(_) => self.readiness.key_accepted(),
            Err(fault) => {
                tracing::warn!(?fault, "the vendor");
                if fault.is_about_our_key() {
                    self.readiness.key_refused();
                }
            }
        }
        outcome
    }
}

/// The pages that may call. Without login the gateway's own page may have been opened by any name of this machine, which
/// the browser takes for another origin each.
fn origins(settings: &Settings, local: SocketAddr) -> Vec<String> {
    let mut origins = settings.origins.clone();
    if matches!(settings.minting, Minting::LoginFree) && local.ip().is_loopback() {
        origins.extend(["127.0.0.1", "localhost", "[::1]"].map(|host| format!("http://{host}:{}", local.port())));
    }
    origins
}

/// A secret counts as the previous one from the first start that sees it as that; nothing made with it lives longer than
/// what is left after that.
async fn previous_since(settings: &Settings, ledger: &Ledger, now_seconds: u64) -> Result<Option<u64>, StartError> {
    let Some(secret) = &settings.previous_master_secret else { return Ok(None) };
    Ok(Some(ledger.previous_since(&keyring::fingerprint(secret), now_seconds).await?))
}

/// How long capabilities of a kind live at most.
fn lifetime_seconds(purpose: Purpose, settings: &Settings) -> u64 {
    match settings.kept.days {
        Some(days) if purpose == Purpose::FileUrl => MAXIMUM_LIFETIME_SECONDS.max(u64::from(days.get()) * 24 * 60 * 60),
        _ => MAXIMUM_LIFETIME_SECONDS,
    }
}
