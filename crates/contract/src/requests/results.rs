use serde::{Deserialize, Serialize};

/// Body of `resultsByIds`. Akool expects one comma-separated string; an array fails.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultsRequest {
    /// Ids joined by commas.
    #[serde(rename = "_ids")]
    pub ids: String,
}

impl ResultsRequest {
    /// Most ids in one request. Akool documents no limit; this one keeps bodies small.
    pub const MAXIMUM_IDS: usize = 50;

    /// Joins the ids.
    pub fn new(ids: &[&str]) -> Self {
        Self { ids: ids.join(",") }
    }

    /// The individual ids, without empty ones.
    pub fn split(&self) -> impl Iterator<Item = &str> {
        self.ids.split(',').map(str::trim).filter(|id| !id.is_empty())
    }
}
