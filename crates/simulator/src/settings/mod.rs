//! What a simulator is started with, and the set-up that can be changed while it runs.

mod named_scenario;
mod options;
mod retention;
mod scenario;
mod session_name;

pub use named_scenario::NamedScenario;
pub use options::{Cors, Options, Prices, RecordOptions};
pub use retention::Retention;
pub use scenario::{AccountChange, ClockChange, Scenario};
pub use session_name::{InvalidSessionName, SessionName};
