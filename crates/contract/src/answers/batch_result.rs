use serde::{Deserialize, Serialize};

use super::{JobRecord, loose};

/// `data` of `createBySourcePrompt/batch`. Both lists may have entries at once, with the success code.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct BatchResult {
    /// Jobs that were created.
    #[serde(rename = "successList", deserialize_with = "loose::records")]
    pub created: Vec<JobRecord>,
    /// Variations that were not created.
    #[serde(rename = "errorList", deserialize_with = "loose::records")]
    pub errors: Vec<BatchError>,
}

/// A variation that was not created. Akool documents no shape for it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct BatchError {
    /// A business code.
    #[serde(deserialize_with = "loose::integer", skip_serializing_if = "Option::is_none")]
    pub code: Option<i64>,
    /// The reason; for people.
    #[serde(deserialize_with = "loose::text", skip_serializing_if = "Option::is_none")]
    pub msg: Option<String>,
    /// Set by the gateway: whether credits were charged for it, `no` or `unknown`.
    #[serde(deserialize_with = "loose::text", skip_serializing_if = "Option::is_none")]
    pub charged: Option<String>,
}
