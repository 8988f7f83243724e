//! What a simulator is started with, and the set-up that can be changed while it runs.

mod options;
mod scenario;

pub use options::{Cors, Options, Prices};
pub use scenario::{AccountChange, ClockChange, Scenario};
