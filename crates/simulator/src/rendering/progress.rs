use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

use crate::job::Job;

/// The percentage done of every running render.
#[derive(Default)]
pub struct RenderProgress(Mutex<HashMap<String, Arc<AtomicU32>>>);

impl RenderProgress {
    /// Tracks a job's render until the result is dropped.
    pub fn track(&self, id: &str) -> TrackedRender<'_> {
        let percent = Arc::new(AtomicU32::new(0));
        self.lock().insert(id.into(), percent.clone());
        TrackedRender { progress: self, id: id.into(), percent }
    }

    /// The percentage done of a job; 0 or 100 by its status when it is not being rendered.
    pub fn percent(&self, job: &Job) -> u32 {
        match (job.stage.status(), self.lock().get(&job.id)) {
            (3, _) => 100,
            (2, Some(percent)) => percent.load(Ordering::Relaxed).min(99),
            _ => 0,
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Arc<AtomicU32>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A render whose progress is tracked.
pub struct TrackedRender<'a> {
    progress: &'a RenderProgress,
    id: String,
    /// The percentage done.
    pub percent: Arc<AtomicU32>,
}

impl Drop for TrackedRender<'_> {
    fn drop(&mut self) {
        self.progress.lock().remove(&self.id);
    }
}
