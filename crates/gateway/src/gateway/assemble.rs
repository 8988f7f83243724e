use std::net::SocketAddr;
use std::sync::Arc;

use akool_ledger::{BudgetLimits, Ledger, LedgerError, Millicredits};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use url::Url;

use crate::archive::{Archive, Fetcher};
use crate::auth::session::SessionReader;
use crate::auth::token::Tokens;
use crate::auth::{Auth, Revocations, SubjectHasher};
use crate::capability::keyring::{self, Keyring, Previous, Purpose};
use crate::capability::{
    ContentIds, FileUrls, JobHandles, MAXIMUM_LIFETIME_SECONDS, PublicUrls, UploadTickets, WebhookUrls,
};
use crate::components::Components;
use crate::http::body::BodyLimits;
use crate::http::cors::Origins;
use crate::http::rate_limit::{Limiter, RateLimiters};
use crate::http::routes;
use crate::http::state::{HttpParts, HttpState};
use crate::live::fetch_results::ResultFetcher;
use crate::live::{Health, History, Live, Poller, Streams, Watches};
use crate::loopback::is_plainly_private;
use crate::orders::Orders;
use crate::orders::media_policy::MediaPolicy;
use crate::orders::refund::Refunds;
use crate::orders::webhook::Webhooks;
use crate::storage::{FileStore, Uploads};
use crate::telemetry::metrics::Metrics;
use crate::vendor::{Vendor, VendorLists};
use crate::{Clock, Minting, Settings};

use super::StartError;

/// Builds every component.
pub(super) async fn assemble(
    settings: &Settings,
    public_url: &Url,
    local: SocketAddr,
    clock: Clock,
) -> Result<(Components, HttpState), StartError> {
    let ledger = Arc::new(Ledger::open(&settings.data_dir, settings.database_url.as_ref(), clock.now_ms()).await?);
    let keys = Keys::new(settings, &ledger, clock.now_seconds()).await?;
    let metrics = Arc::new(Metrics::new(routes::patterns()));
    let stopping = CancellationToken::new();
    let deadlines = settings.deadlines;
    let proxy = settings.https_proxy.as_ref();

    let vendor = Vendor::new(&settings.upstream, proxy, settings.api_key.clone(), deadlines.vendor, metrics.clone());
    let vendor = Arc::new(vendor.map_err(StartError::Tls)?);
    let vendor_lists = Arc::new(VendorLists::new(vendor.clone(), clock.clone()));

    let own_origin = public_url.origin().ascii_serialization();
    let urls = Arc::new(PublicUrls::new(
        public_url,
        vendor.is_local() || !is_plainly_private(public_url),
        FileUrls::new(keys.derive(Purpose::FileUrl)),
        WebhookUrls::new(keys.derive(Purpose::WebhookUrl)),
    ));
    let job_handles = JobHandles::new(keys.derive(Purpose::JobHandle), &keys.derive(Purpose::JobHandleNonce));
    let job_handles = Arc::new(job_handles);

    let storage = FileStore::open(
        &settings.storage,
        proxy,
        &settings.data_dir,
        settings.uploads_total_max_bytes,
        settings.archive.total_max_bytes,
        clock.now_seconds(),
    );
    let storage = Arc::new(storage.await?);
    let content_ids = ContentIds::new(keys.derive(Purpose::ContentId));
    let tickets = UploadTickets::new(keys.derive(Purpose::UploadTicket));
    let uploads = Arc::new(Uploads::new(storage.clone(), content_ids, tickets, clock.clone()));

    let auth = Arc::new(Auth {
        clock: clock.clone(),
        minting: settings.minting.clone(),
        sessions: settings.sessions.as_ref().map(|sessions| SessionReader::new(sessions, proxy)).transpose()?,
        token_ttl_seconds: settings.token_ttl_seconds,
        tokens: Tokens::new(keys.derive(Purpose::AccessToken), &own_origin),
        revocations: Arc::new(Revocations::load(ledger.clone(), clock.clone()).await?),
        subject_hasher: SubjectHasher::new(&keys.derive(Purpose::LogSubject)),
    });

    let orders = Arc::new(Orders {
        ledger: ledger.clone(),
        vendor: vendor.clone(),
        job_handles: job_handles.clone(),
        urls: urls.clone(),
        metrics: metrics.clone(),
        clock: clock.clone(),
        daily_limits: daily_limits(settings),
        under_way: TaskTracker::new(),
    });
    let webhooks = Arc::new(Webhooks { orders: orders.clone(), client_id: settings.client_id.clone() });

    // The real Akool has no videos on private hosts.
    let simulator_hosts = if vendor.is_local() { settings.plain_http_hosts.clone() } else { Vec::new() };
    let archive = Arc::new(Archive {
        days: settings.archive.days,
        max_bytes: settings.archive.max_bytes,
        interval: deadlines.archive,
        clock: clock.clone(),
        ledger: ledger.clone(),
        vendor: vendor.clone(),
        storage: storage.clone(),
        urls: urls.clone(),
        fetcher: Fetcher::new(settings.network.clone(), vendor.is_local(), simulator_hosts).map_err(StartError::Tls)?,
        videos_waiting: tokio::sync::Notify::new(),
        stopping: stopping.clone(),
    });
    let refunds = Refunds::new(ledger.clone(), clock.clone());
    let fetcher = Arc::new(ResultFetcher::new(vendor.clone(), archive.clone(), refunds, clock.clone()));

    let watches = Arc::<Watches>::default();
    let live = Arc::new(Live {
        ledger: ledger.clone(),
        watches: watches.clone(),
        streams: Streams::new(settings.streams_per_subject),
        clock: clock.clone(),
        stopping: stopping.clone(),
    });
    let poller = Poller {
        ledger: ledger.clone(),
        watches,
        fetcher: fetcher.clone(),
        clock: clock.clone(),
        interval: deadlines.poll,
    };

    let limits = settings.rate_limits;
    let state = HttpState::new(HttpParts {
        archive: archive.clone(),
        auth: auth.clone(),
        body_limits: BodyLimits {
            json_deadline: deadlines.body,
            upload_deadline: deadlines.upload,
            upload_max_bytes: settings.upload_max_bytes,
        },
        clock: clock.clone(),
        fetcher: fetcher.clone(),
        health: Arc::new(Health::new(ledger.clone(), vendor.clone(), clock.clone())),
        history: Arc::new(History {
            ledger: ledger.clone(),
            fetcher: fetcher.clone(),
            job_handles: job_handles.clone(),
            clock: clock.clone(),
            days: settings.history_days,
        }),
        job_handles,
        live: live.clone(),
        media_policy: Arc::new(MediaPolicy {
            own_base: urls.absolute("/"),
            is_vendor_local: vendor.is_local(),
            hosts: settings.media_hosts.clone(),
        }),
        metrics: metrics.clone(),
        orders: orders.clone(),
        origins: Arc::new(Origins::new(own_origin, origins(settings, local), settings.allowed_headers.clone())),
        rate_limiters: Arc::new(RateLimiters {
            subjects: Limiter::new("subject", limits.subject_per_minute, &clock),
            addresses: Limiter::new("address", limits.address_per_minute, &clock),
            trusted_proxies: settings.trusted_proxies.clone(),
        }),
        storage: storage.clone(),
        uploads,
        urls,
        vendor: vendor.clone(),
        vendor_lists,
        webhooks,
    });
    let components = Components {
        archive,
        auth,
        clock,
        fetcher,
        ledger,
        live,
        metrics,
        orders,
        poller,
        stopping,
        storage,
        vendor,
        checks_key_at_start: settings.checks_key_at_start,
        key_probe_interval: deadlines.key_probe,
    };
    Ok((components, state))
}

/// What every kind of capability's key is derived from.
struct Keys<'a> {
    settings: &'a Settings,
    previous_since: Option<u64>,
}

impl<'a> Keys<'a> {
    /// A secret counts as the previous one from the first start that sees it as that; nothing made with it lives longer than
    /// what is left after that.
    async fn new(settings: &'a Settings, ledger: &Ledger, now_seconds: u64) -> Result<Self, LedgerError> {
        let previous_since = match &settings.previous_master_secret {
            Some(secret) => Some(ledger.previous_since(&keyring::fingerprint(secret), now_seconds).await?),
            None => None,
        };
        Ok(Self { settings, previous_since })
    }

    fn derive(&self, purpose: Purpose) -> Keyring {
        let secret = self.settings.previous_master_secret.as_ref();
        let previous = secret.zip(self.previous_since).map(|(secret, since_seconds)| Previous {
            secret,
            until_seconds: since_seconds + self.lifetime_seconds(purpose),
        });
        Keyring::derive(&self.settings.master_secret, previous.as_ref(), purpose)
    }

    /// The longest life of capabilities of a kind.
    fn lifetime_seconds(&self, purpose: Purpose) -> u64 {
        match self.settings.archive.days {
            Some(days) if purpose == Purpose::FileUrl => {
                MAXIMUM_LIFETIME_SECONDS.max(u64::from(days.get()) * 24 * 60 * 60)
            }
            _ => MAXIMUM_LIFETIME_SECONDS,
        }
    }
}

fn daily_limits(settings: &Settings) -> BudgetLimits {
    let millicredits = |credits: Option<f64>| credits.and_then(Millicredits::from_credits);
    BudgetLimits {
        subject_per_day: millicredits(settings.budgets.subject_credits_per_day),
        site_per_day: millicredits(settings.budgets.site_credits_per_day),
        ..BudgetLimits::default()
    }
}

/// The pages that may call. Without login the gateway's own page may have been opened by any name of this machine, each of
/// which is another origin to the browser.
fn origins(settings: &Settings, local: SocketAddr) -> Vec<String> {
    let mut origins = settings.origins.clone();
    if matches!(settings.minting, Minting::LoginFree) && local.ip().is_loopback() {
        origins.extend(["127.0.0.1", "localhost", "[::1]"].map(|host| format!("http://{host}:{}", local.port())));
    }
    origins
}
