use akool_contract::{BatchResult, JobRecord};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::settle::{End, settle};
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
        self.database.write(move |connection| recover(connection, attempt, found, now_ms)).await
    }
}

fn recover(connection: &Connection, attempt: i64, found: Found, now_ms: u64) -> rusqlite::Result<bool> {
    let Found { vendor_id, charged, job } = found;
    let is_known = connection
        .query_row(
            "SELECT 1 FROM attempts WHERE vendor_id = ?2 AND (id = ?1 OR batch = ?1)",
            params![attempt, vendor_id],
            |_| Ok(()),
        )
        .optional()?
        .is_some();
    let unknown: Option<(i64, bool)> = connection
        .query_row(
            "SELECT id, batch IS NOT NULL FROM attempts WHERE (id = ?1 OR batch = ?1) AND state = 'unknown' ORDER BY id",
            [attempt],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    let Some((id, is_batch)) = unknown.filter(|_| !is_known) else { return Ok(false) };
    if !is_batch {
        let answer = Some(Stored::Created(Box::new(job)));
        settle(connection, id, &End::Accepted { vendor_id, charged, answer }, now_ms)?;
        return Ok(true);
    }
    let shown = with(shown_so_far(connection, attempt)?, job);
    settle(connection, id, &End::Accepted { vendor_id, charged, answer: None }, now_ms)?;
    connection.execute(
        "UPDATE attempts SET answer = ?2 WHERE id = ?1",
        params![attempt, serde_json::to_string(&Stored::Batch(shown)).ok()],
    )?;
    Ok(true)
}

/// The lists as the caller of a batch would see them now.
fn shown_so_far(connection: &Connection, first: i64) -> rusqlite::Result<BatchResult> {
    let answer: Option<String> =
        connection.query_row("SELECT answer FROM attempts WHERE id = ?1", [first], |row| row.get(0))?;
    if let Some(Ok(Stored::Batch(shown))) = answer.as_deref().map(serde_json::from_str) {
        return Ok(shown);
    }
    // The whole answer was lost.
    let count: i64 =
        connection.query_row("SELECT count(*) FROM attempts WHERE batch = ?1", [first], |row| row.get(0))?;
    let errors = (0..count).map(|_| VendorFault::Lost.of_paying().of_a_variation()).collect();
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
