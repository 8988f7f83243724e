use super::Outcome;
use super::settle::Settlement;
use crate::LedgerError;
use crate::database::{Transaction, values};

/// Ends an order that no process works on any more, where it has not ended: an attempt that was only reserved was never
/// sent, so its credits are free; one that was sent may have cost credits, so it is unknown. Returns whether anything was
/// changed.
///
/// If the order is sent at this very moment, either the sender finds its reservation lost, or this records "unknown".
pub fn abandon(transaction: &mut dyn Transaction, first: i64, now_ms: u64) -> Result<bool, LedgerError> {
    let mut items = vec![first];
    for mut row in transaction.query("SELECT id FROM attempts WHERE batch = $1 AND id <> $1", values![first])? {
        items.push(row.integer()?);
    }
    let (mut settlement, mut is_changed) = (Settlement::default(), false);
    for id in items {
        is_changed |=
            settlement.settle(transaction, id, &Outcome::Refused(None), |state| state == "reserved", now_ms)?
                || settlement.settle(transaction, id, &Outcome::Unknown(None), |state| state == "sent", now_ms)?;
    }
    settlement.finish(transaction, first)?;
    Ok(is_changed)
}
