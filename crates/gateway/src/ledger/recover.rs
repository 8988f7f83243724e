use akool_contract::{BatchResult, JobRecord};

use super::settle::{End, Settling};
use super::transaction::{Transaction, values};
use super::{Ledger, LedgerFault, Millicredits, Stored};
use crate::failure::Charged;
use crate::vendor::VendorFault;

/// A job that turned up although the answer of its create was lost.
#[derive(Clone, Debug)]
pub struct Found {
    /// The vendor's id.
    pub vendor_id: String,
    /// What it costs, if the vendor says so.
    pub charged: Option<Millicredits>,
    /// The job as its owner sees it.
    pub job: JobRecord,
}

impl Ledger {
    /// Takes a job for an attempt whose end was unknown, or for one such variation of a batch. Says whether it was: a job
    /// counts once, however often it is reported.
    pub async fn recover(&self, attempt: i64, found: Found, now_ms: u64) -> Result<bool, LedgerFault> {
        self.write(move |transaction| recover(transaction, attempt, found, now_ms)).await
    }
}

fn recover(transaction: &mut dyn Transaction, attempt: i64, found: Found, now_ms: u64) -> Result<bool, LedgerFault> {
    let Found { vendor_id, charged, job } = found;
    // One report after the other, since each changes the answer: this locks the row and changes nothing.
    transaction.execute("UPDATE attempts SET replica = replica WHERE id = $1", values![attempt])?;
    let known = transaction.row(
        "SELECT id FROM attempts WHERE vendor_id = $1 AND (id = $2 OR batch = $2)",
        values![&vendor_id, attempt],
    )?;
    let unknown = transaction.row(
        "SELECT id, batch FROM attempts WHERE (id = $1 OR batch = $1) AND state = 'unknown' LIMIT 1",
        values![attempt],
    )?;
    let (None, Some(mut row)) = (known, unknown) else { return Ok(false) };
    let (id, is_batch) = (row.integer()?, row.optional_integer()?.is_some());
    let mut settling = Settling::default();
    if is_batch {
        let shown = with(shown_so_far(transaction, attempt)?, job);
        let end = End::Accepted { vendor_id, charged, answer: None };
        settling.settle(transaction, id, &end, |state| state == "unknown", now_ms)?;
        let answer = serde_json::to_string(&Stored::Batch(shown)).ok();
        transaction.execute("UPDATE attempts SET answer = $1 WHERE id = $2", values![answer.as_deref(), attempt])?;
    } else {
        let end = End::Accepted { vendor_id, charged, answer: Some(Stored::Created(Box::new(job))) };
        settling.settle(transaction, id, &end, |state| state == "unknown", now_ms)?;
    }
    settling.finish(transaction, attempt)?;
    Ok(true)
}

/// The lists as the caller of a batch would see them now.
fn shown_so_far(transaction: &mut dyn Transaction, first: i64) -> Result<BatchResult, LedgerFault> {
    let row = transaction.row("SELECT answer FROM attempts WHERE id = $1", values![first])?;
    let answer = row.map(|mut row| row.optional_text()).transpose()?.flatten();
    if let Some(Ok(Stored::Batch(shown))) = answer.as_deref().map(serde_json::from_str) {
        return Ok(shown);
    }
    // The whole answer was lost.
    let variations = transaction.rows("SELECT id FROM attempts WHERE batch = $1", values![first])?;
    let errors = variations.iter().map(|_| VendorFault::Lost.of_paying().of_a_variation()).collect();
    Ok(BatchResult { created: Vec::new(), errors })
}

/// A job in the place of something unknown.
fn with(mut shown: BatchResult, job: JobRecord) -> BatchResult {
    if let Some(at) = shown.errors.iter().position(|error| error.charged.as_deref() == Some(Charged::Unknown.as_str()))
    {
        shown.errors.remove(at);
    }
    shown.created.push(job);
    shown
}
