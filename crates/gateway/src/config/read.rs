use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use akool_contract::path::VENDOR_ORIGIN;
use akool_ledger::{DatabaseUrl, DatabaseUrlError};
use url::Url;

use super::environment::Environment;
use super::explain::explain_chain;
use super::{Budgets, Deadlines, Fault, RateLimits, Settings, access, check, storage};
use crate::HttpsProxy;
use crate::Secret;
use crate::SystemNetwork;
use crate::TrustedProxies;
use crate::archive::ProxiedNetwork;
use crate::auth::token::MAXIMUM_TTL_SECONDS;
use crate::loopback::is_loopback_url;

/// As long as Akool keeps results.
const DEFAULT_HISTORY_DAYS: u32 = 7;
const DEFAULT_TOKEN_TTL_SECONDS: u64 = 600;
/// A few tabs, each with one more stream that is just being replaced.
const DEFAULT_STREAMS_PER_SUBJECT: u64 = 6;
const DEFAULT_UPLOAD_MAX_BYTES: u64 = 20 * 1024 * 1024;
const DEFAULT_UPLOADS_TOTAL_MAX_BYTES: u64 = 5 * 1024 * 1024 * 1024;

/// Reads every variable before it returns, so that one start shows all faults.
pub fn read(mut environment: Environment) -> Result<Settings, Vec<Fault>> {
    let env = &mut environment;
    let api_key = required(env, "AKOOL_API_KEY", check::header_safe);
    let client_id = optional(env, "AKOOL_CLIENT_ID", check::header_safe);
    if client_id.is_none() {
        let message = "AKOOL_CLIENT_ID: It is not set, so Akool's webhooks cannot be read, and a video whose response was \
                       lost cannot be recovered although it may have been paid for.";
        env.warnings.push(message.into());
    }
    env.parsed("AKOOL_GATEWAY_LOG", check::log_filter);
    let master_secret = required(env, "AKOOL_GATEWAY_MASTER_SECRET", check::strong_secret);
    let previous_master_secret = optional(env, "AKOOL_GATEWAY_MASTER_SECRET_PREVIOUS", check::strong_secret);
    let issuer_secret = optional(env, "AKOOL_GATEWAY_ISSUER_SECRET", check::strong_bearer);
    let listen = match env.text("AKOOL_GATEWAY_LISTEN") {
        Some(_) => env.parsed("AKOOL_GATEWAY_LISTEN", check::address),
        None => Some(SocketAddr::from(([127, 0, 0, 1], 8080))),
    };
    let metrics_listen = env.parsed("AKOOL_GATEWAY_METRICS_LISTEN", check::address);
    if metrics_listen.is_some_and(|address| address.port() != 0 && Some(address) == listen) {
        env.fault("AKOOL_GATEWAY_METRICS_LISTEN", "It must differ from AKOOL_GATEWAY_LISTEN.");
    }
    let public_url = env.parsed("AKOOL_GATEWAY_PUBLIC_URL", check::public_url);
    warn_of_address(env, public_url.as_ref());
    let plain_http_hosts = env.parsed("AKOOL_GATEWAY_PLAIN_HTTP_HOSTS", check::plain_http_hosts).unwrap_or_default();
    let https_proxy = https_proxy(env);
    if public_url.is_none() && listen.is_some_and(|address| !address.ip().is_loopback()) {
        env.fault(
            "AKOOL_GATEWAY_PUBLIC_URL",
            "It must be set when the gateway listens on other addresses than loopback.",
        );
    }
    let upstream = match env.text("AKOOL_GATEWAY_UPSTREAM") {
        Some(_) => env.parsed("AKOOL_GATEWAY_UPSTREAM", |text| check::server_url(text, &plain_http_hosts)),
        None => Url::parse(VENDOR_ORIGIN).ok(),
    };
    let minting = access::minting(env, issuer_secret, listen, public_url.as_ref());
    let sessions = access::sessions(env, &minting, &plain_http_hosts);
    let token_ttl_seconds = env.parsed("AKOOL_GATEWAY_TOKEN_TTL_SECONDS", |text| {
        check::positive(text).and_then(|seconds| match seconds {
            1..=MAXIMUM_TTL_SECONDS => Ok(seconds),
            _ => Err(format!("The maximum is {MAXIMUM_TTL_SECONDS} seconds.")),
        })
    });
    let origins = env.parsed("AKOOL_GATEWAY_ORIGINS", check::origins).unwrap_or_default();
    let allowed_headers = env.parsed("AKOOL_GATEWAY_ALLOWED_HEADERS", check::request_headers).unwrap_or_default();
    let data_dir = match env.text("AKOOL_GATEWAY_DATA_DIR") {
        Some(_) => env.parsed("AKOOL_GATEWAY_DATA_DIR", check::writable_folder),
        None => default_data_dir(env),
    };
    let database_url = database_url(env);
    let page_dir = env.parsed("AKOOL_GATEWAY_PAGE_DIR", check::readable_folder);
    let media_hosts = env.parsed("AKOOL_GATEWAY_MEDIA_HOSTS", check::hosts);
    let upload_max_bytes = env.parsed("AKOOL_GATEWAY_UPLOAD_MAX_BYTES", check::positive);
    let uploads_total_max_bytes = env.parsed("AKOOL_GATEWAY_UPLOADS_TOTAL_MAX_BYTES", check::positive);
    let storage = storage::storage(env, &plain_http_hosts);
    let archive = storage::archive(env);
    let history_days = env.parsed("AKOOL_GATEWAY_HISTORY_DAYS", check::history_days);
    let streams_per_subject = env.parsed("AKOOL_GATEWAY_STREAMS_PER_SUBJECT", check::positive);
    let budgets = Budgets {
        subject_credits_per_day: env.parsed("AKOOL_GATEWAY_SUBJECT_CREDITS_PER_DAY", check::credits),
        site_credits_per_day: env.parsed("AKOOL_GATEWAY_SITE_CREDITS_PER_DAY", check::credits),
    };
    let default_rates = RateLimits::default();
    let rate_limits = RateLimits {
        subject_per_minute: env
            .parsed("AKOOL_GATEWAY_SUBJECT_REQUESTS_PER_MINUTE", check::rate)
            .unwrap_or(default_rates.subject_per_minute),
        address_per_minute: env
            .parsed("AKOOL_GATEWAY_ADDRESS_REQUESTS_PER_MINUTE", check::rate)
            .unwrap_or(default_rates.address_per_minute),
    };
    let address_connections = env.parsed("AKOOL_GATEWAY_ADDRESS_CONNECTIONS", check::positive);
    let drain = env.parsed("AKOOL_GATEWAY_DRAIN_SECONDS", |text| check::seconds(text, 0, 3600));
    let default_deadlines = Deadlines::default();
    let deadlines = Deadlines { drain: drain.unwrap_or(default_deadlines.drain), ..default_deadlines };
    if let (Some(one), Some(all)) = (upload_max_bytes, uploads_total_max_bytes)
        && one > all
    {
        let problem = format!("It exceeds AKOOL_GATEWAY_UPLOADS_TOTAL_MAX_BYTES ({all}).");
        env.fault("AKOOL_GATEWAY_UPLOAD_MAX_BYTES", problem);
    }
    let trusted_proxies = env.parsed("AKOOL_GATEWAY_TRUSTED_PROXIES", TrustedProxies::parse).unwrap_or_default();

    match (environment.faults.is_empty(), api_key, master_secret, minting, listen, upstream, data_dir) {
        (true, Some(api_key), Some(master_secret), Some(minting), Some(listen), Some(upstream), Some(data_dir)) => {
            Ok(Settings {
                listen,
                metrics_listen,
                public_url,
                upstream,
                plain_http_hosts,
                network: match &https_proxy {
                    Some(proxy) => Arc::new(ProxiedNetwork(proxy.clone())),
                    None => Arc::new(SystemNetwork),
                },
                https_proxy,
                api_key,
                client_id,
                master_secret,
                previous_master_secret,
                minting,
                sessions,
                token_ttl_seconds: token_ttl_seconds.unwrap_or(DEFAULT_TOKEN_TTL_SECONDS),
                origins,
                allowed_headers,
                data_dir,
                database_url,
                page_dir,
                media_hosts,
                upload_max_bytes: upload_max_bytes.unwrap_or(DEFAULT_UPLOAD_MAX_BYTES) as usize,
                uploads_total_max_bytes: uploads_total_max_bytes.unwrap_or(DEFAULT_UPLOADS_TOTAL_MAX_BYTES),
                storage: storage.unwrap_or_default(),
                archive,
                history_days: history_days.unwrap_or(DEFAULT_HISTORY_DAYS),
                budgets,
                streams_per_subject: streams_per_subject.unwrap_or(DEFAULT_STREAMS_PER_SUBJECT) as usize,
                rate_limits,
                trusted_proxies,
                address_connections: address_connections.map(|number| number as usize),
                deadlines,
                checks_key_at_start: true,
                warnings: environment.warnings,
            })
        }
        _ => Err(environment.faults),
    }
}

/// Akool's servers may not fetch from, or deliver to, an address without a name and a usual certificate.
fn warn_of_address(env: &mut Environment, public_url: Option<&Url>) {
    if public_url.is_some_and(|url| url.domain().is_none() && !is_loopback_url(url)) {
        let message = "AKOOL_GATEWAY_PUBLIC_URL: Its host is an IP address, from which Akool may refuse to fetch uploads, and \
                       to which it may refuse to send webhooks. Use a host name.";
        env.warnings.push(message.into());
    }
}

/// The proxy, whose URL may hold a password.
fn https_proxy(env: &mut Environment) -> Option<HttpsProxy> {
    const NAME: &str = "AKOOL_GATEWAY_HTTPS_PROXY";
    let url = env.secret(NAME)?;
    HttpsProxy::parse(url.reveal()).map_err(|problem| env.fault(NAME, problem)).ok()
}

/// A secret that must be set.
pub(super) fn required(env: &mut Environment, name: &str, check: fn(&Secret) -> Result<(), String>) -> Option<Secret> {
    let faults_before = env.faults.len();
    let secret = optional(env, name, check);
    if secret.is_none() && env.faults.len() == faults_before {
        env.fault(name, "It must be set.");
    }
    secret
}

/// A secret that is checked when it is set.
pub(super) fn optional(env: &mut Environment, name: &str, check: fn(&Secret) -> Result<(), String>) -> Option<Secret> {
    let secret = env.secret(name)?;
    match check(&secret) {
        Ok(()) => Some(secret),
        Err(problem) => {
            env.fault(name, problem);
            None
        }
    }
}

/// The database, to which a connection is tried.
fn database_url(env: &mut Environment) -> Option<DatabaseUrl> {
    const NAME: &str = "DATABASE_URL";
    let secret = env.secret(NAME)?;
    let url = DatabaseUrl::parse(secret.reveal()).and_then(|url| url.test_connection().map(|()| url));
    let problem = |error| match error {
        DatabaseUrlError::Unusable(cause) => format!("The database cannot be used: {}.", explain_chain(&cause)),
        other => other.to_string(),
    };
    url.map_err(|error| env.fault(NAME, problem(error))).ok()
}

fn default_data_dir(env: &mut Environment) -> Option<PathBuf> {
    check::writable_folder("akool-gateway-data").map_err(|problem| env.fault("AKOOL_GATEWAY_DATA_DIR", problem)).ok()
}
