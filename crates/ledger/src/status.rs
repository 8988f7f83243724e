use super::transaction::{Row, Transaction, values};
use super::{Ledger, LedgerError};

/// Where an attempt stands.
#[derive(Clone, Debug)]
pub enum AttemptStatus {
    /// It has not ended.
    UnderWay,
    /// The vendor took it, or all of a batch that it did not refuse.
    Accepted {
        /// The vendor's ids of the jobs.
        vendor_ids: Vec<String>,
    },
    /// The vendor did not take it.
    Refused,
    /// Nobody can tell yet, of a batch about one variation at least.
    Unknown {
        /// Whose it is.
        subject: String,
    },
}

impl Ledger {
    /// Where an attempt stands, if there is such a one. A batch is asked for by its first one.
    pub async fn status(&self, attempt: i64) -> Result<Option<AttemptStatus>, LedgerError> {
        self.write(move |transaction| status(transaction, attempt)).await
    }
}

fn status(transaction: &mut dyn Transaction, attempt: i64) -> Result<Option<AttemptStatus>, LedgerError> {
    let rows = transaction
        .rows("SELECT state, subject, vendor_id FROM attempts WHERE id = $1 OR batch = $1", values![attempt])?;
    let read = |mut row: Row| Ok((row.text()?, row.text()?, row.optional_text()?));
    let rows: Vec<(String, String, Option<String>)> = rows.into_iter().map(read).collect::<Result<_, LedgerError>>()?;
    let Some((_, subject, _)) = rows.first() else { return Ok(None) };
    let has = |wanted: &[&str]| rows.iter().any(|(state, ..)| wanted.contains(&state.as_str()));
    Ok(Some(if has(&["reserved", "sent"]) {
        AttemptStatus::UnderWay
    } else if has(&["unknown"]) {
        AttemptStatus::Unknown { subject: subject.clone() }
    } else if has(&["accepted"]) {
        AttemptStatus::Accepted { vendor_ids: rows.into_iter().filter_map(|(_, _, vendor_id)| vendor_id).collect() }
    } else {
        AttemptStatus::Refused
    }))
}
