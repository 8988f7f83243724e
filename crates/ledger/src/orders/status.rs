use crate::database::{Row, Transaction, values};
use crate::{Ledger, LedgerError};

/// The state of an order.
#[derive(Clone, Debug)]
pub enum AttemptStatus {
    /// It has not ended.
    UnderWay,
    /// Akool accepted it, or at least one variation of a batch, and refused the others.
    Accepted {
        /// Akool's ids of the jobs.
        vendor_ids: Vec<String>,
    },
    /// Akool did not accept it.
    Refused,
    /// The outcome is unknown, for a batch that of at least one variation.
    Unknown {
        /// The subject of the caller.
        subject: String,
        /// When it was reserved, in milliseconds since 1970.
        created_at_ms: u64,
    },
}

impl Ledger {
    /// The state of the order with this attempt; of a batch, its first one. `None` if there is none.
    ///
    /// # Errors
    ///
    /// The database's errors.
    pub async fn status(&self, attempt: i64) -> Result<Option<AttemptStatus>, LedgerError> {
        self.write_ahead(move |transaction| status(transaction, attempt)).await
    }
}

struct Attempt {
    state: String,
    subject: String,
    created_at_ms: u64,
    vendor_id: Option<String>,
}

impl Attempt {
    fn read(mut row: Row) -> Result<Self, LedgerError> {
        let (state, subject, created_at_ms) = (row.text()?, row.text()?, row.integer()? as u64);
        Ok(Self { state, subject, created_at_ms, vendor_id: row.optional_text()? })
    }
}

fn status(transaction: &mut dyn Transaction, attempt: i64) -> Result<Option<AttemptStatus>, LedgerError> {
    let rows = transaction.query(
        "SELECT state, subject, created_at_ms, vendor_id FROM attempts WHERE id = $1 OR batch = $1",
        values![attempt],
    )?;
    let rows: Vec<Attempt> = rows.into_iter().map(Attempt::read).collect::<Result<_, _>>()?;
    let Some(first) = rows.first() else { return Ok(None) };
    let any_is = |states: &[&str]| rows.iter().any(|attempt| states.contains(&attempt.state.as_str()));
    Ok(Some(if any_is(&["reserved", "sent"]) {
        AttemptStatus::UnderWay
    } else if any_is(&["unknown"]) {
        AttemptStatus::Unknown { subject: first.subject.clone(), created_at_ms: first.created_at_ms }
    } else if any_is(&["accepted"]) {
        AttemptStatus::Accepted { vendor_ids: rows.into_iter().filter_map(|attempt| attempt.vendor_id).collect() }
    } else {
        AttemptStatus::Refused
    }))
}
