use std::sync::Arc;
use std::time::{Duration, Instant};

use akool_contract::{
    AudioUpdateRequest, BatchRequest, BatchResult, CreateRequest, Credits, Deleted, EffectList, JobRecord, Model,
    ModelList, ResultList, ResultsRequest, path,
};
use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, USER_AGENT};
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{HeaderName, HeaderValue, Method, Request, Uri};
use http_body_util::Full;
use serde::Serialize;
use url::Url;

use super::VendorError;
use super::readiness::Readiness;
use super::response::{self, Payload};
use super::transport::{Transport, tls_settings};
use crate::HttpsProxy;
use crate::Secret;
use crate::loopback::is_loopback_url;
use crate::telemetry::metrics::{Metrics, VendorRoute};
use crate::worker_pool;

const API_KEY: HeaderName = HeaderName::from_static("x-api-key");
const OUR_NAME: &str = concat!("akool-gateway/", env!("CARGO_PKG_VERSION"));

/// The list of models for image to video; 1501 is their type.
const MODELS_WANTED: &str = "/api/open/v4/aigModel/list?types[]=1501";

/// The vendor, as this gateway may use it.
pub struct Vendor {
    /// One for each worker, so that its connections live where they are used, and one for everything else.
    transports: Vec<Transport>,
    scheme: Scheme,
    authority: Authority,
    api_key: Secret,
    is_local: bool,
    readiness: Readiness,
    metrics: Arc<Metrics>,
}

impl Vendor {
    /// `upstream` was checked when the settings were read: https, or http to this machine or to a listed host. `proxy` is used
    /// for https only.
    pub fn new(
        upstream: &Url,
        proxy: Option<&HttpsProxy>,
        api_key: Secret,
        deadline: Duration,
        metrics: Arc<Metrics>,
    ) -> Result<Self, String> {
        let is_plain = upstream.scheme() == "http";
        let is_local = is_plain || is_loopback_url(upstream);
        let tls = tls_settings()?;
        let transport = |_| Transport::new(&tls, is_plain, proxy, deadline);
        let transports = (0..=worker_pool::count()).map(transport).collect();
        let scheme = if is_plain { Scheme::HTTP } else { Scheme::HTTPS };
        let authority = Authority::try_from(upstream.authority()).map_err(|error| error.to_string())?;
        Ok(Self { transports, scheme, authority, api_key, is_local, readiness: Readiness::default(), metrics })
    }

    /// Whether the vendor is a simulator on this machine or on a listed host, and so reaches addresses that the real one cannot.
    pub fn is_local(&self) -> bool {
        self.is_local
    }

    /// Whether the vendor accepts our key, as far as the latest calls show.
    pub fn readiness(&self) -> &Readiness {
        &self.readiness
    }

    /// The key, which is also what the vendor seals its reports with.
    pub fn api_key(&self) -> &Secret {
        &self.api_key
    }

    /// Creates one video.
    pub async fn create(&self, request: &CreateRequest) -> Result<JobRecord, VendorError> {
        self.post(path::CREATE, request).await
    }

    /// Creates variations of one video.
    pub async fn create_batch(&self, request: &BatchRequest) -> Result<BatchResult, VendorError> {
        self.post(path::CREATE_BATCH, request).await
    }

    /// The state of jobs, by the vendor's ids.
    pub async fn results(&self, vendor_ids: &[&str]) -> Result<ResultList, VendorError> {
        self.post(path::RESULTS, &ResultsRequest::new(vendor_ids)).await
    }

    /// The effect catalogue.
    pub async fn effects(&self) -> Result<EffectList, VendorError> {
        self.get(path::EFFECTS).await
    }

    /// The account's credits.
    pub async fn credits(&self) -> Result<Credits, VendorError> {
        self.get(path::CREDITS).await
    }

    /// Gives a finished video new sound, as a job of its own.
    pub async fn update_audio(&self, request: &AudioUpdateRequest) -> Result<JobRecord, VendorError> {
        self.post(path::UPDATE_AUDIO, request).await
    }

    /// Deletes jobs, by the vendor's ids.
    pub async fn delete(&self, vendor_ids: &[&str]) -> Result<Deleted, VendorError> {
        self.post(path::DELETE, &ResultsRequest::new(vendor_ids)).await
    }

    /// The models for image to video.
    pub async fn models(&self) -> Result<Vec<Model>, VendorError> {
        let list: ModelList = self.send(path::MODELS, MODELS_WANTED, Method::GET, Bytes::new()).await?;
        Ok(list.result)
    }

    async fn get<T: Payload>(&self, path: &'static str) -> Result<T, VendorError> {
        self.send(path, path, Method::GET, Bytes::new()).await
    }

    async fn post<T: Payload>(&self, path: &'static str, body: &impl Serialize) -> Result<T, VendorError> {
        let json = serde_json::to_vec(body).map_err(|_| VendorError::Unreachable)?;
        self.send(path, path, Method::POST, json.into()).await
    }

    async fn send<T: Payload>(
        &self,
        route: &'static str,
        target: &'static str,
        method: Method,
        body: Bytes,
    ) -> Result<T, VendorError> {
        let started = Instant::now();
        let outcome = self.exchange(target, method, body).await;
        let label = outcome.as_ref().err().map_or("success", VendorError::label);
        self.metrics.called_vendor(VendorRoute(route), label, started.elapsed());
        match &outcome {
            Ok(_) => self.readiness.key_accepted(),
            Err(error) => {
                tracing::warn!(?error, route, "a call to Akool failed");
                if error.is_about_our_key() {
                    self.readiness.key_refused();
                }
            }
        }
        outcome
    }

    /// The only place where the key leaves this program. Host and scheme are those of the settings, and there are these headers
    /// and no others.
    async fn exchange<T: Payload>(&self, target: &'static str, method: Method, body: Bytes) -> Result<T, VendorError> {
        let mut key = HeaderValue::from_str(self.api_key.reveal()).map_err(|_| VendorError::Unreachable)?;
        key.set_sensitive(true);
        let uri = Uri::builder()
            .scheme(self.scheme.clone())
            .authority(self.authority.clone())
            .path_and_query(PathAndQuery::from_static(target))
            .build()
            .map_err(|_| VendorError::Unreachable)?;
        let mut request = Request::new(Full::new(body));
        let has_body = method == Method::POST;
        (*request.method_mut(), *request.uri_mut()) = (method, uri);
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(USER_AGENT, HeaderValue::from_static(OUR_NAME));
        if has_body {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        headers.insert(API_KEY, key);
        let transport = &self.transports[worker_pool::number() % self.transports.len()];
        response::decode(transport.exchange(request).await?, &self.api_key)
    }
}
