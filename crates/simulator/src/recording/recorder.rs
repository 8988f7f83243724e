use std::{
    fs::File,
    io::Write,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::http::{HeaderMap, HeaderName, Method, StatusCode, header};
use bytes::Bytes;
use reqwest::{Client, Url, redirect::Policy};

use super::{Exchange, ORIGIN, RecordedBody, RecordedRequest, Redactor, exchange::Header};

/// Real time that the server has to answer.
const TIMEOUT: Duration = Duration::from_secs(120);
/// Headers of one connection, and those that name this server.
const NOT_PASSED: [&str; 10] = [
    "host",
    "connection",
    "content-length",
    "transfer-encoding",
    "accept-encoding",
    "keep-alive",
    "te",
    "upgrade",
    "proxy-authorization",
    "x-simulator-session",
];
/// The headers of answers that are recorded. The others may hold secrets.
const RECORDED_HEADERS: [HeaderName; 4] =
    [header::CONTENT_TYPE, header::RETRY_AFTER, header::CONTENT_RANGE, header::ACCESS_CONTROL_ALLOW_ORIGIN];

/// Passes requests through to another server and records them without secrets.
pub struct Recorder {
    client: Client,
    /// Scheme, host and port.
    upstream: String,
    file: Mutex<File>,
    began: Instant,
    redactor: Redactor,
}

/// Why a recorder did not start.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The file cannot be written.
    #[error("cannot write the recording {0}: {1}")]
    File(PathBuf, #[source] std::io::Error),
    /// TLS cannot be set up.
    #[error("cannot set up the HTTP client: {0}")]
    Client(#[from] reqwest::Error),
}

/// An answer of the upstream server.
pub struct UpstreamAnswer {
    /// HTTP status.
    pub status: StatusCode,
    /// Headers without those of the connection.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
}

impl Recorder {
    /// Starts a new recording; an older file is replaced.
    ///
    /// # Errors
    ///
    /// See [`RecordError`].
    pub fn start(path: &Path, upstream: &str) -> Result<Self, RecordError> {
        let upstream = upstream.trim_end_matches('/').to_owned();
        let builder = Client::builder().redirect(Policy::none()).timeout(TIMEOUT);
        // A server on this machine must not be reached through a proxy.
        let host = Url::parse(&upstream).ok().and_then(|url| url.host_str().map(str::to_owned));
        let is_local = host.is_some_and(|host| host == "localhost" || host.starts_with("127."));
        let client = if is_local { builder.no_proxy().build()? } else { builder.build()? };
        let open = || {
            let mut file = File::create(path)?;
            writeln!(file, "{}", serde_json::to_string(&Header::new(&upstream))?)?;
            Ok(file)
        };
        let file = open().map_err(|error| RecordError::File(path.into(), error))?;
        Ok(Self { client, upstream, file: Mutex::new(file), began: Instant::now(), redactor: Redactor::default() })
    }

    /// Passes a request through and records it. URLs of the upstream server point to `origin` in the answer, so that files
    /// are recorded, too.
    ///
    /// # Errors
    ///
    /// When the server cannot be reached or its answer breaks off.
    pub async fn pass(
        &self,
        origin: &str,
        method: &Method,
        path_and_query: &str,
        headers: &HeaderMap,
        body: Bytes,
    ) -> Result<UpstreamAnswer, reqwest::Error> {
        let at_ms = self.began.elapsed().as_millis() as u64;
        let to_upstream = replaced_origin(&body, origin, &self.upstream);
        let request = self.client.request(method.clone(), format!("{}{path_and_query}", self.upstream));
        let passed: HeaderMap = headers
            .iter()
            .filter(|(name, _)| !NOT_PASSED.contains(&name.as_str()))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        let response = request.headers(passed).body(to_upstream).send().await?;
        let status = response.status();
        let mut answered = response.headers().clone();
        NOT_PASSED.iter().for_each(|name| drop(answered.remove(*name)));
        let answer = response.bytes().await?;

        let request = recorded_request(origin, method, path_and_query, headers, &body);
        let answer_body = RecordedBody::of(&replaced_origin(&answer, &self.upstream, ORIGIN));
        self.learn(headers, &request, &answer_body);
        let exchange = Exchange {
            at_ms,
            request: self.redactor.request(request),
            status: status.as_u16(),
            headers: RECORDED_HEADERS
                .iter()
                .filter_map(|name| Some((name.to_string(), answered.get(name)?.to_str().ok()?.to_owned())))
                .collect(),
            body: self.redactor.body(answer_body),
        };
        self.write(&exchange);
        Ok(UpstreamAnswer { status, headers: answered, body: replaced_origin(&answer, &self.upstream, origin) })
    }

    fn learn(&self, headers: &HeaderMap, request: &RecordedRequest, answer: &RecordedBody) {
        self.redactor.learn_from_headers(headers);
        self.redactor.learn_from(&request.body);
        self.redactor.learn_from(answer);
    }

    fn write(&self, exchange: &Exchange) {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let written = serde_json::to_string(exchange)
            .map_err(std::io::Error::from)
            .and_then(|line| writeln!(file, "{line}").and_then(|()| file.flush()));
        if let Err(error) = written {
            tracing::error!(%error, "an exchange could not be recorded");
        }
    }
}

/// A request as it is recorded, before redaction.
pub fn recorded_request(
    origin: &str,
    method: &Method,
    path_and_query: &str,
    headers: &HeaderMap,
    body: &Bytes,
) -> RecordedRequest {
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    // With an Authorization header, x-api-key does not count.
    let credentials = ["authorization", "x-api-key"].into_iter().find(|name| headers.contains_key(*name));
    RecordedRequest {
        method: method.to_string(),
        path: path.into(),
        query: query.into(),
        credentials: credentials.map(str::to_owned),
        range: headers.get(header::RANGE).and_then(|value| value.to_str().ok()).map(str::to_owned),
        body: RecordedBody::of(&replaced_origin(body, origin, ORIGIN)),
    }
}

/// Replaces an origin in text; other bytes stay as they are.
pub fn replaced_origin(bytes: &Bytes, from: &str, to: &str) -> Bytes {
    match std::str::from_utf8(bytes) {
        Ok(text) if text.contains(from) => text.replace(&format!("{from}/"), &format!("{to}/")).into(),
        _ => bytes.clone(),
    }
}
