use serde::{Deserialize, Serialize};

use super::loose;

/// `data` of `delbyids`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Deleted {
    /// Jobs that were deleted.
    #[serde(rename = "successIds", deserialize_with = "loose::texts")]
    pub deleted: Vec<String>,
    /// Jobs that were not deleted, with the reason.
    #[serde(rename = "noPermissionItems", deserialize_with = "loose::records")]
    pub kept: Vec<KeptJob>,
}

/// A job that was not deleted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct KeptJob {
    /// The job's id.
    #[serde(rename = "_id", deserialize_with = "loose::text_or_empty")]
    pub id: String,
    /// The reason; for people.
    #[serde(deserialize_with = "loose::text_or_empty")]
    pub msg: String,
}
