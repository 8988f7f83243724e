use super::Outcome;
use super::settle::Settlement;
use crate::database::{Transaction, values};
use crate::{Ledger, LedgerError, Millicredits};

/// A job that was found although the answer to its create was lost.
#[derive(Clone, Debug)]
pub struct RecoveredJob {
    /// Akool's id.
    pub vendor_id: String,
    /// What it costs, if Akool says so.
    pub charged: Option<Millicredits>,
}

/// The stored answer of a batch, before a job of it is recovered.
#[derive(Clone, Debug)]
pub struct BatchSoFar {
    /// The answer; `None` where the whole answer was lost.
    pub answer: Option<String>,
    /// How many variations the batch has.
    pub variations: usize,
}

impl Ledger {
    /// Records a job for an attempt whose outcome was unknown, or for one such variation of a batch. `answer` makes the
    /// stored answer: from the one before for a batch, from nothing for a single job. Returns whether the job was new: it
    /// counts once, however often it is reported.
    ///
    /// # Errors
    ///
    /// The database's errors; call it again after one.
    pub async fn recover(
        &self,
        attempt: i64,
        job: RecoveredJob,
        answer: impl FnOnce(Option<BatchSoFar>) -> String + Send + 'static,
        now_ms: u64,
    ) -> Result<bool, LedgerError> {
        self.write(move |transaction| recover(transaction, attempt, job, answer, now_ms)).await
    }
}

fn recover(
    transaction: &mut dyn Transaction,
    attempt: i64,
    job: RecoveredJob,
    answer: impl FnOnce(Option<BatchSoFar>) -> String,
    now_ms: u64,
) -> Result<bool, LedgerError> {
    let RecoveredJob { vendor_id, charged } = job;
    // Locks the row without changing it, because each delivery changes the answer.
    transaction.execute("UPDATE attempts SET replica = replica WHERE id = $1", values![attempt])?;
    let known = transaction.query_one(
        "SELECT id FROM attempts WHERE vendor_id = $1 AND (id = $2 OR batch = $2)",
        values![&vendor_id, attempt],
    )?;
    let unknown = transaction.query_one(
        "SELECT id, batch FROM attempts WHERE (id = $1 OR batch = $1) AND state = 'unknown' LIMIT 1",
        values![attempt],
    )?;
    let (None, Some(mut row)) = (known, unknown) else { return Ok(false) };
    let (id, is_batch) = (row.integer()?, row.optional_integer()?.is_some());
    let mut settlement = Settlement::default();
    if is_batch {
        let answer = answer(Some(batch_so_far(transaction, attempt)?));
        let outcome = Outcome::Accepted { vendor_id, charged, answer: None };
        settlement.settle(transaction, id, &outcome, |state| state == "unknown", now_ms)?;
        transaction.execute("UPDATE attempts SET answer = $1 WHERE id = $2", values![&answer, attempt])?;
    } else {
        let outcome = Outcome::Accepted { vendor_id, charged, answer: Some(answer(None)) };
        settlement.settle(transaction, id, &outcome, |state| state == "unknown", now_ms)?;
    }
    settlement.finish(transaction, attempt)?;
    Ok(true)
}

fn batch_so_far(transaction: &mut dyn Transaction, first: i64) -> Result<BatchSoFar, LedgerError> {
    let row = transaction.query_one("SELECT answer FROM attempts WHERE id = $1", values![first])?;
    let answer = row.map(|mut row| row.optional_text()).transpose()?.flatten();
    let variations = transaction.query("SELECT id FROM attempts WHERE batch = $1", values![first])?.len();
    Ok(BatchSoFar { answer, variations })
}
