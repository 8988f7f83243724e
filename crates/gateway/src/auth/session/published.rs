use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use reqwest::redirect::Policy;
use url::Url;

use super::KeySet;
use crate::Clock;
use crate::loopback::is_loopback_url;
use crate::shared_lookup::SharedLookup;

/// A set of a hundred large keys is smaller.
const MAXIMUM_BYTES: usize = 128 * 1024;
const FETCH_DEADLINE: Duration = Duration::from_secs(5);
/// A key that was taken out of the set is refused from then on.
const FRESH: Duration = Duration::from_secs(600);
/// How long an outage of the publisher locks nobody out.
const USABLE: Duration = Duration::from_secs(3600);
/// However many unknown names come in, the set is asked for this often at most.
const BETWEEN_FETCHES: Duration = Duration::from_secs(30);

/// A key set that lives elsewhere, as it was a few minutes ago.
pub struct Published {
    source: Arc<Source>,
    keys: SharedLookup<Arc<KeySet>, ()>,
    /// When it was asked for last, in milliseconds of [`Clock::running`] plus one; zero before the first time.
    asked_at_ms: AtomicU64,
}

enum Source {
    Url(reqwest::Client, Url),
    File(PathBuf),
}

impl Published {
    /// The URL was checked when the settings were read: https, or http to this machine.
    pub fn at(url: Url) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .https_only(!is_loopback_url(&url))
            .referer(false)
            .timeout(FETCH_DEADLINE)
            .build()?;
        Ok(Self::from_source(Source::Url(http, url)))
    }

    /// A file that somebody else keeps up to date.
    pub fn in_file(path: PathBuf) -> Self {
        Self::from_source(Source::File(path))
    }

    fn from_source(source: Source) -> Self {
        Self { source: Arc::new(source), keys: SharedLookup::new(FRESH), asked_at_ms: AtomicU64::new(0) }
    }

    /// The keys, asked for again when they are old or the one of this name is not among them. Only a session whose key is
    /// not known waits for that, and all such sessions wait for the same answer.
    pub async fn with_key(&self, name: Option<&str>, clock: &Clock) -> Option<Arc<KeySet>> {
        let now = clock.running();
        let known = self.keys.seen().filter(|seen| now.saturating_sub(seen.at) < USABLE);
        let has_key = known.as_ref().is_some_and(|seen| seen.value.find(name).is_some());
        let is_fresh = known.as_ref().is_some_and(|seen| now.saturating_sub(seen.at) < FRESH);
        if has_key && is_fresh {
            return known.map(|seen| seen.value);
        }
        if self.may_ask(now) || self.keys.is_under_way() {
            let source = self.source.clone();
            let fetch = || async move {
                let keys = source.read().await.as_deref().and_then(KeySet::parse);
                if keys.is_none() {
                    tracing::warn!("the keys of the site's sessions cannot be had");
                }
                keys.map(Arc::new).ok_or(())
            };
            if let Ok(keys) = self.keys.refresh(clock, fetch).await {
                return Some(keys);
            }
        }
        let seen = self.keys.seen().filter(|seen| now.saturating_sub(seen.at) < USABLE);
        seen.map(|seen| seen.value)
    }

    /// Whether it is time to ask; one of those who find out at the same time asks.
    fn may_ask(&self, now: Duration) -> bool {
        let now_ms = now.as_millis() as u64 + 1;
        let asked = self.asked_at_ms.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |asked_at_ms| {
            let is_time = asked_at_ms == 0 || now_ms.saturating_sub(asked_at_ms) >= BETWEEN_FETCHES.as_millis() as u64;
            is_time.then_some(now_ms)
        });
        asked.is_ok()
    }
}

impl Source {
    async fn read(&self) -> Option<Vec<u8>> {
        match self {
            Self::File(path) => tokio::fs::read(path).await.ok().filter(|bytes| bytes.len() <= MAXIMUM_BYTES),
            Self::Url(http, url) => {
                let mut response = http.get(url.clone()).send().await.ok()?;
                if response.status() != http::StatusCode::OK {
                    return None;
                }
                let mut bytes = Vec::new();
                while let Some(chunk) = response.chunk().await.ok()? {
                    if bytes.len() + chunk.len() > MAXIMUM_BYTES {
                        return None;
                    }
                    bytes.extend_from_slice(&chunk);
                }
                Some(bytes)
            }
        }
    }
}
