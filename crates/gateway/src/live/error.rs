use akool_ledger::LedgerError;

use crate::vendor::VendorError;

/// Why jobs cannot be watched, listed or polled.
#[derive(Debug, thiserror::Error)]
pub enum LiveError {
    /// The subject holds as many streams open as it may.
    #[error("the subject has too many open streams")]
    TooManyStreams,
    /// The ledger cannot be read.
    #[error("the ledger cannot be read")]
    Ledger(#[source] LedgerError),
    /// The vendor gave no usable answer about any of the jobs.
    #[error("Akool gave no usable answer about the jobs")]
    Vendor(#[from] VendorError),
}
