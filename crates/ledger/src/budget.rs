use super::transaction::{Transaction, values};
use super::{LedgerError, Millicredits};

/// How much may be spent at each level; an absent ceiling is none.
#[derive(Clone, Copy, Debug, Default)]
pub struct BudgetLimits {
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
pub struct BudgetKey {
    pub token: String,
    pub subject: String,
    pub day: i64,
}

/// A token's budget has no day: it lives across midnight.
const NO_DAY: i64 = 0;

/// What is held or was taken at one level.
struct Used {
    level: String,
    millicredits: i64,
    creates: i64,
}

impl BudgetKey {
    /// Takes `items` times an amount out of every level, if there is room under every ceiling. If there is none, the
    /// transaction has to be undone: the money is taken first and counted then, because taking it is what keeps others
    /// from doing the same at the same time.
    pub fn takes(
        &self,
        transaction: &mut dyn Transaction,
        budget_limits: &BudgetLimits,
        amount: Millicredits,
        items: i64,
    ) -> Result<bool, LedgerError> {
        let used = self.add(transaction, amount.0.saturating_mul(items), items)?;
        let has_room = used.iter().all(|used| {
            let fits = budget_limits.of(&used.level).is_none_or(|Millicredits(most)| used.millicredits <= most);
            let may_create =
                used.level != "token" || budget_limits.token_creates.is_none_or(|most| used.creates <= most.into());
            fits && may_create
        });
        Ok(has_room)
    }

    /// Adds to every level, or takes away.
    pub fn change(
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
        let rows = transaction.rows(
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

    /// What is left under the lowest ceiling; nothing when there is no ceiling.
    pub fn remaining(
        &self,
        transaction: &mut dyn Transaction,
        budget_limits: &BudgetLimits,
    ) -> Result<Option<Millicredits>, LedgerError> {
        let rows = transaction.rows(
            "SELECT level, millicredits FROM budgets
             WHERE (level = 'token' AND name = $1) OR (level = 'subject' AND name = $2 AND day = $3)
                OR (level = 'site' AND name = '' AND day = $3)",
            values![&self.token, &self.subject, self.day],
        )?;
        let mut left = [("token", 0), ("subject", 0), ("site", 0)];
        for mut row in rows {
            let (level, millicredits) = (row.text()?, row.integer()?);
            left.iter_mut().filter(|(name, _)| *name == level).for_each(|(_, used)| *used = millicredits);
        }
        let left = left.into_iter().filter_map(|(level, used)| {
            let Millicredits(most) = budget_limits.of(level)?;
            Some(Millicredits((most - used).max(0)))
        });
        Ok(left.min())
    }
}

impl BudgetLimits {
    fn of(&self, level: &str) -> Option<Millicredits> {
        match level {
            "token" => self.token,
            "subject" => self.subject_per_day,
            _ => self.site_per_day,
        }
    }
}
