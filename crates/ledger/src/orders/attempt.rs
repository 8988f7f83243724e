use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_lc_rs::rand;

use crate::{BudgetLimits, Millicredits};

/// An order as it is recorded before anything is sent.
///
/// Times are those of the machine that writes them. Replicas may disagree by minutes: that only decides on which day a
/// create near midnight counts, and how long old rows are kept. Whether a replica is alive is never judged by time.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// The numbers of the attempts. They are generated before anything is written, so that the reservation can be released
    /// even if it is not known whether it was written.
    pub reserved: Reserved,
    /// Whether the order is a batch; a batch may have one variation.
    pub is_batch: bool,
    /// The caller's subject.
    pub subject: String,
    /// The id of the caller's token.
    pub token: String,
    /// The caller's name for the order, or a random one.
    pub idempotency_key: String,
    /// A digest of the request. Two requests with the same key and different digests are different orders.
    pub body_digest: Vec<u8>,
    /// What determines the price. Videos of one kind cost the same.
    pub kind: String,
    /// The published price of one video. The last charged price of the kind replaces it if that is higher.
    pub estimate: Millicredits,
    /// How much the caller may spend.
    pub budget_limits: BudgetLimits,
    /// Milliseconds since 1970.
    pub now_ms: u64,
}

/// Names one attempt, or every variation of a batch, and so the credits held for it.
#[derive(Clone, Debug)]
pub struct Reserved {
    /// The first one of a batch has the caller's key and the answer.
    pub(crate) items: Vec<i64>,
}

impl Reserved {
    /// Generates numbers that no other attempt has: one for each variation, and at least one.
    pub fn generate(count: u32) -> Self {
        let count = u64::from(count.max(1));
        let first = NEXT.fetch_add(count, Ordering::Relaxed);
        Self { items: (first..first + count).map(|number| (number & i64::MAX as u64) as i64).collect() }
    }

    /// The number of the attempt, or of the first one of a batch.
    pub fn id(&self) -> i64 {
        self.items[0]
    }

    /// How many attempts there are.
    pub fn count(&self) -> usize {
        self.items.len()
    }
}

/// The next number of this process. It starts at random, so that processes do not collide, and counts up, because rows
/// with consecutive keys lie together in the database and are cheaper to write.
static NEXT: LazyLock<AtomicU64> = LazyLock::new(|| AtomicU64::new(random_number() as u64));

/// A positive number with 63 random bits.
pub fn random_number() -> i64 {
    let mut bytes = [0; 8];
    rand::fill(&mut bytes).expect("the system gives random bytes");
    i64::from_be_bytes(bytes) & i64::MAX
}
