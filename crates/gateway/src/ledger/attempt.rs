use akool_contract::{BatchResult, JobRecord};
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};

use super::budget::Purse;
use super::{Ceilings, Ledger, LedgerFault, Millicredits};
use crate::failure::StoredFailure;

const MILLISECONDS_PER_DAY: u64 = 24 * 60 * 60 * 1000;

/// One wish to create, as it is written into the book before anything is sent.
#[derive(Clone, Debug)]
pub struct Attempt {
    pub subject: String,
    pub token: String,
    pub idempotency_key: String,
    pub body_digest: Vec<u8>,
    /// Videos of one kind cost the same.
    pub kind: String,
    /// The published price of one; the book knows better once one of the kind was made.
    pub estimate: Millicredits,
    /// How many variations are wanted, when it is a batch.
    pub batch: Option<u32>,
    pub ceilings: Ceilings,
    pub now_ms: u64,
}

/// What the book says to a wish.
#[derive(Debug)]
pub enum Reservation {
    /// The money is held; go on.
    Held(Reserved),
    /// It was answered before; say the same again.
    Replay(Stored),
    /// The same wish is under way.
    Busy,
    /// The key was used for another wish.
    OtherBody,
    /// There is not enough left.
    NoRoom,
}

/// Money held for one attempt, or for every variation of a batch.
#[derive(Clone, Debug)]
pub struct Reserved {
    pub(super) id: i64,
    /// With the first one.
    pub(super) items: Vec<i64>,
}

impl Reserved {
    /// The attempt's number, or the first one's of a batch.
    pub fn id(&self) -> i64 {
        self.id
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.items.len()
    }
}

/// An answer that is given again to the same wish.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stored {
    /// The job as it was shown.
    Created(Box<JobRecord>),
    /// The lists as they were shown.
    Batch(BatchResult),
    /// The error as it was shown.
    Failed(StoredFailure),
}

impl Ledger {
    /// Looks the key up and holds the money, both in one transaction.
    pub async fn reserve(&self, attempt: Attempt) -> Result<Reservation, LedgerFault> {
        self.database.write(move |connection| reserve(connection, &attempt)).await
    }

    /// How the wish of that name stands, without making it again; `None` where nothing of it is known.
    pub async fn recall(&self, subject: String, idempotency_key: String) -> Result<Option<Reservation>, LedgerFault> {
        self.database
            .write(move |connection| {
                Ok(find(connection, &subject, &idempotency_key)?.as_ref().and_then(Earlier::standing))
            })
            .await
    }

    /// Notes that the request goes out now. From here on a crash leaves it unknown.
    pub async fn mark_sent(&self, reserved: &Reserved, now_ms: u64) -> Result<(), LedgerFault> {
        let items = reserved.items.clone();
        self.database
            .write(move |connection| {
                items.iter().try_for_each(|id| {
                    let changed = connection.execute(
                        "UPDATE attempts SET state = 'sent', changed_at_ms = ?2 WHERE id = ?1 AND state = 'reserved'",
                        params![id, now_ms as i64],
                    )?;
                    if changed == 1 { Ok(()) } else { Err(rusqlite::Error::StatementChangedRows(changed)) }
                })
            })
            .await
    }

    /// What the caller may still spend; nothing when there is no ceiling.
    pub async fn remaining(
        &self,
        token: &str,
        subject: &str,
        ceilings: Ceilings,
        now_ms: u64,
    ) -> Result<Option<Millicredits>, LedgerFault> {
        let purse = Purse { token: token.to_owned(), subject: subject.to_owned(), day: day(now_ms) };
        self.database.write(move |connection| purse.remaining(connection, &ceilings)).await
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
    fn standing(&self) -> Option<Reservation> {
        if matches!(self.state.as_str(), "reserved" | "sent") {
            return Some(Reservation::Busy);
        }
        // A refusal without a stored answer was about the moment and not about the wish.
        let stored = serde_json::from_str(self.answer.as_deref()?).ok()?;
        Some(Reservation::Replay(stored))
    }
}

fn reserve(connection: &Connection, attempt: &Attempt) -> rusqlite::Result<Reservation> {
    let earlier = find(connection, &attempt.subject, &attempt.idempotency_key)?;
    if let Some(earlier) = &earlier {
        if earlier.body_digest != attempt.body_digest {
            return Ok(Reservation::OtherBody);
        }
        if let Some(standing) = earlier.standing() {
            return Ok(standing);
        }
    }
    let purse = Purse { token: attempt.token.clone(), subject: attempt.subject.clone(), day: day(attempt.now_ms) };
    let amount = price(connection, &attempt.kind)?.unwrap_or_default().max(attempt.estimate);
    let count = attempt.batch.unwrap_or(1);
    if !purse.has_room(connection, &attempt.ceilings, amount, count)? {
        return Ok(Reservation::NoRoom);
    }
    purse.add(connection, amount.0 * i64::from(count), count as i32)?;
    if let Some(earlier) = earlier {
        connection.execute("DELETE FROM attempts WHERE id = ?1 OR batch = ?1", [earlier.id])?;
    }
    let id = insert(connection, attempt, &attempt.idempotency_key, &purse, amount)?;
    let mut items = vec![id];
    for number in 1..count {
        // No caller's key can look like this, because of the space in it.
        let key = format!("{number} of {}", attempt.idempotency_key);
        items.push(insert(connection, attempt, &key, &purse, amount)?);
    }
    if attempt.batch.is_some() {
        for item in &items {
            connection.execute("UPDATE attempts SET batch = ?2 WHERE id = ?1", [*item, id])?;
        }
    }
    Ok(Reservation::Held(Reserved { id, items }))
}

fn insert(
    connection: &Connection,
    attempt: &Attempt,
    idempotency_key: &str,
    purse: &Purse,
    amount: Millicredits,
) -> rusqlite::Result<i64> {
    connection.execute(
        "INSERT INTO attempts
         (subject, idempotency_key, body_digest, token, day, state, kind, millicredits, created_at_ms, changed_at_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, 'reserved', ?6, ?7, ?8, ?8)",
        params![
            attempt.subject,
            idempotency_key,
            attempt.body_digest,
            attempt.token,
            purse.day,
            attempt.kind,
            amount,
            attempt.now_ms as i64
        ],
    )?;
    Ok(connection.last_insert_rowid())
}

fn find(connection: &Connection, subject: &str, idempotency_key: &str) -> rusqlite::Result<Option<Earlier>> {
    connection
        .query_row(
            "SELECT id, body_digest, state, answer FROM attempts WHERE subject = ?1 AND idempotency_key = ?2",
            params![subject, idempotency_key],
            |row| Ok(Earlier { id: row.get(0)?, body_digest: row.get(1)?, state: row.get(2)?, answer: row.get(3)? }),
        )
        .optional()
}

fn price(connection: &Connection, kind: &str) -> rusqlite::Result<Option<Millicredits>> {
    connection.query_row("SELECT millicredits FROM prices WHERE kind = ?1", [kind], |row| row.get(0)).optional()
}

/// Days since 1970 (UTC).
pub(super) fn day(now_ms: u64) -> i64 {
    (now_ms / MILLISECONDS_PER_DAY) as i64
}
