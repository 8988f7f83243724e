use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::client::{HttpClient, HttpConnector};
use object_store::{ClientOptions, RetryConfig};
use reqwest::redirect::Policy;
use url::Url;

use crate::Secret;
use crate::https_proxy::{HttpsProxy, direct_or};

/// Where files are stored.
#[derive(Clone, Debug, Default)]
pub enum Storage {
    /// The data folder.
    #[default]
    Disk,
    /// An S3 bucket.
    Bucket(Bucket),
}

/// An S3 bucket.
#[derive(Clone, Debug)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// Its region. Most servers other than Amazon's accept any.
    pub region: String,
    /// The server, if it is not Amazon's: https, or http on this machine.
    pub endpoint: Option<Url>,
    /// The id of the access key.
    pub access_key_id: Secret,
    /// The secret of the access key, which signs requests.
    pub secret_access_key: Secret,
}

impl Bucket {
    /// A client for it.
    pub(super) fn open(&self, proxy: Option<&HttpsProxy>) -> object_store::Result<AmazonS3> {
        let builder = AmazonS3Builder::new()
            .with_bucket_name(&self.name)
            .with_region(&self.region)
            .with_access_key_id(self.access_key_id.reveal())
            .with_secret_access_key(self.secret_access_key.reveal())
            .with_retry(RetryConfig {
                max_retries: 3,
                retry_timeout: Duration::from_secs(20),
                ..RetryConfig::default()
            });
        let is_plain = self.endpoint.as_ref().is_some_and(|endpoint| endpoint.scheme() == "http");
        let builder = match &self.endpoint {
            // Other servers rarely have a host name for each bucket.
            Some(endpoint) => builder.with_endpoint(endpoint.origin().ascii_serialization()).with_allow_http(is_plain),
            None => builder.with_virtual_hosted_style_request(true),
        };
        builder
            .with_http_connector(DirectConnector { is_plain, proxy: proxy.cloned(), endpoint: self.endpoint.clone() })
            .build()
    }
}

/// Connects to the bucket only: it uses no proxy of the environment and follows no redirect.
#[derive(Debug)]
struct DirectConnector {
    is_plain: bool,
    proxy: Option<HttpsProxy>,
    endpoint: Option<Url>,
}

impl HttpConnector for DirectConnector {
    fn connect(&self, _options: &ClientOptions) -> object_store::Result<HttpClient> {
        let client = direct_or(reqwest::Client::builder(), self.proxy.as_ref(), self.endpoint.as_ref())
            .redirect(Policy::none())
            .https_only(!self.is_plain)
            .connect_timeout(Duration::from_secs(5))
            // Between two reads and not for the whole response, since videos are large.
            .read_timeout(Duration::from_secs(30))
            .build()
            .map_err(|error| object_store::Error::Generic { store: "S3", source: Box::new(error) })?;
        Ok(HttpClient::new(client))
    }
}
