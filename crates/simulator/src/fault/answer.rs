use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The answer of a fault.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum FaultAnswer {
    /// The genuine answer; with `delay_ms` a slow one.
    Genuine {},
    /// None: the connection is closed.
    Close {},
    /// None: the connection is reset.
    Reset {},
    /// None: the connection stays open and silent.
    Hang {},
    /// An HTTP status.
    Status {
        /// The status.
        status: u16,
        /// The `Retry-After` header.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<Value>,
        /// The body: text as it is, everything else as JSON. By default `{"status":…,"msg":…}`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        body: Option<Value>,
    },
    /// HTTP 200 with a business code.
    Business {
        /// The code.
        code: i64,
        /// The message; by default the meaning of the code.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        msg: Option<String>,
    },
    /// A web page instead of JSON.
    Html {
        /// The HTTP status.
        #[serde(default = "ok")]
        status: u16,
    },
    /// The genuine body with its end replaced by something that is not JSON; complete as HTTP.
    Malformed {},
    /// The genuine headers with the full length and half of the body, then the connection ends.
    Truncated {},
    /// The genuine body with some values changed.
    Edited {
        /// JSON pointers and their new values.
        #[serde(default)]
        set: BTreeMap<String, Value>,
        /// JSON pointers of object members to remove.
        #[serde(default)]
        remove: Vec<String>,
    },
    /// Webhooks only: not sent.
    Missing {},
    /// Webhooks only: sent several times.
    Duplicate {
        /// How often in total.
        #[serde(default = "two")]
        times: u32,
    },
    /// Webhooks only: with a wrong signature.
    Forged {},
}

impl FaultAnswer {
    /// Whether it is made from the genuine answer.
    pub const fn needs_genuine(&self) -> bool {
        matches!(self, Self::Genuine {} | Self::Malformed {} | Self::Truncated {} | Self::Edited { .. })
    }

    /// Whether it can happen to a callback.
    pub const fn is_for_webhooks(&self) -> bool {
        matches!(self, Self::Genuine {} | Self::Malformed {}) || self.is_only_for_webhooks()
    }

    /// Whether it can only happen to a callback.
    pub const fn is_only_for_webhooks(&self) -> bool {
        matches!(self, Self::Missing {} | Self::Duplicate { .. } | Self::Forged {})
    }

    /// Whether it can happen to a connection before any request.
    pub const fn is_for_connections(&self) -> bool {
        matches!(self, Self::Close {} | Self::Reset {} | Self::Hang {})
    }
}

const fn ok() -> u16 {
    200
}

const fn two() -> u32 {
    2
}
