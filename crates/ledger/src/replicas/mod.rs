//! Several gateways on one PostgreSQL database: what they tell each other, and what is done for one that has ended.

mod event;
mod notification;
mod orphans;

pub use event::ReplicaEvent;
pub use notification::{CHANNEL, Decoder, encode};
