use serde::{Deserialize, Serialize};

/// What one gateway tells the others on the same book. None of it has to arrive: a gateway that was cut off reads the
/// book again, and what is watched is asked for again.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplicaEvent {
    /// A token was taken back.
    Revoked {
        /// Its name.
        token: String,
        /// How long that has to be remembered.
        until_seconds: u64,
    },
    /// A create has ended, one way or the other.
    Settled {
        /// Its number.
        attempt: i64,
    },
    /// The vendor reported on a job.
    Reported {
        /// The vendor's id.
        vendor_id: String,
    },
    /// From now on the sender asks the vendor for everybody, and wants to know about what.
    Leading,
    /// Somebody at the sender's watches these jobs.
    Watching {
        /// The vendor's ids.
        vendor_ids: Vec<String>,
    },
    /// What the vendor said.
    Seen {
        /// The jobs that were asked about; the vendor may not see some of them yet.
        asked: Vec<String>,
        /// Those it sees.
        records: Vec<serde_json::Value>,
    },
    /// News may have been missed. Told to oneself only.
    #[serde(skip)]
    Missed,
}
