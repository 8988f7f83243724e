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
        /// What the caller is answered.
        answer: Stored,
    },
    /// The vendor did not take it, or was never asked: the money is free again. Without an answer the same wish may be
    /// tried again.
    Refused(Option<Stored>),
    /// Nobody can tell: the money stays held and the wish is never sent again.
    Unknown(Stored),
}

/// Where an attempt stands.
#[derive(Clone, Debug)]
pub enum Standing {
    /// It has not ended.
    UnderWay,
    /// The vendor took it.
    Accepted {
        /// The vendor's id of the job.
        vendor_id: String,
    },
    /// The vendor did not take it.
    Refused,
    /// Nobody can tell yet.
    Unknown {
        /// Whose it is.
        subject: String,
    },
}

impl Ledger {
    /// Where an attempt stands, if there is such a one.
    pub async fn standing(&self, attempt: i64) -> Result<Option<Standing>, LedgerFault> {
        self.database
            .write(move |connection| {
                connection
                    .query_row("SELECT state, subject, vendor_id FROM attempts WHERE id = ?1", [attempt], |row| {
                        let (state, subject): (String, String) = (row.get(0)?, row.get(1)?);
                        Ok(match state.as_str() {
                            "accepted" => Standing::Accepted { vendor_id: row.get(2)? },
                            "refused" => Standing::Refused,
                            "unknown" => Standing::Unknown { subject },
                            _ => Standing::UnderWay,
                        })
                    })
                    .optional()
            })
            .await
    }

    /// Writes the end of an attempt that is under way.
    pub async fn settle(&self, reserved: &Reserved, end: End, now_ms: u64) -> Result<(), LedgerFault> {
        let id = reserved.id;
        self.database.write(move |connection| settle(connection, id, &end, now_ms)).await
    }
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
            ("accepted", amount, Some(vendor_id), Some(answer))
        }
        End::Refused(answer) => {
            row.purse.add(connection, -row.held.0, -1)?;
            ("refused", Millicredits(0), None, answer.as_ref())
        }
        End::Unknown(answer) => ("unknown", row.held, None, Some(answer)),
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
