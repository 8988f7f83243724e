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
    },
}

impl Ledger {
    /// The state of the order with this attempt; of a batch, its first one. `None` if there is none.
    ///
    /// # Errors
    ///
    /// The database's errors.
    pub async fn status(&self, attempt: i64) -> Result<Option<AttemptStatus>, LedgerError> {
        self.write(move |transaction| status(transaction, attempt)).await
    }
}

fn status(transaction: &mut dyn Transaction, attempt: i64) -> Result<Option<AttemptStatus>, LedgerError> {
    let rows = transaction
        .query("SELECT state, subject, vendor_id FROM attempts WHERE id = $1 OR batch = $1", values![attempt])?;
    let read = |mut row: Row| Ok((row.text()?, row.text()?, row.optional_text()?));
    let rows: Vec<(String, String, Option<String>)> = rows.into_iter().map(read).collect::<Result<_, LedgerError>>()?;
    let Some((_, subject, _)) = rows.first() else { return Ok(None) };
    let any_is = |states: &[&str]| rows.iter().any(|(state, ..)| states.contains(&state.as_str()));
    Ok(Some(if any_is(&["reserved", "sent"]) {
        AttemptStatus::UnderWay
    } else if any_is(&["unknown"]) {
        AttemptStatus::Unknown { subject: subject.clone() }
    } else if any_is(&["accepted"]) {
        AttemptStatus::Accepted { vendor_ids: rows.into_iter().filter_map(|(_, _, vendor_id)| vendor_id).collect() }
    } else {
        AttemptStatus::Refused
    }))
}
