use serde::{Deserialize, Serialize};

use crate::{JobRecord, loose};

/// Body of `resultsByIds`. The vendor wants one comma-separated string; an array fails there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultsRequest {
    /// Ids joined by commas.
    #[serde(rename = "_ids")]
    pub ids: String,
}

impl ResultsRequest {
    /// Ids asked for in one request. The vendor documents no limit; this keeps bodies small.
    pub const MAXIMUM_IDS: usize = 50;

    /// Joins ids.
    pub fn new(ids: &[&str]) -> Self {
        Self { ids: ids.join(",") }
    }

    /// The single ids, empty ones left out.
    pub fn split(&self) -> impl Iterator<Item = &str> {
        self.ids.split(',').map(str::trim).filter(|id| !id.is_empty())
    }
}

/// `data` of `resultsByIds`. Order is not documented; match by id. An id not visible yet is simply missing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ResultList {
    /// One record per known id.
    #[serde(deserialize_with = "loose::records")]
    pub result: Vec<JobRecord>,
}
