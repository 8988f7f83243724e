use serde::{Deserialize, Serialize};

use super::{JobRecord, loose};

/// `data` of `resultsByIds`. Order is not documented; match by id. An id not visible yet is simply missing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ResultList {
    /// One record per known id.
    #[serde(deserialize_with = "loose::records")]
    pub result: Vec<JobRecord>,
}
