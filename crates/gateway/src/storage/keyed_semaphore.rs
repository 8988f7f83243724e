use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, Weak};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A number of permits for each key. A key is removed when none of its permits is held or awaited.
pub struct KeyedSemaphore<Key> {
    permits: usize,
    semaphores: Mutex<HashMap<Key, Weak<Semaphore>>>,
}

impl<Key: Eq + Hash> KeyedSemaphore<Key> {
    /// `permits` for each key.
    pub fn new(permits: usize) -> Self {
        Self { permits, semaphores: Mutex::default() }
    }

    /// Waits for one of the key's permits. Always `Some`, since the semaphores are never closed.
    pub async fn acquire(&self, key: Key) -> Option<OwnedSemaphorePermit> {
        self.semaphore(key).acquire_owned().await.ok()
    }

    fn semaphore(&self, key: Key) -> Arc<Semaphore> {
        let mut semaphores = self.semaphores.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        semaphores.retain(|_, semaphore| semaphore.strong_count() > 0);
        semaphores.get(&key).and_then(Weak::upgrade).unwrap_or_else(|| {
            let semaphore = Arc::new(Semaphore::new(self.permits));
            semaphores.insert(key, Arc::downgrade(&semaphore));
            semaphore
        })
    }
}
