//! Several gateways on one PostgreSQL database: what they tell each other, and what is done for one that has ended.

mod event;
mod notification;
mod orphans;
mod polled_jobs;

pub use event::ReplicaEvent;
pub use notification::{CHANNEL, decode, encode};
pub use polled_jobs::PolledJob;
