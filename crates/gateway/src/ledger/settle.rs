use rusqlite::{Connection, OptionalExtension as _, params};

use super::budget::Purse;
use super::{Ledger, LedgerFault, Millicredits, Reserved, Stored};

/// How an attempt ended.
#[derive(Clone, Debug)]
pub enum End {
    /// The vendor took it.
    Accepted {
        /// The vendor's id of the job.
        vendor_id: String,
        /// What it really costs; the estimate stands when the vendor does not say.
        charged: Option<Millicredits>,
        /// What the caller is answered; of a batch only its first one has it.
        answer: Option<Stored>,
    },
    /// The vendor did not take it, or was never asked: the money is free again. Without an answer the same wish may be
    /// tried again.
    Refused(Option<Stored>),
    /// Nobody can tell: the money stays held and the wish is never sent again.
    Unknown(Option<Stored>),
}

/// Where an attempt stands.
#[derive(Clone, Debug)]
pub enum Standing {
    /// It has not ended.
    UnderWay,
    /// The vendor took it, or all of a batch that it did not refuse.
    Accepted {
        /// The vendor's ids of the jobs.
        vendor_ids: Vec<String>,
    },
    /// The vendor did not take it.
    Refused,
    /// Nobody can tell yet, of a batch about one variation at least.
    Unknown {
        /// Whose it is.
        subject: String,
    },
}

impl Ledger {
    /// Where an attempt stands, if there is such a one. A batch is asked for by its first one.
    pub async fn standing(&self, attempt: i64) -> Result<Option<Standing>, LedgerFault> {
        self.database.write(move |connection| standing(connection, attempt)).await
    }

    /// Writes the end of an attempt that is under way, or one end for every variation of a batch.
    pub async fn settle(&self, reserved: &Reserved, ends: Vec<End>, now_ms: u64) -> Result<(), LedgerFault> {
        let items = reserved.items.clone();
        self.database
            .write(move |connection| {
                items.iter().zip(&ends).try_for_each(|(id, end)| settle(connection, *id, end, now_ms))
            })
            .await
    }
}

fn standing(connection: &Connection, attempt: i64) -> rusqlite::Result<Option<Standing>> {
    let rows: Vec<(String, String, Option<String>)> = connection
        .prepare_cached("SELECT state, subject, vendor_id FROM attempts WHERE id = ?1 OR batch = ?1")?
        .query_map([attempt], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<Result<_, _>>()?;
    let Some((_, subject, _)) = rows.first() else { return Ok(None) };
    let has = |wanted: &[&str]| rows.iter().any(|(state, ..)| wanted.contains(&state.as_str()));
    Ok(Some(if has(&["reserved", "sent"]) {
        Standing::UnderWay
    } else if has(&["unknown"]) {
        Standing::Unknown { subject: subject.clone() }
    } else if has(&["accepted"]) {
        Standing::Accepted { vendor_ids: rows.into_iter().filter_map(|(_, _, vendor_id)| vendor_id).collect() }
    } else {
        Standing::Refused
    }))
}

struct Row {
    purse: Purse,
    state: String,
    kind: String,
    held: Millicredits,
}

/// An attempt that has ended already is left alone: the first end counts.
pub(super) fn settle(connection: &Connection, id: i64, end: &End, now_ms: u64) -> rusqlite::Result<()> {
    let Some(row) = find(connection, id)? else { return Ok(()) };
    let is_open = match end {
        // What was unknown may still turn out to have been accepted.
        End::Accepted { .. } => matches!(row.state.as_str(), "reserved" | "sent" | "unknown"),
        End::Refused(_) | End::Unknown(_) => matches!(row.state.as_str(), "reserved" | "sent"),
    };
    if !is_open {
        return Ok(());
    }
    let (state, amount, vendor_id, answer) = match end {
        End::Accepted { vendor_id, charged, answer } => {
            let amount = charged.unwrap_or(row.held);
            row.purse.add(connection, amount.0 - row.held.0, 0)?;
            learn_price(connection, &row.kind, *charged)?;
            ("accepted", amount, Some(vendor_id), answer.as_ref())
        }
        End::Refused(answer) => {
            row.purse.add(connection, -row.held.0, -1)?;
            ("refused", Millicredits(0), None, answer.as_ref())
        }
        End::Unknown(answer) => ("unknown", row.held, None, answer.as_ref()),
    };
    let answer = answer.and_then(|answer| serde_json::to_string(answer).ok());
    connection.execute(
        "UPDATE attempts SET state = ?2, millicredits = ?3, vendor_id = ?4, answer = ?5, changed_at_ms = ?6 WHERE id = ?1",
        params![id, state, amount, vendor_id, answer, now_ms as i64],
    )?;
    Ok(())
}

fn find(connection: &Connection, id: i64) -> rusqlite::Result<Option<Row>> {
    connection
        .query_row("SELECT token, subject, day, state, kind, millicredits FROM attempts WHERE id = ?1", [id], |row| {
            let purse = Purse { token: row.get(0)?, subject: row.get(1)?, day: row.get(2)? };
            Ok(Row { purse, state: row.get(3)?, kind: row.get(4)?, held: row.get(5)? })
        })
        .optional()
}

fn learn_price(connection: &Connection, kind: &str, charged: Option<Millicredits>) -> rusqlite::Result<()> {
    let Some(charged) = charged.filter(|charged| charged.0 > 0) else { return Ok(()) };
    connection.execute(
        "INSERT INTO prices (kind, millicredits) VALUES (?1, ?2)
         ON CONFLICT (kind) DO UPDATE SET millicredits = excluded.millicredits",
        params![kind, charged],
    )?;
    Ok(())
}
