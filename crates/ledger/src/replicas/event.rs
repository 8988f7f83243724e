use serde::{Deserialize, Serialize};

/// What one replica tells the others. Events carry ids only, and the receivers read the rows.
///
/// Events may get lost: a replica that was cut off receives [`ReplicaEvent::Missed`], reads the rows again, and repeats
/// what it watches. A replica ignores events that it does not know.
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
        /// Akool's ids.
        vendor_ids: Vec<String>,
    },
    /// What the vendor said.
    Seen {
        /// The jobs that were asked about; the vendor may not see some of them yet.
        asked: Vec<String>,
        /// Those it sees.
        records: Vec<serde_json::Value>,
    },
    /// Events may have been missed. This one is never sent to others.
    #[serde(skip)]
    Missed,
}
