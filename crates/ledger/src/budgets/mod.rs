//! How much may be spent, and what videos cost.

mod key;
mod price;

pub use key::BudgetKey;
pub use price::{last_price, record_price};

use crate::Millicredits;

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

/// Days since 1970 in UTC.
pub fn day(now_ms: u64) -> i64 {
    (now_ms / MILLISECONDS_PER_DAY) as i64
}
