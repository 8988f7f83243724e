use serde::{Deserialize, Serialize};

use super::loose;

/// `data` of `delbyids`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Deleted {
    /// Jobs that are gone.
    #[serde(rename = "successIds", deserialize_with = "loose::texts")]
    pub deleted: Vec<String>,
    /// Jobs that stay, with the reason.
    #[serde(rename = "noPermissionItems", deserialize_with = "loose::records")]
    pub kept: Vec<KeptJob>,
}

/// A job that was not deleted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct KeptJob {
    /// The job.
    #[serde(rename = "_id", deserialize_with = "loose::text_or_empty")]
    pub id: String,
    /// Why it stays; for people.
    #[serde(deserialize_with = "loose::text_or_empty")]
    pub msg: String,
}
