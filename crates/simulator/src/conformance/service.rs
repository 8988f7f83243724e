use std::time::Duration;

use akool_contract::path;
use reqwest::Client;
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use super::fact::Broken;

/// How to reach the service under test.
#[derive(Clone)]
pub struct ServiceOptions {
    /// Scheme, host and port.
    pub base_url: String,
    /// For `x-api-key`.
    pub api_key: String,
    /// For `getToken` and webhook signatures; without it the facts that need it are not checked.
    pub client_id: Option<String>,
    /// A picture the service can fetch.
    pub image_url: String,
    /// Time between two polls of a job.
    pub poll_interval: Duration,
    /// Whether the service can call back to this machine.
    pub is_local: bool,
}

/// The service under test, and the job that facts share.
pub struct Service {
    /// How to reach it.
    pub options: ServiceOptions,
    client: Client,
    completed: OnceCell<Completed>,
}

/// A job that was created with only the required fields and polled to its end.
#[derive(Clone)]
pub struct Completed {
    /// `data` of create.
    pub created: Value,
    /// The balance before and after create.
    pub balances: (f64, f64),
    /// The first poll.
    pub fresh: Value,
    /// Statuses in the order observation, each once.
    pub statuses: Vec<i64>,
    /// The last poll.
    pub record: Value,
    /// The video.
    pub video: Vec<u8>,
}

/// Longest time a job may take.
const PATIENCE: Duration = Duration::from_secs(15 * 60);

impl Service {
    /// # Errors
    ///
    /// When TLS cannot be set up.
    pub fn new(options: ServiceOptions) -> Result<Self, reqwest::Error> {
        let client = Client::builder().timeout(Duration::from_secs(60)).build()?;
        Ok(Self { options, client, completed: OnceCell::new() })
    }

    /// Any request, with only these headers.
    pub async fn bare(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Result<(u16, Value), Broken> {
        let method = method.parse().map_err(|_| Broken("no such method".into()))?;
        let mut request = self.client.request(method, format!("{}{path}", self.options.base_url));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send().await?;
        let status = response.status().as_u16();
        let text = response.text().await?;
        let json = serde_json::from_str(&text).map_err(|_| Broken(format!("HTTP {status} with {text:.200}")))?;
        Ok((status, json))
    }

    /// The answer to a POST with the key.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Value, Broken> {
        Ok(self.bare("POST", path, &[("x-api-key", &self.options.api_key)], Some(body)).await?.1)
    }

    /// The answer to a GET with the key.
    pub async fn get(&self, path: &str) -> Result<Value, Broken> {
        Ok(self.bare("GET", path, &[("x-api-key", &self.options.api_key)], None).await?.1)
    }

    /// Fetches any URL, optionally a range of it: status and bytes.
    pub async fn fetch(&self, url: &str, range: Option<&str>) -> Result<(u16, Vec<u8>), Broken> {
        let mut request = self.client.get(url);
        if let Some(range) = range {
            request = request.header("range", range);
        }
        let response = request.send().await?;
        Ok((response.status().as_u16(), response.bytes().await?.to_vec()))
    }

    /// The balance.
    pub async fn balance(&self) -> Result<f64, Broken> {
        let answer = self.get(path::CREDITS).await?;
        answer["data"]["credit"].as_f64().ok_or_else(|| Broken(format!("no balance in {answer}")))
    }

    /// The record of a job.
    pub async fn record(&self, id: &Value) -> Result<Value, Broken> {
        Ok(self.post(path::RESULTS, &json!({ "_ids": id })).await?["data"]["result"][0].clone())
    }

    /// Polls a job to its end; returns its last record and the statuses on the way.
    pub async fn follow(&self, id: &Value) -> Result<(Value, Vec<i64>), Broken> {
        let mut statuses = Vec::new();
        let polls = async {
            loop {
                let record = self.record(id).await?;
                let status = record["status"].as_i64().unwrap_or_default();
                if statuses.last() != Some(&status) {
                    statuses.push(status);
                }
                if status == 3 || status == 4 {
                    return Ok::<Value, Broken>(record);
                }
                tokio::time::sleep(self.options.poll_interval).await;
            }
        };
        let record = tokio::time::timeout(PATIENCE, polls).await;
        Ok((record.map_err(|_| Broken("the job did not end".into()))??, statuses))
    }

    /// A request with the picture and these fields.
    pub fn request(&self, fields: &Value) -> Value {
        let mut request = json!({ "image_url": self.options.image_url });
        if let (Some(into), Some(from)) = (request.as_object_mut(), fields.as_object()) {
            into.extend(from.clone());
        }
        request
    }

    /// Creates a job and returns `data`.
    pub async fn create(&self, fields: &Value) -> Result<Value, Broken> {
        let answer = self.post(path::CREATE, &self.request(fields)).await?;
        match answer["code"] == 1000 {
            true => Ok(answer["data"].clone()),
            false => Err(Broken(format!("create answered {answer}"))),
        }
    }

    /// The shared job, created on first use.
    pub async fn completed(&self) -> Result<&Completed, Broken> {
        self.completed.get_or_try_init(|| self.complete()).await
    }

    async fn complete(&self) -> Result<Completed, Broken> {
        let before = self.balance().await?;
        let created = self.create(&json!({ "prompt": "slow zoom in with a soft breeze" })).await?;
        let after = self.balance().await?;
        let fresh = self.record(&created["_id"]).await?;
        let (record, statuses) = self.follow(&created["_id"]).await?;
        let url = record["video_url"].as_str().ok_or_else(|| Broken(format!("the job ended as {record}")))?;
        let (_, video) = self.fetch(url, None).await?;
        Ok(Completed { created, balances: (before, after), fresh, statuses, record, video })
    }
}
