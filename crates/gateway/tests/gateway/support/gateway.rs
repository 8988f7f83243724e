use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use akool_gateway::{
    ArchiveOptions, Budgets, Clock, Deadlines, Minting, RateLimits, Secret, Settings, Storage, SystemNetwork,
    TrustedProxies,
};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::oneshot;

use super::client::{self, Answer};

/// The canary: every answer of every test is searched for it.
pub const KEY: &str = "canary-4f1c9b7e2d8a6035-b7c1d2e3";
pub const CLIENT_ID: &str = "SimClientId0123456789a==";
pub const MASTER: &str = "q8Z2mN5xV7cB1rT4yU6iO9pA3sD0fG8hJ2kL5zXw";
pub const ISSUER: &str = "P4nM7bV1cX9zL3kJ6hG2fD8sA5qW0eR7tY4uI1oP";

pub const CREATE: &str = akool_contract::path::CREATE;
pub const RESULTS: &str = akool_contract::path::RESULTS;

/// A gateway in this process.
pub struct Gateway {
    pub url: String,
    pub metrics_url: Option<String>,
    pub clock: Clock,
    stop: Option<oneshot::Sender<()>>,
    /// Deleted with the gateway, unless the test brought its own folder.
    _data: Option<TempDir>,
}

pub fn per_minute(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).expect("not zero")
}

/// Settings that work, for a test to change.
pub fn settings(upstream: &str) -> Settings {
    Settings {
        listen: "127.0.0.1:0".parse().expect("an address"),
        metrics_listen: None,
        public_url: None,
        upstream: upstream.parse().expect("a URL"),
        plain_http_hosts: Vec::new(),
        https_proxy: None,
        api_key: Secret::new(KEY),
        client_id: Some(Secret::new(CLIENT_ID)),
        master_secret: Secret::new(MASTER),
        previous_master_secret: None,
        minting: Minting::Issuer(Secret::new(ISSUER)),
        sessions: None,
        token_ttl_seconds: 600,
        origins: vec!["https://shop.example".into()],
        allowed_headers: Vec::new(),
        data_dir: std::path::PathBuf::new(),
        database_url: None,
        page_dir: None,
        media_hosts: None,
        upload_max_bytes: 1024 * 1024,
        uploads_total_max_bytes: 10 * 1024 * 1024,
        storage: Storage::Disk,
        archive: ArchiveOptions::default(),
        history_days: 7,
        network: Arc::new(SystemNetwork),
        budgets: Budgets::default(),
        streams_per_subject: 6,
        // High enough for tests that are about something else.
        rate_limits: RateLimits { subject_per_minute: per_minute(100_000), address_per_minute: per_minute(100_000) },
        trusted_proxies: TrustedProxies::default(),
        address_connections: None,
        deadlines: Deadlines { vendor: Duration::from_secs(20), ..Deadlines::default() },
        // Tests count what the vendor is asked.
        checks_key_at_start: false,
        warnings: Vec::new(),
    }
}

impl Gateway {
    pub async fn start(upstream: &str) -> Self {
        Self::start_with(settings(upstream)).await
    }

    pub async fn start_with(settings: Settings) -> Self {
        Self::start_at(settings, Clock::default()).await
    }

    /// Starts at a time of the test's choosing.
    pub async fn start_at(mut settings: Settings, clock: Clock) -> Self {
        let data = settings.data_dir.as_os_str().is_empty().then(|| TempDir::new().expect("a folder"));
        if let Some(data) = &data {
            settings.data_dir = data.path().to_path_buf();
        }
        let server = akool_gateway::Gateway::bind(settings, clock.clone()).await.expect("the gateway starts");
        let (url, metrics_url) = (server.local_url(), server.metrics_url());
        let (stop, stopped) = oneshot::channel::<()>();
        tokio::spawn(server.run(async {
            let _ = stopped.await;
        }));
        Self { url, metrics_url, clock, stop: Some(stop), _data: data }
    }

    pub async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        client::exchange(&self.url, method, path, headers, body).await
    }

    /// `POST /token` by the issuer.
    pub async fn mint(&self, request: Value) -> Answer {
        let authorization = format!("Bearer {ISSUER}");
        self.send("POST", "/token", &[("Authorization", &authorization)], request.to_string().as_bytes()).await
    }

    /// A token for everything.
    pub async fn token(&self, subject: &str) -> String {
        let answer = self.mint(json!({ "subject": subject })).await;
        answer.json()["access_token"].as_str().expect("a token").to_owned()
    }

    pub async fn post(&self, path: &str, token: &str, body: &Value) -> Answer {
        let authorization = format!("Bearer {token}");
        let headers = [("Authorization", authorization.as_str()), ("Content-Type", "application/json")];
        self.send("POST", path, &headers, body.to_string().as_bytes()).await
    }

    pub async fn get(&self, path: &str, token: &str) -> Answer {
        self.send("GET", path, &[("Authorization", &format!("Bearer {token}"))], b"").await
    }

    pub async fn create(&self, token: &str) -> Answer {
        self.post(CREATE, token, &json!({ "image_url": "https://images.example/a.png", "prompt": "move" })).await
    }

    /// Asks how the create of that name ended.
    pub async fn recall(&self, token: &str, key: &str) -> Answer {
        let authorization = format!("Bearer {token}");
        let headers = [("Authorization", authorization.as_str()), ("Idempotency-Key", key)];
        self.send("GET", akool_contract::path::CREATE, &headers, b"").await
    }

    /// Creates with an idempotency key.
    pub async fn create_as(&self, token: &str, key: &str, prompt: &str) -> Answer {
        let authorization = format!("Bearer {token}");
        let headers =
            [("Authorization", authorization.as_str()), ("Content-Type", "application/json"), ("Idempotency-Key", key)];
        let body = json!({ "image_url": "https://images.example/a.png", "prompt": prompt });
        self.send("POST", CREATE, &headers, body.to_string().as_bytes()).await
    }

    /// What `quota/info` says the caller has left.
    pub async fn credits(&self, token: &str) -> f64 {
        let answer = self.get(akool_contract::path::CREDITS, token).await;
        answer.json()["data"]["credit"].as_f64().unwrap_or_else(|| panic!("{answer:?}"))
    }

    /// Creates a job and gives its public id.
    pub async fn created(&self, token: &str) -> String {
        self.create(token).await.json()["data"]["_id"].as_str().expect("an id").to_owned()
    }

    pub async fn results(&self, token: &str, ids: &str) -> Answer {
        self.post(RESULTS, token, &json!({ "_ids": ids })).await
    }

    pub async fn upload(&self, token: &str, content_type: &str, bytes: &[u8]) -> Answer {
        let authorization = format!("Bearer {token}");
        self.send("POST", "/uploads", &[("Authorization", &authorization), ("Content-Type", content_type)], bytes).await
    }

    /// Gets a file by its URL, as anybody would who has it.
    pub async fn file(&self, url: &str, headers: &[(&str, &str)]) -> Answer {
        self.send("GET", url.strip_prefix(&self.url).expect("a URL of this gateway"), headers, b"").await
    }

    /// Uploads a small picture and gives the path of its URL.
    pub async fn uploaded(&self, token: &str) -> String {
        let answer = self.upload(token, "image/png", &super::pictures::png()).await;
        let url = answer.json()["url"].as_str().expect("a URL").to_owned();
        url.strip_prefix(&self.url).expect("a URL of this gateway").to_owned()
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }
}
