use crate::database::{Transaction, values};
use crate::{LedgerError, Millicredits};

/// What Akool charged last for a kind of video.
pub fn last_price(transaction: &mut dyn Transaction, kind: &str) -> Result<Option<Millicredits>, LedgerError> {
    let row = transaction.query_one("SELECT millicredits FROM prices WHERE kind = $1", values![kind])?;
    row.map(|mut row| row.amount()).transpose()
}

/// Records what Akool charged for a kind of video. A free video says nothing about the price.
pub fn record_price(transaction: &mut dyn Transaction, kind: &str, charged: Millicredits) -> Result<(), LedgerError> {
    if charged.0 <= 0 {
        return Ok(());
    }
    transaction.execute(
        "INSERT INTO prices (kind, millicredits) VALUES ($1, $2)
         ON CONFLICT (kind) DO UPDATE SET millicredits = excluded.millicredits
         WHERE prices.millicredits <> excluded.millicredits",
        values![kind, charged],
    )?;
    Ok(())
}
