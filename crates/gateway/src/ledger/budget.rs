use rusqlite::{Connection, OptionalExtension as _, params};

use super::Millicredits;

/// How much may be spent at each level; an absent ceiling is none.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ceilings {
    /// By one token, over its life.
    pub token: Option<Millicredits>,
    /// How many videos one token may create.
    pub token_creates: Option<u32>,
    /// By one subject on one day.
    pub subject_per_day: Option<Millicredits>,
    /// By everybody on one day.
    pub site_per_day: Option<Millicredits>,
}

/// Whose money it is.
#[derive(Clone, Debug)]
pub struct Purse {
    pub token: String,
    pub subject: String,
    pub day: i64,
}

/// A token's budget has no day: it lives across midnight.
const NO_DAY: i64 = 0;

#[derive(Default)]
struct Used {
    millicredits: i64,
    creates: u32,
}

impl Purse {
    fn levels(&self) -> [(&'static str, &str, i64); 3] {
        [("token", &self.token, NO_DAY), ("subject", &self.subject, self.day), ("site", "", self.day)]
    }

    /// Whether `items` more at `amount` each fit under every ceiling.
    pub fn has_room(
        &self,
        connection: &Connection,
        ceilings: &Ceilings,
        amount: Millicredits,
        items: u32,
    ) -> rusqlite::Result<bool> {
        let creates = used(connection, ("token", &self.token, NO_DAY))?.creates;
        if ceilings.token_creates.is_some_and(|most| creates + items > most) {
            return Ok(false);
        }
        let all = Millicredits(amount.0.saturating_mul(items.into()));
        Ok(self.remaining(connection, ceilings)?.is_none_or(|remaining| remaining >= all))
    }

    /// What is left under the lowest ceiling; nothing when there is no ceiling.
    pub fn remaining(&self, connection: &Connection, ceilings: &Ceilings) -> rusqlite::Result<Option<Millicredits>> {
        let most = [ceilings.token, ceilings.subject_per_day, ceilings.site_per_day];
        let mut lowest = None;
        for (level, most) in self.levels().into_iter().zip(most) {
            let Some(Millicredits(most)) = most else { continue };
            let left = Millicredits((most - used(connection, level)?.millicredits).max(0));
            lowest = Some(lowest.map_or(left, |lowest: Millicredits| lowest.min(left)));
        }
        Ok(lowest)
    }

    /// Adds to every level, or takes away.
    pub fn add(&self, connection: &Connection, millicredits: i64, creates: i32) -> rusqlite::Result<()> {
        for (level, name, day) in self.levels() {
            connection.execute(
                "INSERT INTO budgets (level, name, day, millicredits, creates) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (level, name, day) DO UPDATE
                 SET millicredits = millicredits + excluded.millicredits, creates = creates + excluded.creates",
                params![level, name, day, millicredits, creates],
            )?;
        }
        Ok(())
    }
}

fn used(connection: &Connection, (level, name, day): (&str, &str, i64)) -> rusqlite::Result<Used> {
    let found = connection
        .query_row(
            "SELECT millicredits, creates FROM budgets WHERE level = ?1 AND name = ?2 AND day = ?3",
            params![level, name, day],
            |row| Ok(Used { millicredits: row.get(0)?, creates: row.get(1)? }),
        )
        .optional()?;
    Ok(found.unwrap_or_default())
}
