use serde::{Deserialize, Serialize};

/// `data` of `delbyids`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Deleted {
    /// Jobs that are gone.
    #[serde(rename = "successIds")]
    pub deleted: Vec<String>,
    /// Jobs that stay, with the reason.
    #[serde(rename = "noPermissionItems")]
    pub kept: Vec<KeptJob>,
}

/// A job that was not deleted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct KeptJob {
    /// The job.
    #[serde(rename = "_id")]
    pub id: String,
    /// Why it stays; for people.
    pub msg: String,
}
