//! The answer that an order leaves in the ledger, for requests with the same key.

use akool_contract::{BatchError, BatchResult, JobRecord};
use akool_ledger::{BatchSoFar, Charged};
use serde::{Deserialize, Serialize};

use crate::vendor::VendorError;

/// How an order ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoredAnswer {
    /// The job was created.
    Created(Box<JobRecord>),
    /// The batch was answered.
    Variations(Variations),
    /// The vendor refused the order with this code.
    Refused(i64),
    /// The vendor's answer was lost or not understood, so it is not known whether there is a job.
    Unknown(LostAnswer),
    /// An answered batch, as earlier versions stored it.
    #[serde(skip_serializing)]
    Batch(BatchResult),
    /// A failure, as earlier versions stored it.
    #[serde(skip_serializing)]
    Failed(EarlierFailure),
}

/// How an answer was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LostAnswer {
    /// Silence until the deadline.
    Timeout,
    /// The connection broke.
    ConnectionLost,
    /// A 5xx without a business code.
    ServerError,
    /// The answer was not what the route promises.
    InvalidResponse,
    /// A business code that this program does not know.
    UnknownCode(i64),
}

/// How each variation of a batch ended.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Variations {
    /// Jobs that were created.
    pub jobs: Vec<JobRecord>,
    /// Variations that have no job.
    pub errors: Vec<VariationError>,
}

/// Why a variation of a batch has no job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VariationError {
    /// The vendor refused it with this code.
    Refused(i64),
    /// The vendor said nothing about it, so there may be a job.
    Unknown,
    /// As an earlier version recorded it.
    Earlier(BatchError),
}

/// A failure as versions up to 0.1 stored it: the HTTP answer itself.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct EarlierFailure {
    /// The HTTP status.
    pub status: u16,
    /// The business code of the answer.
    pub code: i64,
    /// The message of the answer.
    pub message: String,
    /// Whether the answer invited a retry.
    pub retryable: bool,
    /// Whether credits were taken.
    pub charged: Option<Charged>,
}

impl StoredAnswer {
    /// What is stored when the vendor does not accept an order.
    pub fn of_failure(error: &VendorError) -> Self {
        match error {
            VendorError::Timeout => Self::Unknown(LostAnswer::Timeout),
            VendorError::ConnectionLost => Self::Unknown(LostAnswer::ConnectionLost),
            VendorError::ServerError => Self::Unknown(LostAnswer::ServerError),
            VendorError::Refused { code, .. } if error.charged() == Charged::Unknown => {
                Self::Unknown(LostAnswer::UnknownCode(code.0))
            }
            VendorError::Refused { code, .. } => Self::Refused(code.0),
            VendorError::InvalidResponse | VendorError::Unreachable | VendorError::Blocked => {
                Self::Unknown(LostAnswer::InvalidResponse)
            }
        }
    }

    /// The text in the ledger.
    pub fn encode(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads the text in the ledger; nothing when this version does not know what it says. No text means that the answer was
    /// lost before it could be stored.
    pub fn decode(text: Option<&str>) -> Option<Self> {
        let Some(text) = text else { return Some(Self::Unknown(LostAnswer::ConnectionLost)) };
        match serde_json::from_str(text).ok()? {
            Self::Batch(BatchResult { created, errors }) => {
                let errors = errors.into_iter().map(VariationError::Earlier).collect();
                Some(Self::Variations(Variations { jobs: created, errors }))
            }
            stored => Some(stored),
        }
    }

    /// The answer of a batch with one more job, which replaces an unknown variation.
    pub fn with_recovered(so_far: BatchSoFar, job: JobRecord) -> Self {
        let mut variations = match so_far.answer.as_deref().and_then(|answer| Self::decode(Some(answer))) {
            Some(Self::Variations(variations)) => variations,
            // The whole answer was lost.
            _ => Variations { jobs: Vec::new(), errors: vec![VariationError::Unknown; so_far.variations] },
        };
        if let Some(at) = variations.errors.iter().position(VariationError::is_unknown) {
            variations.errors.remove(at);
        }
        variations.jobs.push(job);
        Self::Variations(variations)
    }
}

impl From<LostAnswer> for VendorError {
    fn from(lost: LostAnswer) -> Self {
        match lost {
            LostAnswer::Timeout => Self::Timeout,
            LostAnswer::ConnectionLost => Self::ConnectionLost,
            LostAnswer::ServerError => Self::ServerError,
            LostAnswer::InvalidResponse => Self::InvalidResponse,
            LostAnswer::UnknownCode(code) => Self::refused(code),
        }
    }
}

impl VariationError {
    fn is_unknown(&self) -> bool {
        match self {
            Self::Refused(_) => false,
            Self::Unknown => true,
            Self::Earlier(error) => error.charged.as_deref() == Some(Charged::Unknown.as_str()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(id: &str) -> JobRecord {
        JobRecord { id: Some(id.into()), ..JobRecord::default() }
    }

    #[test]
    fn rule_05_stored_answers_hold_neither_a_status_nor_a_sentence() {
        let variations =
            Variations { jobs: Vec::new(), errors: vec![VariationError::Refused(1108), VariationError::Unknown] };
        for (answer, text) in [
            (StoredAnswer::Refused(1003), r#"{"refused":1003}"#),
            (StoredAnswer::Unknown(LostAnswer::Timeout), r#"{"unknown":"timeout"}"#),
            (StoredAnswer::Unknown(LostAnswer::UnknownCode(4711)), r#"{"unknown":{"unknown_code":4711}}"#),
            (
                StoredAnswer::Variations(variations),
                r#"{"variations":{"jobs":[],"errors":[{"refused":1108},"unknown"]}}"#,
            ),
        ] {
            assert_eq!(answer.encode(), text);
            assert_eq!(StoredAnswer::decode(Some(text)), Some(answer));
        }
    }

    #[test]
    fn rule_05_an_unreadable_answer_is_not_taken_for_a_lost_one() {
        assert_eq!(StoredAnswer::decode(None), Some(StoredAnswer::Unknown(LostAnswer::ConnectionLost)));
        assert_eq!(StoredAnswer::decode(Some(r#"{"from_the_future":1}"#)), None);
    }

    #[test]
    fn rule_05_a_recovered_job_replaces_an_unknown_variation_also_in_rows_of_earlier_versions() {
        let earlier = r#"{"batch":{"successList":[{"_id":"a"}],"errorList":[{"code":1108,"msg":"bad","charged":"no"},
            {"code":1013,"msg":"broke off","charged":"unknown"}]}}"#;
        let so_far = BatchSoFar { answer: Some(earlier.into()), variations: 3 };
        let StoredAnswer::Variations(recovered) = StoredAnswer::with_recovered(so_far, job("b")) else {
            panic!("a batch stays a batch")
        };
        assert_eq!(recovered.jobs.iter().filter_map(|job| job.id.as_deref()).collect::<Vec<_>>(), ["a", "b"]);
        assert!(matches!(&recovered.errors[..], [VariationError::Earlier(error)] if error.code == Some(1108)));
        let lost = BatchSoFar { answer: None, variations: 2 };
        let StoredAnswer::Variations(recovered) = StoredAnswer::with_recovered(lost, job("b")) else {
            panic!("a batch stays a batch")
        };
        assert_eq!((recovered.jobs.len(), &recovered.errors[..]), (1, &[VariationError::Unknown][..]));
    }
}
