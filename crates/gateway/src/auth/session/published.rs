use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect::Policy;
use url::Url;

use super::KeySet;
use crate::Clock;
use crate::https_proxy::{HttpsProxy, direct_or};
use crate::shared_lookup::SharedLookup;

/// A set of a hundred large keys is smaller.
const MAXIMUM_BYTES: usize = 128 * 1024;
const FETCH_DEADLINE: Duration = Duration::from_secs(5);
/// A key that was removed from the set is refused after this.
const FRESH: Duration = Duration::from_secs(600);
/// How long cached keys still work while the publisher is down.
const USABLE: Duration = Duration::from_secs(3600);
/// Sessions with unknown key names cause no more than one fetch in this time.
const MIN_FETCH_INTERVAL: Duration = Duration::from_secs(30);

/// A key set that is published elsewhere, cached.
pub struct PublishedKeys {
    source: Arc<Source>,
    keys: SharedLookup<Arc<KeySet>, ()>,
}

enum Source {
    Url(reqwest::Client, Url),
    File(PathBuf),
}

impl PublishedKeys {
    /// The settings have checked the URL: https, or http to this machine or to a listed host.
    pub fn at(url: Url, proxy: Option<&HttpsProxy>) -> Result<Self, reqwest::Error> {
        let http = direct_or(reqwest::Client::builder(), proxy, Some(&url))
            .redirect(Policy::none())
            .https_only(url.scheme() == "https")
            .referer(false)
            .timeout(FETCH_DEADLINE)
            .build()?;
        Ok(Self::from_source(Source::Url(http, url)))
    }

    /// A file that another program keeps up to date.
    pub fn in_file(path: PathBuf) -> Self {
        Self::from_source(Source::File(path))
    }

    fn from_source(source: Source) -> Self {
        Self { source: Arc::new(source), keys: SharedLookup::new(FRESH) }
    }

    /// The key set, fetched again if it is old or does not have the key `name`. Only a session with an unknown key waits
    /// for that, and all such sessions share one fetch.
    pub async fn with_key(&self, name: Option<&str>, clock: &Clock) -> Option<Arc<KeySet>> {
        let now = clock.running();
        if let Some(seen) = self.keys.last_good().await
            && now.saturating_sub(seen.at) < FRESH
            && seen.value.find(name).is_some()
        {
            return Some(seen.value);
        }
        let source = self.source.clone();
        let fetch = || async move {
            let keys = source.read().await.as_deref().and_then(KeySet::parse);
            if keys.is_none() {
                tracing::warn!("the keys of the site's sessions cannot be fetched");
            }
            keys.map(Arc::new).ok_or(())
        };
        if let Ok(keys) = self.keys.refresh(MIN_FETCH_INTERVAL, clock, fetch).await {
            return Some(keys);
        }
        let seen = self.keys.last_good().await.filter(|seen| now.saturating_sub(seen.at) < USABLE);
        seen.map(|seen| seen.value)
    }
}

impl Source {
    async fn read(&self) -> Option<Vec<u8>> {
        match self {
            Self::File(path) => tokio::fs::read(path).await.ok().filter(|bytes| bytes.len() <= MAXIMUM_BYTES),
            Self::Url(http, url) => {
                let mut response = http.get(url.clone()).send().await.ok()?;
                if response.status() != 200 {
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
