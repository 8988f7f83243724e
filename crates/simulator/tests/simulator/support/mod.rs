mod hook_receiver;
mod site;

use std::time::Duration;

use akool_contract::path;
use akool_renderer::Quality;
use akool_simulator::{Credentials, Options, Simulator, StartError, conformance::Mp4};
use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};

pub use hook_receiver::HookReceiver;
pub use site::Site;

pub const API_KEY: &str = "SimClientSecret-0123456789abcdef";
pub const CLIENT_ID: &str = "SimClientId0123456789a==";
/// 24 November 2026, noon.
pub const START_MS: i64 = 1_795_521_600_000;
/// More than a job takes.
pub const WHOLE_JOB_MS: i64 = 5_000;
const PATIENCE: Duration = Duration::from_secs(120);

/// A simulator with a stopped clock, and a site with pictures for it.
pub struct Bench {
    pub simulator: Simulator,
    pub site: Site,
    pub client: Client,
}

pub fn options() -> Options {
    Options {
        start_ms: Some(START_MS),
        stopped: true,
        quality: Quality::Preview,
        control: true,
        credentials: Credentials { client_id: CLIENT_ID.into(), api_key: API_KEY.into() },
        ..Options::default()
    }
}

impl Bench {
    pub async fn new() -> Self {
        Self::with(options()).await
    }

    pub async fn with(options: Options) -> Self {
        let simulator = Simulator::start(options).await.expect("the simulator starts");
        let client = Client::builder().no_proxy().build().expect("an HTTP client");
        Self { simulator, site: Site::start().await, client }
    }

    /// Stops the simulator and starts one with these options.
    pub async fn restarted(self, options: Options) -> Self {
        let Self { simulator, site, client } = self;
        drop(simulator);
        let start = async {
            loop {
                // The state file is free once the runtime has dropped the last connection.
                match Simulator::start(options.clone()).await {
                    Err(StartError::State(_)) => tokio::task::yield_now().await,
                    started => return started.expect("the simulator starts"),
                }
            }
        };
        let simulator = tokio::time::timeout(PATIENCE, start).await.expect("the state file is free");
        Self { simulator, site, client }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.simulator.url())
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(self.url(path)).header("x-api-key", API_KEY)
    }

    pub fn post(&self, path: &str, body: &Value) -> RequestBuilder {
        self.client.post(self.url(path)).header("x-api-key", API_KEY).json(body)
    }

    /// Posts JSON; the body of the answer, which must be HTTP 200.
    pub async fn post_json(&self, path: &str, body: &Value) -> Value {
        body_of(self.post(path, body).send().await.expect("an answer")).await
    }

    pub async fn get_json(&self, path: &str) -> Value {
        body_of(self.get(path).send().await.expect("an answer")).await
    }

    /// A control call.
    pub async fn control(&self, path: &str, body: &Value) -> Value {
        let request = self.client.post(self.url(&format!("/_control/{path}"))).json(body);
        body_of(request.send().await.expect("an answer")).await
    }

    pub async fn control_get(&self, path: &str) -> Value {
        let request = self.client.get(self.url(&format!("/_control/{path}")));
        body_of(request.send().await.expect("an answer")).await
    }

    /// A create request of the given fields over the least that works; gives `data`.
    pub async fn create(&self, fields: Value) -> Value {
        let answer = self.post_json(path::CREATE, &self.request(fields)).await;
        assert_eq!(answer["code"], 1000, "{answer}");
        answer["data"].clone()
    }

    pub async fn create_id(&self, fields: Value) -> String {
        id(&self.create(fields).await)
    }

    pub fn request(&self, fields: Value) -> Value {
        merged(json!({ "image_url": self.site.url("/picture.jpg"), "prompt": "slow zoom in" }), fields)
    }

    /// The one record of an id.
    pub async fn result(&self, id: &str) -> Value {
        let answer = self.post_json(path::RESULTS, &json!({ "_ids": id })).await;
        assert_eq!(answer["code"], 1000, "{answer}");
        let items = answer["data"]["result"].as_array().expect("a list");
        assert_eq!(items.len(), 1, "{answer}");
        items[0].clone()
    }

    pub async fn advance(&self, milliseconds: i64) {
        assert!(self.simulator.clock().advance(milliseconds, PATIENCE).await, "what was due did not happen");
    }

    /// Creates a job, lets it end and gives its record.
    pub async fn finished(&self, fields: Value) -> Value {
        let id = self.create_id(fields).await;
        self.advance(WHOLE_JOB_MS).await;
        self.result(&id).await
    }

    pub async fn balance(&self) -> i64 {
        self.get_json(path::CREDITS).await["data"]["credit"].as_i64().expect("a balance")
    }

    pub async fn bytes(&self, url: &Value) -> Vec<u8> {
        let response = self.client.get(text(url)).send().await.expect("an answer");
        assert_eq!(response.status(), 200);
        response.bytes().await.expect("a whole body").to_vec()
    }
}

/// What is in a video's file, which must be a whole one.
pub fn mp4(file: &[u8]) -> Mp4 {
    Mp4::read(file).expect("a whole MP4 file")
}

pub async fn body_of(response: Response) -> Value {
    assert_eq!(response.status(), 200, "business answers come with HTTP 200");
    response.json().await.expect("JSON")
}

pub fn merged(mut base: Value, fields: Value) -> Value {
    let (Value::Object(into), Value::Object(from)) = (&mut base, fields) else { panic!("objects only") };
    into.extend(from);
    base
}

pub fn id(data: &Value) -> String {
    text(&data["_id"]).to_owned()
}

pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("text, not {value}"))
}

pub fn is_object_id(value: &Value) -> bool {
    value.as_str().is_some_and(|id| id.len() == 24 && id.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
