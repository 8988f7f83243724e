//! What the tests share: a gateway in this process, a vendor that records every byte, and a client that hides none.

mod archived;
mod client;
mod gateway;
mod key_server;
pub mod media;
pub mod pictures;
mod place;
mod pooler;
mod program;
mod signer;
pub mod sounds;
mod stream;
mod test_ledger;
mod vendor;
mod webhook;

pub use archived::until_it_pauses;
pub use client::{Answer, Connection, contains, exchange};
pub use gateway::{CLIENT_ID, CREATE, Gateway, ISSUER, KEY, MASTER, RESULTS, per_minute, settings};
pub use key_server::KeyServer;
pub use place::{ACCESS_KEY_ID, Place, SECRET_ACCESS_KEY};
pub use pooler::{Next, Pooler};
pub use program::Program;
pub use signer::Signer;
pub use stream::Stream;
pub use test_ledger::TestLedger;
pub use vendor::{Recorded, Reply, Vendor, ok, record, refusal};
pub use webhook::report_of;
