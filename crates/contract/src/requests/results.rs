use serde::{Deserialize, Serialize};

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
