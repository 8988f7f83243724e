use serde::{Deserialize, Serialize};

use crate::options::Plan;

/// The one account that exists.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Account {
    /// User number.
    pub uid: i64,
    /// 24 hexadecimal digits.
    pub team_id: String,
    /// Balance.
    pub credits: i64,
    /// What it may do.
    pub plan: Plan,
    /// Whether every call is answered 1200.
    pub banned: bool,
}

impl Account {
    /// Takes credits if there are enough.
    pub fn charge(&mut self, credits: i64) -> bool {
        if credits > self.credits {
            return false;
        }
        self.credits -= credits;
        true
    }
}
