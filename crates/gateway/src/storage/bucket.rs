use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::client::{HttpClient, HttpConnector};
use object_store::{ClientConfigKey, ClientOptions, RetryConfig};
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
    Bucket(Box<Bucket>),
}

/// An S3 bucket.
#[derive(Clone, Debug)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// Its region. Most servers other than Amazon's accept any.
    pub region: String,
    /// The server, if it is not Amazon's: https, or http on this machine or on a listed host. May have a path.
    pub endpoint: Option<Url>,
    /// Where requests name the bucket.
    pub style: BucketStyle,
    /// What signs requests.
    pub credentials: BucketCredentials,
}

/// Where requests name a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BucketStyle {
    /// In the path.
    Path,
    /// In the host name.
    VirtualHost,
}

/// What signs requests to a bucket.
#[derive(Clone, Debug)]
pub enum BucketCredentials {
    /// An access key.
    Key {
        /// Its id.
        id: Secret,
        /// Its secret.
        secret: Secret,
        /// The token that comes with a temporary key.
        session_token: Option<Secret>,
    },
    /// What the standard `AWS_` variables of the environment name: a key, a web identity, a container's role, or without
    /// them the role of the machine.
    Environment,
}

/// The variables that name credentials. Others, such as an endpoint, are configured as the gateway's own.
const CREDENTIAL_VARIABLES: [&str; 11] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_ENDPOINT_URL_STS",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "AWS_METADATA_ENDPOINT",
];

impl Bucket {
    /// A client for it.
    pub(super) fn open(&self, proxy: Option<&HttpsProxy>) -> object_store::Result<AmazonS3> {
        let builder =
            AmazonS3Builder::new().with_bucket_name(&self.name).with_region(&self.region).with_retry(RetryConfig {
                max_retries: 3,
                retry_timeout: Duration::from_secs(20),
                ..RetryConfig::default()
            });
        let is_plain = self.endpoint.as_ref().is_some_and(|endpoint| endpoint.scheme() == "http");
        let builder = builder.with_virtual_hosted_style_request(self.style == BucketStyle::VirtualHost);
        let builder = match &self.endpoint {
            Some(endpoint) => builder.with_endpoint(self.address(endpoint)).with_allow_http(is_plain),
            None => builder,
        };
        let builder = match &self.credentials {
            BucketCredentials::Key { id, secret, session_token } => {
                let builder = builder.with_access_key_id(id.reveal()).with_secret_access_key(secret.reveal());
                match session_token {
                    Some(token) => builder.with_token(token.reveal()),
                    None => builder,
                }
            }
            BucketCredentials::Environment => CREDENTIAL_VARIABLES
                .iter()
                .filter_map(|name| Some((name.to_ascii_lowercase().parse().ok()?, std::env::var(name).ok()?)))
                .filter(|(_, value)| !value.is_empty())
                .fold(builder, |builder, (key, value)| builder.with_config(key, value)),
        };
        builder.with_http_connector(DirectConnector { proxy: proxy.cloned(), endpoint: self.endpoint.clone() }).build()
    }
}

impl Bucket {
    /// The server, with the bucket in its name if that is where it is named.
    fn address(&self, endpoint: &Url) -> String {
        let mut url = endpoint.clone();
        if self.style == BucketStyle::VirtualHost {
            // The settings have checked that the host is a name.
            let _ = url.set_host(Some(&format!("{}.{}", self.name, endpoint.host_str().unwrap_or_default())));
        }
        url.as_str().trim_end_matches('/').to_owned()
    }
}

/// Connects to the bucket, and to what gives its credentials. It uses no
/// proxy of the environment and follows no redirect.
#[derive(Debug)]
struct DirectConnector {
    proxy: Option<HttpsProxy>,
    endpoint: Option<Url>,
}

impl HttpConnector for DirectConnector {
    fn connect(&self, options: &ClientOptions) -> object_store::Result<HttpClient> {
        // For a bucket without TLS, and for the services that give a machine or a container its credentials. Not for the
        // token service, to which the web identity goes.
        let allows_http = options.get_config_value(&ClientConfigKey::AllowHttp).is_some_and(|value| value == "true");
        let client = direct_or(reqwest::Client::builder(), self.proxy.as_ref(), self.endpoint.as_ref())
            .redirect(Policy::none())
            .https_only(!allows_http)
            .connect_timeout(Duration::from_secs(5))
            // Between two reads and not for the whole response, since videos are large.
            .read_timeout(Duration::from_secs(30))
            .build()
            .map_err(|error| object_store::Error::Generic { store: "S3", source: Box::new(error) })?;
        Ok(HttpClient::new(client))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_07_a_bucket_is_named_below_the_endpoints_path_or_before_its_host() {
        let address = |endpoint: &str, style| {
            let credentials = BucketCredentials::Environment;
            let bucket = Bucket { name: "videos".into(), region: "x".into(), endpoint: None, style, credentials };
            bucket.address(&endpoint.parse().expect("a URL"))
        };
        let supabase = "https://ref.storage.supabase.co/storage/v1/s3";
        assert_eq!(address(supabase, BucketStyle::Path), supabase);
        assert_eq!(address(&format!("{supabase}/"), BucketStyle::Path), supabase);
        assert_eq!(address("https://fra1.example:8443", BucketStyle::VirtualHost), "https://videos.fra1.example:8443");
    }
}
