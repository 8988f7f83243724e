//! Uploads that a page puts into the bucket itself, with a signed URL.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::TryStreamExt as _;
use object_store::aws::AwsCredentialProvider;
use object_store::path::Path;
use object_store::{GetOptions, ObjectStore as _, ObjectStoreExt as _, PutPayload};
use rusty_s3::{Credentials, S3Action as _, UrlStyle};
use url::Url;

use super::store::optional;
use super::{Bucket, BucketStyle, FileStore, StorageError, name};
use crate::capability::{FileId, UploadTicket};

impl FileStore {
    /// Whether pages can upload directly.
    pub fn supports_direct_uploads(&self) -> bool {
        self.put_urls.is_some()
    }

    /// The signed URL for a subject's ticket. The space is reserved at once, since the bucket does not ask the gateway later.
    ///
    /// # Errors
    ///
    /// [`StorageError::Full`] or [`StorageError::SubjectShare`], or there are no credentials now.
    pub async fn put_url(
        &self,
        ticket: &UploadTicket,
        subject: &str,
        lifetime: Duration,
        now_seconds: u64,
    ) -> Result<Option<Url>, StorageError> {
        let Some(put_urls) = &self.put_urls else { return Ok(None) };
        let length = u64::from(ticket.length);
        let credentials = put_urls.credentials().await?;
        self.uploads.announce(subject, length, ticket.usable_until_seconds, now_seconds)?;
        let url = put_urls.sign(&credentials, &name::incoming(ticket), length, ticket.file.media_type.mime(), lifetime);
        Ok(Some(url))
    }

    /// What a page has uploaded for a ticket, if anything.
    ///
    /// # Errors
    ///
    /// [`StorageError::TooLarge`] if it is not as long as announced, or the bucket failed.
    pub async fn incoming(&self, ticket: &UploadTicket) -> Result<Option<Bytes>, StorageError> {
        let got = self.objects.get_opts(&name::incoming(ticket), GetOptions::default()).await;
        let Some(result) = optional(got)? else { return Ok(None) };
        let announced = ticket.length as usize;
        if result.meta.size != announced as u64 {
            return Err(StorageError::TooLarge);
        }
        let mut bytes = BytesMut::with_capacity(announced);
        let mut pieces = result.into_stream();
        while let Some(piece) = pieces.try_next().await? {
            if bytes.len() + piece.len() > announced {
                return Err(StorageError::TooLarge);
            }
            bytes.extend_from_slice(&piece);
        }
        Ok(Some(bytes.freeze()))
    }

    /// Deletes what a page has uploaded for a ticket.
    ///
    /// # Errors
    ///
    /// The bucket failed.
    pub async fn delete_incoming(&self, ticket: &UploadTicket, subject: &str) -> Result<(), StorageError> {
        self.delete_object(&name::incoming(ticket)).await?;
        self.uploads.release_announced(subject, u64::from(ticket.length), ticket.usable_until_seconds);
        Ok(())
    }

    /// Records which file a ticket became.
    ///
    /// # Errors
    ///
    /// The bucket failed.
    pub async fn record_completed(&self, ticket: &UploadTicket, file: &FileId) -> Result<(), StorageError> {
        self.objects.put(&name::completed(ticket), PutPayload::from(file.pack().to_vec())).await?;
        Ok(())
    }

    /// Which file a ticket became, if it was completed.
    ///
    /// # Errors
    ///
    /// The bucket failed.
    pub async fn completed(&self, ticket: &UploadTicket) -> Result<Option<FileId>, StorageError> {
        let got = self.objects.get_opts(&name::completed(ticket), GetOptions::default()).await;
        let Some(result) = optional(got)? else { return Ok(None) };
        let bytes = result.bytes().await?;
        Ok(bytes.as_ref().try_into().ok().and_then(FileId::unpack))
    }
}

/// Makes signed URLs, with each of which a page can put one file into the bucket.
pub struct PutUrls {
    bucket: rusty_s3::Bucket,
    credentials: AwsCredentialProvider,
}

impl PutUrls {
    /// Signed URLs for this bucket.
    pub fn new(bucket: &Bucket, credentials: AwsCredentialProvider) -> Option<Self> {
        let amazon = || Url::parse(&format!("https://s3.{}.amazonaws.com", bucket.region)).ok();
        let endpoint = bucket.endpoint.clone().or_else(amazon)?;
        let style = match bucket.style {
            BucketStyle::Path => UrlStyle::Path,
            BucketStyle::VirtualHost => UrlStyle::VirtualHost,
        };
        let (name, region) = (bucket.name.clone(), bucket.region.clone());
        Some(Self { bucket: rusty_s3::Bucket::new(endpoint, style, name, region).ok()?, credentials })
    }

    /// The credentials, which may be temporary.
    async fn credentials(&self) -> Result<Credentials, StorageError> {
        let credential = self.credentials.get_credential().await?;
        let (id, secret) = (&credential.key_id, &credential.secret_key);
        Ok(match &credential.token {
            Some(token) => Credentials::new_with_token(id, secret, token),
            None => Credentials::new(id, secret),
        })
    }

    /// A URL for exactly `length` bytes under the name `to`. Length and type are part of the signature, so the bucket refuses
    /// others.
    fn sign(&self, credentials: &Credentials, to: &Path, length: u64, content_type: &str, lifetime: Duration) -> Url {
        let length = length.to_string();
        let mut put = self.bucket.put_object(Some(credentials), to.as_ref());
        put.headers_mut().insert("content-length", length.as_str());
        put.headers_mut().insert("content-type", content_type);
        put.sign(lifetime)
    }
}
