use std::time::Duration;

use akool_contract::{BusinessCode, path};
use akool_renderer::Quality;
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};

use super::{
    AnswerDrift, Drift, DriftError,
    answers::{Names, compare},
    files::Files,
    timelines::{STEP_MS, plans},
};
use crate::{
    account::Credentials,
    recording::{Difference, Exchange, ORIGIN, RecordedBody, Recording},
    server::{Simulator, StartError},
    settings::Options,
};

const PATIENCE: Duration = Duration::from_secs(600);

/// Sends the requests of a recording to a new simulator.
pub async fn rerun(recording: &Recording) -> Result<Drift, DriftError> {
    let mut rerun = Rerun::start().await?;
    let mut answers = Vec::new();
    for (index, exchange) in recording.exchanges.iter().enumerate() {
        rerun.simulator.plan_next(plans(&recording.exchanges, index));
        let fields = rerun.compare(exchange).await?;
        if !fields.is_empty() {
            let request = format!("{} {}", exchange.request.method, exchange.request.path);
            answers.push(AnswerDrift { exchange: index + 1, request, fields });
        }
        // The outcome shows in the answers, so nothing is lost when a render takes longer.
        rerun.simulator.clock().advance(STEP_MS, PATIENCE).await;
    }
    Ok(Drift { compared: recording.exchanges.len(), answers })
}

struct Rerun {
    simulator: Simulator,
    files: Files,
    client: Client,
    credentials: Credentials,
    token: String,
    names: Names,
}

impl Rerun {
    async fn start() -> Result<Self, DriftError> {
        let credentials = Credentials::invented();
        let quality = Quality::Preview;
        let options = Options { credentials: credentials.clone(), stopped: true, quality, ..Options::default() };
        let simulator = Simulator::start(options).await?;
        let client = Client::builder().no_proxy().build()?;
        let secret = json!({ "clientId": credentials.client_id, "clientSecret": credentials.api_key });
        let url = format!("{}{}", simulator.url(), path::VENDOR_TOKEN);
        let answer: Value = client.post(url).json(&secret).send().await?.json().await?;
        let token = answer["token"].as_str().unwrap_or_default().to_owned();
        Ok(Self { simulator, files: Files::start().await?, client, credentials, token, names: Names::default() })
    }

    async fn compare(&mut self, exchange: &Exchange) -> Result<Vec<Difference>, DriftError> {
        let code = exchange.body.json()["code"].as_i64();
        let is_poor = code == Some(BusinessCode::CREDITS_INSUFFICIENT.0);
        self.simulator.set_credits(if is_poor { 0 } else { Options::default().credits }).map_err(StartError::from)?;
        let answer = self.send(exchange, code).await?;
        let status = answer.status().as_u16();
        let content_type = answer.headers().get("content-type").and_then(|value| value.to_str().ok());
        let content_type = content_type.map(str::to_owned);
        let body = RecordedBody::of(&answer.bytes().await?).json();
        let recorded = exchange.body.json();
        self.names.learn(&recorded, &body);
        let heads = [
            json!({ "status": exchange.status, "content-type": exchange.headers.get("content-type") }),
            json!({ "status": status, "content-type": content_type }),
        ];
        let mut fields = compare(&heads[0], &heads[1], &self.names);
        fields.extend(compare(&recorded, &body, &self.names));
        Ok(fields)
    }

    async fn send(&self, exchange: &Exchange, code: Option<i64>) -> Result<Response, reqwest::Error> {
        let recorded = &exchange.request;
        let query = if recorded.query.is_empty() { String::new() } else { format!("?{}", recorded.query) };
        let path = self.names.translated(&format!("{}{query}", recorded.path));
        let method = Method::from_bytes(recorded.method.as_bytes()).unwrap_or_default();
        let mut request = self.client.request(method, format!("{}{path}", self.simulator.url()));
        let is_wrong = [BusinessCode::AUTH_INVALID.0, BusinessCode::ACCOUNT_UNKNOWN.0].map(Some).contains(&code);
        request = match recorded.credentials.as_deref() {
            Some("authorization") if is_wrong => request.bearer_auth("wrong"),
            Some("authorization") => request.bearer_auth(&self.token),
            Some(header) if is_wrong => request.header(header, "wrong"),
            Some(header) => request.header(header, &self.credentials.api_key),
            None => request,
        };
        if let Some(range) = &recorded.range {
            request = request.header("range", range);
        }
        let body = recorded.body.clone().map_text(&|text| self.names.translated(&self.with_origin(text)));
        request.body(self.with_own_values(body, is_wrong).bytes()).send().await
    }

    fn with_origin(&self, text: &str) -> String {
        text.replace(ORIGIN, &self.simulator.url())
    }

    /// The body with files that exist and, unless they were wrong, credentials that are valid.
    fn with_own_values(&self, body: RecordedBody, is_wrong: bool) -> RecordedBody {
        let RecordedBody::Json(Value::Object(mut fields)) = body else { return body };
        let file = |name: &str| json!(format!("{}/{name}", self.files.origin));
        for (name, value) in &mut fields {
            let is_set = value.as_str().is_some_and(|text| text.starts_with("http"));
            match name.as_str() {
                "image_url" | "last_image_url" if is_set => *value = file("picture.jpg"),
                "audio_url" if is_set => *value = file("sound.wav"),
                "webhookurl" | "webhookUrl" if is_set => *value = file("hook"),
                "clientId" if !is_wrong => *value = json!(self.credentials.client_id),
                "clientSecret" if !is_wrong => *value = json!(self.credentials.api_key),
                _ => {}
            }
        }
        RecordedBody::Json(Value::Object(fields))
    }
}
