use super::BudgetLimits;
use crate::database::{Transaction, values};
use crate::{LedgerError, Millicredits};

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

/// What is held or was charged at one level.
struct Used {
    level: String,
    millicredits: i64,
    creates: i64,
}

impl BudgetKey {
    /// Takes `count` times an amount out of every budget and returns whether all limits are kept. If not, the caller has
    /// to roll back. The credits are taken before they are compared, because that locks the rows against other replicas.
    pub fn try_take(
        &self,
        transaction: &mut dyn Transaction,
        limits: &BudgetLimits,
        amount: Millicredits,
        count: i64,
    ) -> Result<bool, LedgerError> {
        let used = self.add(transaction, amount.0.saturating_mul(count), count)?;
        Ok(used.iter().all(|used| {
            let fits = limits.of_level(&used.level).is_none_or(|Millicredits(limit)| used.millicredits <= limit);
            let may_create =
                used.level != "token" || limits.token_creates.is_none_or(|limit| used.creates <= limit.into());
            fits && may_create
        }))
    }

    /// Adds to every budget; negative numbers are subtracted.
    pub fn adjust(
        &self,
        transaction: &mut dyn Transaction,
        millicredits: i64,
        creates: i64,
    ) -> Result<(), LedgerError> {
        self.add(transaction, millicredits, creates).map(drop)
    }

    fn add(
        &self,
        transaction: &mut dyn Transaction,
        millicredits: i64,
        creates: i64,
    ) -> Result<Vec<Used>, LedgerError> {
        let rows = transaction.query(
            "INSERT INTO budgets (level, name, day, millicredits, creates)
             VALUES ('token', $1, $2, $3, $4), ('subject', $5, $6, $3, $4), ('site', '', $6, $3, $4)
             ON CONFLICT (level, name, day) DO UPDATE
             SET millicredits = budgets.millicredits + excluded.millicredits, creates = budgets.creates + excluded.creates
             RETURNING level, millicredits, creates",
            values![&self.token, NO_DAY, millicredits, creates, &self.subject, self.day],
        )?;
        rows.into_iter()
            .map(|mut row| Ok(Used { level: row.text()?, millicredits: row.integer()?, creates: row.integer()? }))
            .collect()
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
