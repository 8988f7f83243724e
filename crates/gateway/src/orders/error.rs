use akool_ledger::{Charged, LedgerError};

use crate::orders::stored::EarlierFailure;
use crate::vendor::VendorError;

/// Why an order has no reply.
#[derive(Debug, thiserror::Error)]
pub enum OrderError {
    /// Replay: the subject has no order with this key.
    #[error("there is no order with this idempotency key")]
    NotFound,
    /// The same order is under way.
    #[error("the same order is under way")]
    UnderWay,
    /// The key was used for another order. Nothing was sent for this one.
    #[error("the idempotency key was used for another order")]
    KeyReused {
        /// Whether that other order took credits.
        charged: Charged,
    },
    /// A budget is exhausted.
    #[error("a budget is exhausted")]
    BudgetExceeded,
    /// The order was not sent, because it could not be recorded first.
    #[error("the order could not be recorded in the ledger, so it was not sent")]
    NotRecorded(#[source] LedgerError),
    /// The ledger cannot be read.
    #[error("the ledger cannot be read")]
    Ledger(#[source] LedgerError),
    /// The stored answer was written by a version that this one does not know. That is no reason to pay again.
    #[error("the stored answer cannot be read")]
    UnreadableAnswer,
    /// The vendor refused it, or its answer was lost; now or when the same order was sent before.
    #[error("Akool did not accept the order")]
    Vendor(#[from] VendorError),
    /// The same order failed before, as an earlier version of this program recorded it.
    #[error("the order failed before")]
    Earlier(EarlierFailure),
    /// The task that submitted the order crashed.
    #[error("the task that submitted the order crashed")]
    Crashed,
}
