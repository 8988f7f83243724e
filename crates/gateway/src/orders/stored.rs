//! The answer that an order leaves in the ledger, for requests with the same key.

use akool_contract::{BatchResult, JobRecord};
use akool_ledger::{BatchSoFar, Charged};
use serde::{Deserialize, Serialize};

use crate::http::error::StoredError;
use crate::vendor::VendorError;

/// An answer that is given again to the same order.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stored {
    /// The job as it was shown.
    Created(Box<JobRecord>),
    /// The lists as they were shown.
    Batch(BatchResult),
    /// The error as it was shown.
    Failed(StoredError),
}

impl Stored {
    /// The text in the ledger.
    pub fn encode(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads the text in the ledger. No text means that the answer was lost.
    pub fn decode(answer: Option<&str>) -> Option<Self> {
        match answer {
            Some(text) => serde_json::from_str(text).ok(),
            None => Some(Self::Failed(VendorError::ConnectionLost.of_paying().stored())),
        }
    }

    /// A batch's answer with one more job, in the place of something unknown.
    pub fn with_recovered(so_far: BatchSoFar, job: JobRecord) -> Self {
        let shown = so_far.answer.as_deref().and_then(|answer| serde_json::from_str(answer).ok());
        let mut shown = match shown {
            Some(Self::Batch(shown)) => shown,
            // The whole answer was lost.
            _ => BatchResult {
                created: Vec::new(),
                errors: vec![VendorError::ConnectionLost.of_paying().of_a_variation(); so_far.variations],
            },
        };
        let unknown = |charged: &Option<String>| charged.as_deref() == Some(Charged::Unknown.as_str());
        if let Some(at) = shown.errors.iter().position(|error| unknown(&error.charged)) {
            shown.errors.remove(at);
        }
        shown.created.push(job);
        Self::Batch(shown)
    }
}
