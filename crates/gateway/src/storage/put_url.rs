use std::time::Duration;

use object_store::path::Path;
use rusty_s3::{Credentials, S3Action as _, UrlStyle};
use url::Url;

use super::Bucket;

/// Makes URLs with which a page puts one file into the bucket by itself.
pub struct PutUrls {
    bucket: rusty_s3::Bucket,
    credentials: Credentials,
}

impl PutUrls {
    /// URLs into this bucket.
    pub fn new(bucket: &Bucket) -> Option<Self> {
        let amazon = || Url::parse(&format!("https://s3.{}.amazonaws.com", bucket.region)).ok();
        let (endpoint, style) = match &bucket.endpoint {
            Some(endpoint) => (endpoint.clone(), UrlStyle::Path),
            None => (amazon()?, UrlStyle::VirtualHost),
        };
        let (name, region) = (bucket.name.clone(), bucket.region.clone());
        Some(Self {
            bucket: rusty_s3::Bucket::new(endpoint, style, name, region).ok()?,
            credentials: Credentials::new(bucket.access_key_id.reveal(), bucket.secret_access_key.reveal()),
        })
    }

    /// A URL for exactly so many bytes that are called so. Length and type are part of what is signed: with others, or
    /// without them, the bucket refuses.
    pub fn sign(&self, to: &Path, length: u64, content_type: &str, lifetime: Duration) -> Url {
        let length = length.to_string();
        let mut put = self.bucket.put_object(Some(&self.credentials), to.as_ref());
        put.headers_mut().insert("content-length", length.as_str());
        put.headers_mut().insert("content-type", content_type);
        put.sign(lifetime)
    }
}
