use super::budget::BudgetKey;
use super::transaction::{Transaction, values};
use super::{Ledger, LedgerError, Millicredits, ReplicaEvent, Reserved};

/// How an attempt ended.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// The vendor took it.
    Accepted {
        /// The vendor's id of the job.
        vendor_id: String,
        /// What it really costs; the estimate stands when the vendor does not say.
        charged: Option<Millicredits>,
        /// What the caller is answered; of a batch only its first one has it.
        answer: Option<String>,
    },
    /// The vendor did not take it, or was never asked: the money is free again. Without an answer the same wish may be
    /// tried again.
    Refused(Option<String>),
    /// Nobody can tell: the money stays held and the wish is never sent again.
    Unknown(Option<String>),
}

impl Ledger {
    /// Writes the end of an attempt, or one end for every variation of a batch. It may be written again: the first end
    /// counts.
    pub async fn settle(&self, reserved: &Reserved, ends: Vec<Outcome>, now_ms: u64) -> Result<(), LedgerError> {
        let (id, items) = (reserved.id(), reserved.items.clone());
        self.write(move |transaction| {
            let mut settling = Settling::default();
            for (item, end) in items.iter().zip(&ends) {
                settling.settle(transaction, *item, end, |state| end.may_follow(state), now_ms)?;
            }
            settling.finish(transaction, id)
        })
        .await?;
        self.publish_locally(ReplicaEvent::Settled { attempt: id });
        Ok(())
    }
}

impl Outcome {
    /// Whether an attempt in this state can end so. What is unknown was perhaps called so by another gateway that could
    /// not reach the one who sent it, so it can still turn out to have been taken or refused.
    fn may_follow(&self, state: &str) -> bool {
        match self {
            Self::Accepted { .. } | Self::Refused(_) => matches!(state, "reserved" | "sent" | "unknown"),
            Self::Unknown(_) => matches!(state, "reserved" | "sent"),
        }
    }
}

/// Ends attempts of one wish. Their money is moved when all of them have ended, because budgets are locked after attempts.
#[derive(Default)]
pub(super) struct Settling {
    settled: Vec<Settled>,
}

struct Settled {
    purse: BudgetKey,
    kind: String,
    millicredits: i64,
    creates: i64,
    charged: Option<Millicredits>,
}

impl Settling {
    /// Ends an attempt if it is in a state that may end so, and says whether it was.
    pub fn settle(
        &mut self,
        transaction: &mut dyn Transaction,
        id: i64,
        end: &Outcome,
        is_open: impl Fn(&str) -> bool,
        now_ms: u64,
    ) -> Result<bool, LedgerError> {
        loop {
            let Some(row) = find(transaction, id)?.filter(|row| is_open(&row.state)) else { return Ok(false) };
            let (state, amount, creates, vendor_id, charged, answer) = match end {
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
            // Otherwise it has gone on meanwhile.
            if changed == 1 {
                let millicredits = amount.0 - row.held.0;
                self.settled.push(Settled { purse: row.purse, kind: row.kind, millicredits, creates, charged });
                return Ok(true);
            }
        }
    }

    /// Moves the money, and tells who waits for the attempt of this number.
    pub fn finish(self, transaction: &mut dyn Transaction, attempt: i64) -> Result<(), LedgerError> {
        let Some(first) = self.settled.first() else { return Ok(()) };
        // All attempts of one wish are of one purse and one kind.
        let millicredits = self.settled.iter().map(|settled| settled.millicredits).sum();
        let creates = self.settled.iter().map(|settled| settled.creates).sum();
        if millicredits != 0 || creates != 0 {
            first.purse.change(transaction, millicredits, creates)?;
        }
        if let Some(charged) = self.settled.iter().rev().find_map(|settled| settled.charged) {
            learn_price(transaction, &first.kind, charged)?;
        }
        transaction.announce(&ReplicaEvent::Settled { attempt })
    }
}

struct Row {
    purse: BudgetKey,
    state: String,
    kind: String,
    held: Millicredits,
}

fn find(transaction: &mut dyn Transaction, id: i64) -> Result<Option<Row>, LedgerError> {
    let row = transaction
        .row("SELECT token, subject, day, state, kind, millicredits FROM attempts WHERE id = $1", values![id])?;
    row.map(|mut row| {
        let purse = BudgetKey { token: row.text()?, subject: row.text()?, day: row.integer()? };
        Ok(Row { purse, state: row.text()?, kind: row.text()?, held: row.amount()? })
    })
    .transpose()
}

fn learn_price(transaction: &mut dyn Transaction, kind: &str, charged: Millicredits) -> Result<(), LedgerError> {
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
