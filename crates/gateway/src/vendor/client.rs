use std::time::Duration;

use akool_contract::{
    AudioUpdateRequest, BatchRequest, BatchResult, CreateRequest, Credits, Deleted, EffectList, IMAGE_TO_VIDEO_MODELS,
    JobRecord, Model, ResultList, ResultsRequest, path,
};
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderName, HeaderValue};
use reqwest::redirect::Policy;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use super::{VendorFault, answer};
use crate::Secret;
use crate::loopback::is_loopback_url;

const API_KEY: HeaderName = HeaderName::from_static("x-api-key");
const USER_AGENT: &str = concat!("akool-gateway/", env!("CARGO_PKG_VERSION"));

/// The vendor, as this gateway may use it.
pub struct Vendor {
    http: reqwest::Client,
    origin: String,
    api_key: Secret,
    is_loopback: bool,
}

impl Vendor {
    /// `upstream` was checked when the settings were read: https, or http to this machine.
    pub fn new(upstream: &Url, api_key: Secret, deadline: Duration) -> Result<Self, reqwest::Error> {
        let is_loopback = is_loopback_url(upstream);
        let http = reqwest::Client::builder()
            .user_agent(USER_AGENT)
            // The library would carry the key to whatever host a redirect names.
            .redirect(Policy::none())
            // It would also send a create a second time after a fault of the connection, and money moves once.
            .retry(reqwest::retry::never())
            // A proxy from the environment would see the key.
            .no_proxy()
            .https_only(!is_loopback)
            .referer(false)
            .connect_timeout(Duration::from_secs(5).min(deadline))
            .timeout(deadline)
            // Shorter than servers keep idle connections, so that none is closed just as a create goes out on it.
            .pool_idle_timeout(Duration::from_secs(15))
            .build()?;
        let origin = upstream.origin().ascii_serialization();
        Ok(Self { http, origin, api_key, is_loopback })
    }

    /// Whether the vendor runs on this machine (a simulator), and so reaches addresses that the real one cannot.
    pub fn is_loopback(&self) -> bool {
        self.is_loopback
    }

    /// The key, which is also what the vendor seals its reports with.
    pub fn api_key(&self) -> &Secret {
        &self.api_key
    }

    /// Creates one video.
    pub async fn create(&self, request: &CreateRequest) -> Result<JobRecord, VendorFault> {
        self.post(path::CREATE, request).await
    }

    /// Creates variations of one video.
    pub async fn create_batch(&self, request: &BatchRequest) -> Result<BatchResult, VendorFault> {
        self.post(path::CREATE_BATCH, request).await
    }

    /// The state of jobs, by the vendor's ids.
    pub async fn results(&self, vendor_ids: &[&str]) -> Result<ResultList, VendorFault> {
        self.post(path::RESULTS, &ResultsRequest::new(vendor_ids)).await
    }

    /// The effect catalogue.
    pub async fn effects(&self) -> Result<EffectList, VendorFault> {
        self.get(path::EFFECTS).await
    }

    /// The account's credits.
    pub async fn credits(&self) -> Result<Credits, VendorFault> {
        self.get(path::CREDITS).await
    }

    /// Gives a finished video new sound, as a job of its own.
    pub async fn update_audio(&self, request: &AudioUpdateRequest) -> Result<JobRecord, VendorFault> {
        self.post(path::UPDATE_AUDIO, request).await
    }

    /// Deletes jobs, by the vendor's ids.
    pub async fn delete(&self, vendor_ids: &[&str]) -> Result<Deleted, VendorFault> {
        self.post(path::DELETE, &ResultsRequest::new(vendor_ids)).await
    }

    /// The models for image to video.
    pub async fn models(&self) -> Result<Vec<Model>, VendorFault> {
        let url = format!("{}{}?types[]={IMAGE_TO_VIDEO_MODELS}", self.origin, path::MODELS);
        self.send(self.http.get(url), Value::is_array).await
    }

    async fn get<T: DeserializeOwned>(&self, path: &'static str) -> Result<T, VendorFault> {
        self.send(self.http.get(format!("{}{path}", self.origin)), Value::is_object).await
    }

    async fn post<T: DeserializeOwned>(&self, path: &'static str, body: &impl Serialize) -> Result<T, VendorFault> {
        let json = serde_json::to_vec(body).map_err(|_| VendorFault::Unreachable)?;
        let request = self
            .http
            .post(format!("{}{path}", self.origin))
            .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
            .body(json);
        self.send(request, Value::is_object).await
    }

    /// The last line before the network, and the only one that shows the key to anybody.
    async fn send<T: DeserializeOwned>(
        &self,
        request: reqwest::RequestBuilder,
        has_shape: fn(&Value) -> bool,
    ) -> Result<T, VendorFault> {
        let mut key = HeaderValue::from_str(self.api_key.reveal()).map_err(|_| VendorFault::Unreachable)?;
        key.set_sensitive(true);
        let response = request
            .header(ACCEPT, HeaderValue::from_static("application/json"))
            .header(API_KEY, key)
            .send()
            .await
            .map_err(|error| VendorFault::of_transport(&error))?;
        answer::read(response, &self.api_key, has_shape).await
    }
}
