//! What the routes and the engine share.

mod scenario;

use std::sync::Arc;

use crate::{
    catalogue::EffectCatalogue,
    clock::Clock,
    fault::Faults,
    job::{JobPlans, JobView},
    journal::Journal,
    random::Random,
    rendering::{MediaFetcher, Previews, RenderPool, RenderProgress},
    settings::Options,
    storage::{JobStore, MediaStore},
    webhook::Webhooks,
};

/// The state of one simulator.
pub struct SimulatorState {
    /// The options it was started with.
    pub options: Options,
    /// Origin of media URLs, without a slash at the end.
    pub origin: String,
    /// The only source of time.
    pub clock: Arc<Clock>,
    /// The only source of randomness.
    pub random: Random,
    /// Jobs and media.
    pub storage: Storage,
    /// Everything that makes videos.
    pub rendering: Rendering,
    /// What happens to coming requests and jobs.
    pub script: Script,
    /// Sends callbacks and logs them.
    pub webhooks: Webhooks,
    /// Requests and their answers.
    pub journal: Journal,
}

/// What a state file keeps.
pub struct Storage {
    /// The account and its jobs.
    pub jobs: JobStore,
    /// Results, and the pictures they were made from.
    pub media: MediaStore,
}

/// Everything that makes videos.
pub struct Rendering {
    /// The effects.
    pub effects: EffectCatalogue,
    /// Their previews.
    pub previews: Previews,
    /// Renders a few videos at a time.
    pub pool: RenderPool,
    /// Downloads pictures and sounds.
    pub fetcher: MediaFetcher,
    /// How far the renders are.
    pub progress: RenderProgress,
}

/// What was set through the control interface.
#[derive(Default)]
pub struct Script {
    /// What goes wrong on purpose.
    pub faults: Faults,
    /// How coming jobs will go.
    pub plans: JobPlans,
}

impl SimulatorState {
    /// Runs `write` with the current account and the origin of media URLs.
    pub fn view<T>(&self, write: impl FnOnce(&JobView<'_>) -> T) -> T {
        let account = self.storage.jobs.account();
        write(&JobView { account: &account, origin: &self.origin })
    }
}
