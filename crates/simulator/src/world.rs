use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

use crate::{
    clock::Clock,
    effects::Catalogue,
    fault::Faults,
    fetch::Fetcher,
    ids::Random,
    job::{Job, View},
    journal::Journal,
    options::Options,
    plan::Plans,
    render_job::Renders,
    state::{Shelf, Store},
    webhook::Hooks,
};

/// Everything the routes and the engine share.
pub struct World {
    /// As started.
    pub options: Options,
    /// Origin of media URLs, without a slash at the end.
    pub origin: String,
    /// The only time there is.
    pub clock: Arc<Clock>,
    /// The only chance there is.
    pub random: Random,
    /// The account and its jobs.
    pub store: Store,
    /// Results.
    pub shelf: Shelf,
    /// Effects and their previews.
    pub catalogue: Catalogue,
    /// Rendering, a few at a time.
    pub renders: Renders,
    /// Gets pictures and sounds.
    pub fetcher: Fetcher,
    /// Callbacks and what became of them.
    pub hooks: Hooks,
    /// What goes wrong on purpose.
    pub faults: Faults,
    /// How coming jobs will go.
    pub plans: Plans,
    /// What was asked and answered.
    pub journal: Journal,
    /// Percent rendered, of jobs being rendered.
    pub progress: Progress,
}

impl World {
    /// Runs `write` with the account as it stands and the origin media are served from.
    pub fn view<T>(&self, write: impl FnOnce(&View<'_>) -> T) -> T {
        let account = self.store.account();
        write(&View { account: &account, origin: &self.origin })
    }
}

/// How far renderings are.
#[derive(Default)]
pub struct Progress(Mutex<HashMap<String, Arc<AtomicU32>>>);

impl Progress {
    /// Starts counting for a job.
    pub fn start(&self, id: &str) -> Arc<AtomicU32> {
        let percent = Arc::new(AtomicU32::new(0));
        self.lock().insert(id.into(), percent.clone());
        percent
    }

    /// Ends counting.
    pub fn end(&self, id: &str) {
        self.lock().remove(id);
    }

    /// Percent done of a job, by its status when it is not being rendered.
    pub fn percent(&self, job: &Job) -> u32 {
        match (job.stage.status(), self.lock().get(&job.id)) {
            (3, _) => 100,
            (2, Some(percent)) => percent.load(Ordering::Relaxed).min(99),
            _ => 0,
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Arc<AtomicU32>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
