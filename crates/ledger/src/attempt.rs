use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_lc_rs::rand;

use super::budget::BudgetKey;
use super::transaction::{Transaction, values};
use super::{BudgetLimits, Charged, Ledger, LedgerError, Millicredits};

const MILLISECONDS_PER_DAY: u64 = 24 * 60 * 60 * 1000;

/// One wish to create, as it is written into the book before anything is sent.
///
/// Times are those of the machine that writes them; machines that share a book may disagree by minutes. All that comes of
/// it is on which day a create counts around midnight, and how long what is old is kept. Who holds an attempt, and
/// whether he is alive, is never judged by time.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// Drawn before anything is written, so that it can be given up even if nobody knows whether it was written.
    pub reserved: Reserved,
    /// Whether it is a batch, be it of one variation.
    pub is_batch: bool,
    /// Who orders.
    pub subject: String,
    /// The id of the token they use.
    pub token: String,
    /// The caller's name for the order, or a random one.
    pub idempotency_key: String,
    /// Tells two orders apart.
    pub body_digest: Vec<u8>,
    /// Videos of one kind cost the same.
    pub kind: String,
    /// The published price of one; the book knows better once one of the kind was made.
    pub estimate: Millicredits,
    /// How much the caller may spend.
    pub budget_limits: BudgetLimits,
    /// Milliseconds since 1970.
    pub now_ms: u64,
}

/// What the book says to a wish.
#[derive(Debug)]
pub enum Reservation {
    /// So much is held; go on.
    Held(Millicredits),
    /// It has ended: with this answer, or without any, so that nobody knows how.
    Replay(Option<String>),
    /// The same wish is under way.
    Busy,
    /// The key was used for another order, and whether that one was paid.
    OtherBody(Charged),
    /// There is not enough left.
    BudgetExceeded,
}

/// Names one attempt, or every variation of a batch, and so the money held for it.
#[derive(Clone, Debug)]
pub struct Reserved {
    /// Of a batch the first one has the caller's key and the answer.
    pub(super) items: Vec<i64>,
}

impl Reserved {
    /// Numbers that no other attempts have.
    pub fn draw(count: u32) -> Self {
        let count = u64::from(count.max(1));
        let first = NEXT.fetch_add(count, Ordering::Relaxed);
        Self { items: (first..first + count).map(|number| (number & i64::MAX as u64) as i64).collect() }
    }

    /// The attempt's number, or the first one's of a batch.
    pub fn id(&self) -> i64 {
        self.items[0]
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.items.len()
    }
}

/// Where this program's numbers go on. They begin at random, and as many as one program ever needs follow without meeting
/// those of another; what follows each other lies together in the book, which makes it cheaper to write.
static NEXT: LazyLock<AtomicU64> = LazyLock::new(|| AtomicU64::new(random_number() as u64));

/// Positive, with 63 bits that nobody draws twice.
pub(crate) fn random_number() -> i64 {
    let mut bytes = [0; 8];
    rand::fill(&mut bytes).expect("the system gives random bytes");
    i64::from_be_bytes(bytes) & i64::MAX
}

impl Ledger {
    /// Looks the key up and holds the money, both in one transaction.
    pub async fn reserve(&self, attempt: Attempt) -> Result<Reservation, LedgerError> {
        let replica = self.replica;
        // Nothing is sent before `mark_sent`; should the power fail in between, nothing was reserved.
        self.write_ahead(move |transaction| reserve(transaction, &attempt, replica)).await
    }

    /// How the wish of that name stands, without making it again; `None` where nothing of it is known.
    pub async fn replay(&self, subject: String, idempotency_key: String) -> Result<Option<Reservation>, LedgerError> {
        self.write(move |transaction| {
            let earlier = find(transaction, &subject, &idempotency_key)?;
            earlier.map_or(Ok(None), |earlier| earlier.status())
        })
        .await
    }

    /// Notes that the request goes out now. From here on a crash leaves it unknown.
    pub async fn mark_sent(&self, reserved: &Reserved, now_ms: u64) -> Result<(), LedgerError> {
        let items = reserved.items.clone();
        self.write(move |transaction| {
            items.iter().try_for_each(|id| {
                let changed = transaction.execute(
                    "UPDATE attempts SET state = 'sent', changed_at_ms = $1 WHERE id = $2 AND state = 'reserved'",
                    values![now_ms as i64, *id],
                )?;
                // Others give up what is reserved by somebody who seems to be gone.
                if changed == 1 { Ok(()) } else { Err(LedgerError::new("the reservation was given up")) }
            })
        })
        .await
    }

    /// What the caller may still spend; nothing when there is no ceiling.
    pub async fn remaining(
        &self,
        token: &str,
        subject: &str,
        budget_limits: BudgetLimits,
        now_ms: u64,
    ) -> Result<Option<Millicredits>, LedgerError> {
        let purse = BudgetKey { token: token.to_owned(), subject: subject.to_owned(), day: day(now_ms) };
        self.write(move |transaction| purse.remaining(transaction, &budget_limits)).await
    }
}

struct Earlier {
    id: i64,
    body_digest: Vec<u8>,
    state: String,
    answer: Option<String>,
}

impl Earlier {
    /// What is said to whoever names it again; `None` where it may be tried again.
    fn status(&self) -> Result<Option<Reservation>, LedgerError> {
        match (self.state.as_str(), self.answer.as_deref()) {
            ("reserved" | "sent", _) => Ok(Some(Reservation::Busy)),
            // A refusal without a stored answer was about the moment and not about the wish.
            ("refused", None) => Ok(None),
            // A gateway ended before it could write down an answer.
            ("unknown", None) => Ok(Some(Reservation::Replay(None))),
            (_, Some(answer)) => Ok(Some(Reservation::Replay(Some(answer.to_owned())))),
            // An end that cannot be read is no reason to pay again.
            (_, None) => Err(LedgerError::strange_value()),
        }
    }
}

fn reserve(transaction: &mut dyn Transaction, attempt: &Attempt, replica: i64) -> Result<Reservation, LedgerError> {
    let amount = price(transaction, &attempt.kind)?.unwrap_or_default().max(attempt.estimate);
    let purse = BudgetKey { token: attempt.token.clone(), subject: attempt.subject.clone(), day: day(attempt.now_ms) };
    loop {
        let earlier = find(transaction, &attempt.subject, &attempt.idempotency_key)?;
        if let Some(earlier) = &earlier {
            if earlier.body_digest != attempt.body_digest {
                return Ok(Reservation::OtherBody(charged(transaction, earlier.id)?));
            }
            if let Some(standing) = earlier.status()? {
                return Ok(standing);
            }
        }
        // Whoever finds that somebody was quicker with the same key looks again.
        if (earlier.is_none() || clear_away(transaction, earlier)?)
            && insert(transaction, attempt, 0, &purse, amount, replica)?
        {
            break;
        }
    }
    let count = attempt.reserved.count();
    for number in 1..count {
        insert(transaction, attempt, number, &purse, amount, replica)?;
    }
    if purse.takes(transaction, &attempt.budget_limits, amount, count as i64)? {
        return Ok(Reservation::Held(Millicredits(amount.0.saturating_mul(count as i64))));
    }
    transaction.rollback();
    Ok(Reservation::BudgetExceeded)
}

/// Whether credits were taken for an attempt, or for any of a batch.
fn charged(transaction: &mut dyn Transaction, id: i64) -> Result<Charged, LedgerError> {
    let rows = transaction.rows("SELECT state FROM attempts WHERE id = $1 OR batch = $1", values![id])?;
    let states = rows.into_iter().map(|mut row| row.text()).collect::<Result<Vec<_>, _>>()?;
    let is_paid = states.iter().any(|state| state == "accepted");
    let is_refused = states.iter().all(|state| state == "refused");
    Ok(match (is_paid, is_refused) {
        (true, _) => Charged::Yes,
        (false, true) => Charged::No,
        (false, false) => Charged::Unknown,
    })
}

/// Makes room for another attempt with the key of one that came to nothing.
fn clear_away(transaction: &mut dyn Transaction, earlier: Option<Earlier>) -> Result<bool, LedgerError> {
    let Some(Earlier { id, .. }) = earlier else { return Ok(true) };
    let deleted = transaction
        .execute("DELETE FROM attempts WHERE id = $1 AND state = 'refused' AND answer IS NULL", values![id])?;
    if deleted == 1 {
        transaction.execute("DELETE FROM attempts WHERE batch = $1", values![id])?;
    }
    Ok(deleted == 1)
}

/// Writes down the attempt, or a variation of the batch. Says whether its key was free.
fn insert(
    transaction: &mut dyn Transaction,
    attempt: &Attempt,
    number: usize,
    purse: &BudgetKey,
    amount: Millicredits,
    replica: i64,
) -> Result<bool, LedgerError> {
    let key = match number {
        0 => attempt.idempotency_key.clone(),
        // No caller's key can look like this, because of the space in it.
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
            purse.day,
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
    let row = transaction.row(
        "SELECT id, body_digest, state, answer FROM attempts WHERE subject = $1 AND idempotency_key = $2",
        values![subject, idempotency_key],
    )?;
    row.map(|mut row| {
        Ok(Earlier { id: row.integer()?, body_digest: row.bytes()?, state: row.text()?, answer: row.optional_text()? })
    })
    .transpose()
}

fn price(transaction: &mut dyn Transaction, kind: &str) -> Result<Option<Millicredits>, LedgerError> {
    let row = transaction.row("SELECT millicredits FROM prices WHERE kind = $1", values![kind])?;
    row.map(|mut row| row.amount()).transpose()
}

/// Days since 1970 (UTC).
pub(super) fn day(now_ms: u64) -> i64 {
    (now_ms / MILLISECONDS_PER_DAY) as i64
}
