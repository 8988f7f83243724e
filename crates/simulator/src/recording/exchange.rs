use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Stands for the origin of the recorded server, in requests and answers.
pub const ORIGIN: &str = "{origin}";
const FORMAT: u32 = 1;
/// Longest body that is stored when it is neither JSON nor text.
const MAXIMUM_BINARY: usize = 4 * 1024 * 1024;

/// The first line of a recording; the others are exchanges.
#[derive(Debug, Serialize, Deserialize)]
pub struct Header {
    recording: u32,
    upstream: String,
}

impl Header {
    /// The header of a new recording.
    pub fn new(upstream: &str) -> Self {
        Self { recording: FORMAT, upstream: upstream.into() }
    }
}

/// A request and its answer, without secrets.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Exchange {
    /// Milliseconds since the recording began.
    pub at_ms: u64,
    /// What was asked.
    pub request: RecordedRequest,
    /// HTTP status of the answer.
    pub status: u16,
    /// The headers that clients of Akool read.
    pub headers: BTreeMap<String, String>,
    /// The body of the answer.
    pub body: RecordedBody,
}

/// A request without secrets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordedRequest {
    /// HTTP method.
    pub method: String,
    /// Path.
    pub path: String,
    /// Query without the question mark.
    pub query: String,
    /// The header that carried the credentials.
    pub credentials: Option<String>,
    /// The requested range of a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<String>,
    /// The body.
    pub body: RecordedBody,
}

/// A body as it is stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordedBody {
    /// No body.
    Empty,
    /// JSON.
    Json(Value),
    /// Text that is not JSON.
    Text(String),
    /// Bytes in base64.
    Base64(String),
    /// The length of a file that was too long to be stored.
    Omitted(usize),
}

impl RecordedBody {
    /// A body as it was sent.
    pub fn of(bytes: &[u8]) -> Self {
        if bytes.is_empty() {
            return Self::Empty;
        }
        if let Ok(value) = serde_json::from_slice(bytes) {
            return Self::Json(value);
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(text.into()),
            Err(_) if bytes.len() > MAXIMUM_BINARY => Self::Omitted(bytes.len()),
            Err(_) => Self::Base64(STANDARD.encode(bytes)),
        }
    }

    /// The bytes to send. An omitted file is empty.
    pub fn bytes(&self) -> Bytes {
        match self {
            Self::Empty | Self::Omitted(_) => Bytes::new(),
            Self::Json(value) => value.to_string().into(),
            Self::Text(text) => text.clone().into(),
            Self::Base64(text) => STANDARD.decode(text).unwrap_or_default().into(),
        }
    }

    /// The body as JSON; null when it is something else.
    pub fn json(&self) -> Value {
        match self {
            Self::Json(value) => value.clone(),
            _ => Value::Null,
        }
    }

    /// The body with each of its texts replaced.
    pub fn map_text(self, map: &impl Fn(&str) -> String) -> Self {
        match self {
            Self::Json(value) => Self::Json(map_value(value, map)),
            Self::Text(text) => Self::Text(map(&text)),
            other => other,
        }
    }
}

fn map_value(value: Value, map: &impl Fn(&str) -> String) -> Value {
    match value {
        Value::String(text) => Value::String(map(&text)),
        Value::Array(items) => items.into_iter().map(|item| map_value(item, map)).collect(),
        Value::Object(fields) => fields.into_iter().map(|(name, value)| (name, map_value(value, map))).collect(),
        other => other,
    }
}

/// A recording: one JSON value a line, so that a crash of the recorder loses nothing.
#[derive(Clone, Debug, Default)]
pub struct Recording {
    /// In the order in which they ended.
    pub exchanges: Vec<Exchange>,
}

/// Why a recording cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RecordingError {
    /// The file cannot be read.
    #[error("cannot read the recording {0}: {1}")]
    Read(PathBuf, #[source] std::io::Error),
    /// The file is something else.
    #[error("line {1} of {0} is not part of a recording: {2}")]
    Line(PathBuf, usize, #[source] serde_json::Error),
    /// The file comes from another version.
    #[error("{0} is not a recording of this version")]
    Format(PathBuf),
}

impl Recording {
    /// Reads a recording.
    ///
    /// # Errors
    ///
    /// See [`RecordingError`].
    pub fn load(path: &Path) -> Result<Self, RecordingError> {
        let text = std::fs::read_to_string(path).map_err(|error| RecordingError::Read(path.into(), error))?;
        let mut lines = text.lines();
        let header: Header = serde_json::from_str(lines.next().unwrap_or_default())
            .map_err(|error| RecordingError::Line(path.into(), 1, error))?;
        if header.recording != FORMAT {
            return Err(RecordingError::Format(path.into()));
        }
        let parse = |(index, line): (usize, &str)| {
            serde_json::from_str(line).map_err(|error| RecordingError::Line(path.into(), index + 2, error))
        };
        Ok(Self { exchanges: lines.enumerate().map(parse).collect::<Result<_, _>>()? })
    }
}
