//! Orders and their attempts. An order that creates one video has one attempt; a batch has one for each variation, and
//! the first of them has the caller's key and the answer.

mod abandon;
mod attempt;
mod charged;
mod history;
mod recover;
mod refund;
mod reserve;
mod settle;
mod status;

pub use abandon::abandon;
pub use attempt::{Attempt, Reserved, random_number};
pub use charged::Charged;
pub use history::{JobsQuery, ListedJob};
pub use recover::{BatchSoFar, RecoveredJob};
pub use reserve::Reservation;
pub use settle::Outcome;
pub use status::AttemptStatus;
