use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect::Policy;
use tokio::sync::Mutex;
use url::Url;

use super::KeySet;
use crate::loopback::is_loopback_url;

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
    source: Source,
    seen: Mutex<Seen>,
}

enum Source {
    Url(reqwest::Client, Url),
    File(PathBuf),
}

#[derive(Default)]
struct Seen {
    keys: Option<(Arc<KeySet>, Duration)>,
    tried_at: Option<Duration>,
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
        Ok(Self { source: Source::Url(http, url), seen: Mutex::default() })
    }

    /// A file that somebody else keeps up to date.
    pub fn in_file(path: PathBuf) -> Self {
        Self { source: Source::File(path), seen: Mutex::default() }
    }

    /// The keys, asked for again when the one of this name is not among them. Who asks while they are being fetched waits
    /// for that.
    pub async fn with_key(&self, name: Option<&str>, now: Duration) -> Option<Arc<KeySet>> {
        let mut seen = self.seen.lock().await;
        let is_good = |keys: &KeySet, at: Duration| now.saturating_sub(at) < FRESH && keys.find(name).is_some();
        let may_try = seen.tried_at.is_none_or(|at| now.saturating_sub(at) >= BETWEEN_FETCHES);
        if may_try && !seen.keys.as_ref().is_some_and(|(keys, at)| is_good(keys, *at)) {
            seen.tried_at = Some(now);
            match self.source.read().await.as_deref().and_then(KeySet::parse) {
                Some(keys) => seen.keys = Some((Arc::new(keys), now)),
                None => tracing::warn!("the keys of the site's sessions cannot be had"),
            }
        }
        let (keys, at) = seen.keys.as_ref()?;
        (now.saturating_sub(*at) < USABLE).then(|| keys.clone())
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
