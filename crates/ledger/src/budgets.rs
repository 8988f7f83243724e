//! How much may be spent, and what videos cost.

use crate::database::{Transaction, values};
use crate::{LedgerError, Millicredits};

const MILLISECONDS_PER_DAY: u64 = 24 * 60 * 60 * 1000;

/// How much may be spent at each level. An absent limit is none.
#[derive(Clone, Copy, Debug, Default)]
pub struct BudgetLimits {
    /// By one token, over its life.
    pub token: Option<Millicredits>,
    /// The number of videos that one token may create.
    pub token_creates: Option<u32>,
    /// By one subject on one day.
    pub subject_per_day: Option<Millicredits>,
    /// By all callers on one day.
    pub site_per_day: Option<Millicredits>,
}

impl BudgetLimits {
    fn of_level(&self, level: &str) -> Option<Millicredits> {
        match level {
            "token" => self.token,
            "subject" => self.subject_per_day,
            _ => self.site_per_day,
        }
    }
}

/// The budgets that an order counts against: those of its token, of its subject on that day, and of the site on that day.
#[derive(Clone, Debug)]
pub struct BudgetKey {
    pub token: String,
    pub subject: String,
    /// Days since 1970 in UTC.
    pub day: i64,
}

/// The budget of a token has no day, because it lasts across midnight.
const NO_DAY: i64 = 0;
/// Token, subject and site.
const LEVELS: u64 = 3;

impl BudgetKey {
    /// Takes `count` times an amount out of every budget and returns whether all limits are kept. If not, the caller has
    /// to roll back. A budget is only changed while its limit is kept, so the number of changed rows tells, and no row is
    /// read: in SQLite, reading what an upsert changed (`RETURNING`) costs a table of its own for each statement.
    pub fn try_take(
        &self,
        transaction: &mut dyn Transaction,
        limits: &BudgetLimits,
        amount: Millicredits,
        count: i64,
    ) -> Result<bool, LedgerError> {
        let millicredits = amount.0.saturating_mul(count);
        let limit = |limit: Option<Millicredits>| limit.map_or(i64::MAX, |Millicredits(limit)| limit);
        let [token, subject, site] = [limits.token, limits.subject_per_day, limits.site_per_day].map(limit);
        let creates = limits.token_creates.map_or(i64::MAX, i64::from);
        // The first create of a day, or of a token, makes the row, which the database does not compare with the limits.
        if millicredits > token.min(subject).min(site) || count > creates {
            return Ok(false);
        }
        let changed = transaction.execute(
            "INSERT INTO budgets (level, name, day, millicredits, creates)
             VALUES ('token', $1, $2, $3, $4), ('subject', $5, $6, $3, $4), ('site', '', $6, $3, $4)
             ON CONFLICT (level, name, day) DO UPDATE
             SET millicredits = budgets.millicredits + excluded.millicredits, creates = budgets.creates + excluded.creates
             WHERE budgets.millicredits + excluded.millicredits <= CASE excluded.level
                 WHEN 'token' THEN CAST($7 AS BIGINT) WHEN 'subject' THEN CAST($8 AS BIGINT) ELSE CAST($9 AS BIGINT) END
             AND (excluded.level <> 'token' OR budgets.creates + excluded.creates <= $10)",
            values![
                &self.token,
                NO_DAY,
                millicredits,
                count,
                &self.subject,
                self.day,
                token,
                subject,
                site,
                creates
            ],
        )?;
        Ok(changed == LEVELS)
    }

    /// Adds to every budget; negative numbers are subtracted.
    pub fn adjust(
        &self,
        transaction: &mut dyn Transaction,
        millicredits: i64,
        creates: i64,
    ) -> Result<(), LedgerError> {
        transaction.execute(
            "INSERT INTO budgets (level, name, day, millicredits, creates)
             VALUES ('token', $1, $2, $3, $4), ('subject', $5, $6, $3, $4), ('site', '', $6, $3, $4)
             ON CONFLICT (level, name, day) DO UPDATE
             SET millicredits = budgets.millicredits + excluded.millicredits, creates = budgets.creates + excluded.creates",
            values![&self.token, NO_DAY, millicredits, creates, &self.subject, self.day],
        )?;
        Ok(())
    }

    /// What is left under the tightest limit. `None` if no limit applies.
    pub fn remaining(
        &self,
        transaction: &mut dyn Transaction,
        limits: &BudgetLimits,
    ) -> Result<Option<Millicredits>, LedgerError> {
        let rows = transaction.query(
            "SELECT level, millicredits FROM budgets
             WHERE (level = 'token' AND name = $1) OR (level = 'subject' AND name = $2 AND day = $3)
                OR (level = 'site' AND name = '' AND day = $3)",
            values![&self.token, &self.subject, self.day],
        )?;
        let mut used_by_level = [("token", 0), ("subject", 0), ("site", 0)];
        for mut row in rows {
            let (level, millicredits) = (row.text()?, row.integer()?);
            used_by_level.iter_mut().filter(|(name, _)| *name == level).for_each(|(_, used)| *used = millicredits);
        }
        let left = used_by_level.into_iter().filter_map(|(level, used)| {
            let Millicredits(limit) = limits.of_level(level)?;
            Some(Millicredits((limit - used).max(0)))
        });
        Ok(left.min())
    }
}

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

/// Days since 1970 in UTC.
pub fn day(now_ms: u64) -> i64 {
    (now_ms / MILLISECONDS_PER_DAY) as i64
}
