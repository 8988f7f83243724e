use rusqlite::{Connection, OptionalExtension as _, params};

use super::budget::Purse;
use super::{Ledger, LedgerFault, Millicredits};

impl Ledger {
    /// Gives the money of failed jobs back to whom it was taken from, once. The jobs are named by the vendor's ids.
    pub async fn refund(&self, vendor_ids: Vec<String>, now_ms: u64) -> Result<(), LedgerFault> {
        self.database
            .write(move |connection| vendor_ids.iter().try_for_each(|vendor_id| refund(connection, vendor_id, now_ms)))
            .await
    }
}

fn refund(connection: &Connection, vendor_id: &str, now_ms: u64) -> rusqlite::Result<()> {
    let paid = connection
        .query_row(
            "SELECT id, token, subject, day, millicredits FROM attempts
             WHERE vendor_id = ?1 AND state = 'accepted' AND millicredits > 0",
            [vendor_id],
            |row| {
                let purse = Purse { token: row.get(1)?, subject: row.get(2)?, day: row.get(3)? };
                Ok((row.get::<_, i64>(0)?, purse, row.get::<_, Millicredits>(4)?))
            },
        )
        .optional()?;
    let Some((id, purse, Millicredits(taken))) = paid else { return Ok(()) };
    // The create still counts as one; it is the credits that came back.
    purse.add(connection, -taken, 0)?;
    connection.execute(
        "UPDATE attempts SET millicredits = 0, changed_at_ms = ?2 WHERE id = ?1",
        params![id, now_ms as i64],
    )?;
    Ok(())
}
