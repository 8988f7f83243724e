use serde::{Deserialize, Serialize};

/// What one replica tells the others. Events carry ids only, and the receivers read the rows.
///
/// Events may get lost: a replica that was cut off receives [`ReplicaEvent::Missed`], reads the rows again, and repeats
/// what it watches.
///
/// # Rolling updates
///
/// A replica ignores events that it does not know. Gateways that put the records into an event `seen`, up to schema
/// version 6, neither send nor understand [`ReplicaEvent::Polled`]: while a gateway of one kind leads, the streams of
/// gateways of the other kind only send heartbeats. They continue when a gateway of their own kind leads; polling and
/// everything else work throughout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplicaEvent {
    /// A token was revoked.
    Revoked {
        /// Its id.
        token: String,
        /// When it expires by itself, in seconds since 1970.
        until_seconds: u64,
    },
    /// An order has ended.
    Settled {
        /// Its attempt; of a batch, the first one.
        attempt: i64,
    },
    /// Akool has reported on a job.
    Reported {
        /// Akool's id of the job.
        vendor_id: String,
    },
    /// The sender leads from now on, and asks the others what they watch.
    Leading,
    /// Callers of the sender watch these jobs.
    Watching {
        /// Akool's ids, at most [`ReplicaEvent::MAX_IDS`].
        vendor_ids: Vec<String>,
    },
    /// The sender has polled these jobs: [`Ledger::polled_jobs`](crate::Ledger::polled_jobs) reads what Akool said.
    Polled {
        /// Akool's ids, at most [`ReplicaEvent::MAX_IDS`].
        vendor_ids: Vec<String>,
    },
    /// Events may have been missed. This one is never sent to others.
    #[serde(skip)]
    Missed,
}

impl ReplicaEvent {
    /// The most ids in one event. With ids of up to 64 bytes, every event fits into one notification of PostgreSQL.
    pub const MAX_IDS: usize = 100;
}
