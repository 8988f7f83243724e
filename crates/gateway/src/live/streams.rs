use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use super::LiveError;

/// How many streams each subject holds open.
pub struct Streams {
    most: usize,
    open_by_subject: Arc<Mutex<HashMap<String, usize>>>,
}

/// One open stream; dropping it makes room.
pub struct StreamSlot {
    subject: String,
    open_by_subject: Arc<Mutex<HashMap<String, usize>>>,
}

impl Streams {
    /// So many a subject.
    pub fn new(most: usize) -> Self {
        Self { most, open_by_subject: Arc::default() }
    }

    /// Makes a place for one more.
    ///
    /// # Errors
    ///
    /// [`LiveError::TooManyStreams`].
    pub fn open(&self, subject: &str) -> Result<StreamSlot, LiveError> {
        let mut open_by_subject = self.open_by_subject.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let open = open_by_subject.entry(subject.to_owned()).or_default();
        if *open >= self.most {
            return Err(LiveError::TooManyStreams);
        }
        *open += 1;
        Ok(StreamSlot { subject: subject.to_owned(), open_by_subject: self.open_by_subject.clone() })
    }

    /// How many are open.
    pub fn count(&self) -> usize {
        self.open_by_subject.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).values().sum()
    }
}

impl Drop for StreamSlot {
    fn drop(&mut self) {
        let mut open_by_subject = self.open_by_subject.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some(open) = open_by_subject.get_mut(&self.subject) {
            *open -= 1;
            if *open == 0 {
                open_by_subject.remove(&self.subject);
            }
        }
    }
}
