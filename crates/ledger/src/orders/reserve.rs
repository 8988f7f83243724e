use super::Charged;
use crate::budgets::{BudgetKey, day, last_price};
use crate::database::{Transaction, values};
use crate::orders::{Attempt, Reserved};
use crate::{BudgetLimits, Ledger, LedgerError, Millicredits};

/// The result of [`Ledger::reserve`].
#[derive(Debug)]
pub enum Reservation {
    /// This amount is held for the order, which may now be sent.
    Held(Millicredits),
    /// The order has ended, with this answer. Without one, its outcome is unknown.
    Replay(Option<String>),
    /// The same order is under way.
    Busy,
    /// The key was used for another order, and this is whether that one was charged.
    OtherBody(Charged),
    /// The order would exceed a budget.
    BudgetExceeded,
}

impl Ledger {
    /// Looks up the idempotency key and holds the credits, in one transaction.
    ///
    /// The reservation may be lost in a power failure until [`Ledger::mark_sent`] has returned; nothing was sent then.
    ///
    /// # Errors
    ///
    /// The database's errors. After one that [is in doubt](LedgerError::is_in_doubt), settle the attempt as
    /// [`Outcome::Refused`](crate::Outcome::Refused) to release what may be held.
    pub async fn reserve(&self, attempt: Attempt) -> Result<Reservation, LedgerError> {
        let replica = self.replica;
        self.write_ahead(move |transaction| reserve(transaction, &attempt, replica)).await
    }

    /// The state of the order with this key, without placing it. `None` if there is none, or if it may be tried again.
    ///
    /// # Errors
    ///
    /// The database's errors.
    pub async fn replay(&self, subject: String, idempotency_key: String) -> Result<Option<Reservation>, LedgerError> {
        self.write(move |transaction| {
            let earlier = find(transaction, &subject, &idempotency_key)?;
            earlier.map_or(Ok(None), |earlier| earlier.replay())
        })
        .await
    }

    /// Records that the request is sent now. After this, a crash leaves the outcome unknown.
    ///
    /// # Errors
    ///
    /// [`LedgerError::ReservationLost`] if another replica has released the reservation, and the database's errors. The
    /// request must not be sent then.
    pub async fn mark_sent(&self, reserved: &Reserved, now_ms: u64) -> Result<(), LedgerError> {
        let items = reserved.items.clone();
        self.write(move |transaction| {
            items.iter().try_for_each(|id| {
                let changed = transaction.execute(
                    "UPDATE attempts SET state = 'sent', changed_at_ms = $1 WHERE id = $2 AND state = 'reserved'",
                    values![now_ms as i64, *id],
                )?;
                if changed == 1 { Ok(()) } else { Err(LedgerError::ReservationLost) }
            })
        })
        .await
    }

    /// What the caller may still spend. `None` if no limit applies.
    ///
    /// # Errors
    ///
    /// The database's errors.
    pub async fn remaining(
        &self,
        token: &str,
        subject: &str,
        budget_limits: BudgetLimits,
        now_ms: u64,
    ) -> Result<Option<Millicredits>, LedgerError> {
        let budget = BudgetKey { token: token.to_owned(), subject: subject.to_owned(), day: day(now_ms) };
        self.write(move |transaction| budget.remaining(transaction, &budget_limits)).await
    }
}

/// The attempt that already has the key.
struct Earlier {
    id: i64,
    body_digest: Vec<u8>,
    state: String,
    answer: Option<String>,
}

impl Earlier {
    /// What a second request with the key gets. `None` if it may be tried again.
    fn replay(&self) -> Result<Option<Reservation>, LedgerError> {
        match (self.state.as_str(), self.answer.as_deref()) {
            ("reserved" | "sent", _) => Ok(Some(Reservation::Busy)),
            // A refusal without an answer was temporary.
            ("refused", None) => Ok(None),
            // A process ended before it could record the answer.
            ("unknown", None) => Ok(Some(Reservation::Replay(None))),
            (_, Some(answer)) => Ok(Some(Reservation::Replay(Some(answer.to_owned())))),
            // An answer that is missing is no reason to pay again.
            (_, None) => Err(LedgerError::UnexpectedValue),
        }
    }
}

fn reserve(transaction: &mut dyn Transaction, attempt: &Attempt, replica: i64) -> Result<Reservation, LedgerError> {
    let amount = last_price(transaction, &attempt.kind)?.unwrap_or_default().max(attempt.estimate);
    let budget = BudgetKey { token: attempt.token.clone(), subject: attempt.subject.clone(), day: day(attempt.now_ms) };
    // Nearly every key is new, so that is tried first.
    while !insert(transaction, attempt, 0, &budget, amount, replica)? {
        // It may be gone again: another replica may be quicker with the same key.
        let Some(earlier) = find(transaction, &attempt.subject, &attempt.idempotency_key)? else { continue };
        if earlier.body_digest != attempt.body_digest {
            return Ok(Reservation::OtherBody(charged(transaction, earlier.id)?));
        }
        if let Some(replay) = earlier.replay()? {
            return Ok(replay);
        }
        delete_refused(transaction, earlier.id)?;
    }
    let count = attempt.reserved.count();
    for number in 1..count {
        insert(transaction, attempt, number, &budget, amount, replica)?;
    }
    if budget.try_take(transaction, &attempt.budget_limits, amount, count as i64)? {
        return Ok(Reservation::Held(Millicredits(amount.0.saturating_mul(count as i64))));
    }
    transaction.rollback();
    Ok(Reservation::BudgetExceeded)
}

/// Whether credits were taken for an attempt, or for any attempt of a batch.
fn charged(transaction: &mut dyn Transaction, id: i64) -> Result<Charged, LedgerError> {
    let rows = transaction.query("SELECT state FROM attempts WHERE id = $1 OR batch = $1", values![id])?;
    let states = rows.into_iter().map(|mut row| row.text()).collect::<Result<Vec<_>, _>>()?;
    let is_paid = states.iter().any(|state| state == "accepted");
    let is_refused = states.iter().all(|state| state == "refused");
    Ok(match (is_paid, is_refused) {
        (true, _) => Charged::Yes,
        (false, true) => Charged::No,
        (false, false) => Charged::Unknown,
    })
}

/// Frees the key of an order that may be tried again. Another replica may have been quicker.
fn delete_refused(transaction: &mut dyn Transaction, id: i64) -> Result<bool, LedgerError> {
    let deleted = transaction
        .execute("DELETE FROM attempts WHERE id = $1 AND state = 'refused' AND answer IS NULL", values![id])?;
    if deleted == 1 {
        transaction.execute("DELETE FROM attempts WHERE batch = $1", values![id])?;
    }
    Ok(deleted == 1)
}

/// Inserts the attempt, or the variation with this number of a batch. Returns whether its key was free.
fn insert(
    transaction: &mut dyn Transaction,
    attempt: &Attempt,
    number: usize,
    budget: &BudgetKey,
    amount: Millicredits,
    replica: i64,
) -> Result<bool, LedgerError> {
    let key = match number {
        0 => attempt.idempotency_key.clone(),
        // A caller's key cannot contain a space, so this never equals one.
        _ => format!("{number} of {}", attempt.idempotency_key),
    };
    let inserted = transaction.execute(
        "INSERT INTO attempts (id, subject, idempotency_key, body_digest, token, day, state, kind, millicredits, replica,
                               batch, created_at_ms, changed_at_ms)
         VALUES ($1, $2, $3, $4, $5, $6, 'reserved', $7, $8, $9, $10, $11, $11)
         ON CONFLICT (subject, idempotency_key) DO NOTHING",
        values![
            attempt.reserved.items[number],
            &attempt.subject,
            &key,
            &attempt.body_digest,
            &attempt.token,
            budget.day,
            &attempt.kind,
            amount,
            replica,
            attempt.is_batch.then(|| attempt.reserved.id()),
            attempt.now_ms as i64,
        ],
    )?;
    Ok(inserted == 1)
}

fn find(
    transaction: &mut dyn Transaction,
    subject: &str,
    idempotency_key: &str,
) -> Result<Option<Earlier>, LedgerError> {
    let row = transaction.query_one(
        "SELECT id, body_digest, state, answer FROM attempts WHERE subject = $1 AND idempotency_key = $2",
        values![subject, idempotency_key],
    )?;
    row.map(|mut row| {
        Ok(Earlier { id: row.integer()?, body_digest: row.bytes()?, state: row.text()?, answer: row.optional_text()? })
    })
    .transpose()
}
