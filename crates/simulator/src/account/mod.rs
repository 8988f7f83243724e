//! The simulated account: its balance, plan and credentials.

mod credentials;
mod keys;
mod subscription_plan;
pub mod token;

use serde::{Deserialize, Serialize};

pub use credentials::Credentials;
pub use keys::AccountKeys;
pub use subscription_plan::SubscriptionPlan;

/// The account of a session.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Account {
    /// User number.
    pub uid: i64,
    /// 24 hexadecimal digits.
    pub team_id: String,
    /// Balance in credits.
    pub credits: i64,
    /// Its subscription.
    pub plan: SubscriptionPlan,
    /// Whether every call is answered with code 1200.
    pub banned: bool,
}

impl Account {
    /// Takes credits from the balance; false when there are too few.
    pub fn charge(&mut self, credits: i64) -> bool {
        if credits > self.credits {
            return false;
        }
        self.credits -= credits;
        true
    }
}
