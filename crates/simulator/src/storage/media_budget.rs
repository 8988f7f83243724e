use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// Counts the bytes of media against a maximum. Clones count together.
#[derive(Clone)]
pub struct MediaBudget {
    used: Arc<AtomicUsize>,
    maximum: usize,
}

impl MediaBudget {
    /// Nothing is used yet.
    pub fn new(maximum: usize) -> Self {
        Self { used: Arc::default(), maximum }
    }

    /// The maximum.
    pub const fn maximum(&self) -> usize {
        self.maximum
    }

    /// Counts bytes that were stored.
    pub fn take(&self, bytes: usize) {
        self.used.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Counts bytes that were removed.
    pub fn release(&self, bytes: usize) {
        self.used.fetch_sub(bytes, Ordering::Relaxed);
    }

    /// How many bytes are stored beyond the maximum.
    pub fn excess(&self) -> usize {
        self.used.load(Ordering::Relaxed).saturating_sub(self.maximum)
    }
}
