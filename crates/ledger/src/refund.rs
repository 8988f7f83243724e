use super::budget::BudgetKey;
use super::transaction::{Transaction, values};
use super::{Ledger, LedgerError};

impl Ledger {
    /// Gives the money of failed jobs back to whom it was taken from, once. The jobs are named by the vendor's ids.
    pub async fn refund(&self, vendor_ids: Vec<String>, now_ms: u64) -> Result<(), LedgerError> {
        for vendor_id in vendor_ids {
            self.write(move |transaction| refund(transaction, &vendor_id, now_ms)).await?;
        }
        Ok(())
    }
}

fn refund(transaction: &mut dyn Transaction, vendor_id: &str, now_ms: u64) -> Result<(), LedgerError> {
    let paid = transaction.row(
        "SELECT id, token, subject, day, millicredits FROM attempts
         WHERE vendor_id = $1 AND state = 'accepted' AND millicredits > 0",
        values![vendor_id],
    )?;
    let Some(mut row) = paid else { return Ok(()) };
    let id = row.integer()?;
    let purse = BudgetKey { token: row.text()?, subject: row.text()?, day: row.integer()? };
    let taken = row.integer()?;
    let changed = transaction.execute(
        "UPDATE attempts SET millicredits = 0, changed_at_ms = $1 WHERE id = $2 AND state = 'accepted' AND millicredits = $3",
        values![now_ms as i64, id, taken],
    )?;
    if changed == 0 {
        // Another gateway saw the failed job at the same time.
        return Ok(());
    }
    // The create still counts as one; it is the credits that came back.
    purse.change(transaction, -taken, 0)
}
