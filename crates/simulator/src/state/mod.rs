//! What the routes and the engine share.

mod parts;
mod scenario;

use std::sync::Arc;

pub use parts::{Rendering, Script, Storage};

use crate::{clock::Clock, job::JobView, journal::Journal, random::Random, settings::Options, webhook::Webhooks};

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

impl SimulatorState {
    /// Runs `write` with the current account and the origin of media URLs.
    pub fn view<T>(&self, write: impl FnOnce(&JobView<'_>) -> T) -> T {
        let account = self.storage.jobs.account();
        write(&JobView { account: &account, origin: &self.origin })
    }
}
