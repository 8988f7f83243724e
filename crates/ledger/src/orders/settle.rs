use super::Reserved;
use crate::budgets::{BudgetKey, record_price};
use crate::database::{Transaction, values};
use crate::{Ledger, LedgerError, Millicredits, ReplicaEvent};

/// How an attempt ended.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// Akool accepted it: the credits are charged.
    Accepted {
        /// Akool's id of the job.
        vendor_id: String,
        /// The real cost. The estimate stands if Akool does not report it.
        charged: Option<Millicredits>,
        /// The answer for a second request with the same key. In a batch, only the first attempt has it.
        answer: Option<String>,
    },
    /// Akool refused it, or was never asked: the credits are released. Without an answer the order may be tried again.
    Refused(Option<String>),
    /// It is not known whether Akool accepted it: the credits stay held, and the order is never sent again.
    Unknown(Option<String>),
}

impl Ledger {
    /// Records the outcome of an attempt, or one outcome for every attempt of a batch. Calling it again changes nothing:
    /// the first outcome counts.
    ///
    /// # Errors
    ///
    /// The database's errors; call it again after one.
    pub async fn settle(&self, reserved: &Reserved, outcomes: Vec<Outcome>, now_ms: u64) -> Result<(), LedgerError> {
        let (id, items) = (reserved.id(), reserved.items.clone());
        self.write(move |transaction| {
            let mut settlement = Settlement::default();
            for (item, outcome) in items.iter().zip(&outcomes) {
                settlement.settle(transaction, *item, outcome, |state| outcome.may_follow(state), now_ms)?;
            }
            settlement.finish(transaction, id)
        })
        .await?;
        self.publish_locally(ReplicaEvent::Settled { attempt: id });
        Ok(())
    }
}

impl Outcome {
    /// Whether an attempt in this state can end so. Another replica may have recorded "unknown" because it could not
    /// reach the one that sent the request, which then replaces it.
    fn may_follow(&self, state: &str) -> bool {
        match self {
            Self::Accepted { .. } | Self::Refused(_) => matches!(state, "reserved" | "sent" | "unknown"),
            Self::Unknown(_) => matches!(state, "reserved" | "sent"),
        }
    }
}

/// Ends the attempts of one order. The credits move when all of them have ended, because budgets are locked after
/// attempts.
#[derive(Default)]
pub(super) struct Settlement {
    settled: Vec<Settled>,
}

/// The effect of one attempt's end on its budget.
struct Settled {
    budget: BudgetKey,
    kind: String,
    millicredits: i64,
    creates: i64,
    charged: Option<Millicredits>,
}

impl Settlement {
    /// Ends an attempt if it is in an open state, and returns whether it was.
    pub fn settle(
        &mut self,
        transaction: &mut dyn Transaction,
        id: i64,
        outcome: &Outcome,
        is_open: impl Fn(&str) -> bool,
        now_ms: u64,
    ) -> Result<bool, LedgerError> {
        loop {
            let Some(row) = find(transaction, id)?.filter(|row| is_open(&row.state)) else { return Ok(false) };
            let (state, amount, creates, vendor_id, charged, answer) = match outcome {
                Outcome::Accepted { vendor_id, charged, answer } => {
                    ("accepted", charged.unwrap_or(row.held), 0, Some(vendor_id), *charged, answer)
                }
                Outcome::Refused(answer) => ("refused", Millicredits(0), -1, None, None, answer),
                Outcome::Unknown(answer) => ("unknown", row.held, 0, None, None, answer),
            };
            let changed = transaction.execute(
                "UPDATE attempts SET state = $1, millicredits = $2, vendor_id = $3, answer = $4, changed_at_ms = $5
                 WHERE id = $6 AND state = $7",
                values![state, amount, vendor_id, answer.as_deref(), now_ms as i64, id, &row.state],
            )?;
            // Otherwise its state has changed since it was read.
            if changed == 1 {
                let millicredits = amount.0 - row.held.0;
                self.settled.push(Settled { budget: row.budget, kind: row.kind, millicredits, creates, charged });
                return Ok(true);
            }
        }
    }

    /// Moves the credits and publishes that the attempt with this number has ended.
    pub fn finish(self, transaction: &mut dyn Transaction, attempt: i64) -> Result<(), LedgerError> {
        // All attempts of one order have the same budget and kind.
        let Some(first) = self.settled.first() else { return Ok(()) };
        let millicredits = self.settled.iter().map(|settled| settled.millicredits).sum();
        let creates = self.settled.iter().map(|settled| settled.creates).sum();
        if millicredits != 0 || creates != 0 {
            first.budget.adjust(transaction, millicredits, creates)?;
        }
        if let Some(charged) = self.settled.iter().rev().find_map(|settled| settled.charged) {
            record_price(transaction, &first.kind, charged)?;
        }
        transaction.publish(&ReplicaEvent::Settled { attempt })
    }
}

struct Row {
    budget: BudgetKey,
    state: String,
    kind: String,
    held: Millicredits,
}

fn find(transaction: &mut dyn Transaction, id: i64) -> Result<Option<Row>, LedgerError> {
    let row = transaction
        .query_one("SELECT token, subject, day, state, kind, millicredits FROM attempts WHERE id = $1", values![id])?;
    row.map(|mut row| {
        let budget = BudgetKey { token: row.text()?, subject: row.text()?, day: row.integer()? };
        Ok(Row { budget, state: row.text()?, kind: row.text()?, held: row.amount()? })
    })
    .transpose()
}
