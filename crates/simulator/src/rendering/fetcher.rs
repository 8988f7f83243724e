use std::time::Duration;

use reqwest::{Client, redirect::Policy};

/// Downloads the files of jobs, within limits. Loopback addresses are allowed, because a simulator's pictures are usually
/// there.
pub struct MediaFetcher {
    client: Client,
}

/// Largest picture or sound file.
pub const MAXIMUM_BYTES: usize = akool_contract::media::MAX_FILE_BYTES;
const TIMEOUT: Duration = Duration::from_secs(20);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const MAXIMUM_REDIRECTS: usize = 3;

impl MediaFetcher {
    /// # Errors
    ///
    /// When TLS cannot be set up.
    pub fn new() -> Result<Self, reqwest::Error> {
        let client = Client::builder()
            .user_agent(concat!("akool-simulator/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::limited(MAXIMUM_REDIRECTS))
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TIMEOUT)
            // Servers that tests start on loopback must not be reached through a proxy.
            .no_proxy()
            .build()?;
        Ok(Self { client })
    }

    /// The content of a URL, or the reason why there is none. `what` is "image" or "audio".
    pub async fn get(&self, url: &str, what: &str) -> Result<Vec<u8>, String> {
        let mut response = self.client.get(url).send().await.map_err(|error| unreachable(what, &error))?;
        if !response.status().is_success() {
            return Err(format!("the {what} could not be fetched: its server answered {}", response.status().as_u16()));
        }
        let too_large = || format!("the {what} is larger than {} MiB", MAXIMUM_BYTES / 1024 / 1024);
        if response.content_length().is_some_and(|length| length > MAXIMUM_BYTES as u64) {
            return Err(too_large());
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| unreachable(what, &error))? {
            if bytes.len() + chunk.len() > MAXIMUM_BYTES {
                return Err(too_large());
            }
            bytes.extend_from_slice(&chunk);
        }
        if bytes.is_empty() {
            return Err(format!("the {what} is empty"));
        }
        Ok(bytes)
    }
}

/// The reason without the URL, which may be a capability.
fn unreachable(what: &str, error: &reqwest::Error) -> String {
    let why = if error.is_timeout() {
        "its server took too long"
    } else if error.is_redirect() {
        "it redirects too often"
    } else if error.is_builder() {
        "its address is not a usable http(s) URL"
    } else if error.is_connect() {
        "its server cannot be reached"
    } else {
        "the transfer broke off"
    };
    format!("the {what} could not be fetched: {why}")
}
