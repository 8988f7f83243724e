//! What the routes and the engine share.

mod parts;
mod scenario;
mod shared;
mod tasks;

use std::sync::Arc;

pub use parts::{Rendering, Script, SessionSource, Storage};
pub use shared::{SESSION_PREFIX, Shared};

use tasks::Tasks;

use crate::{
    account::AccountKeys, clock::Clock, job::JobView, journal::Journal, random::Random, settings::Options,
    webhook::Webhooks,
};

/// The state of one session.
pub struct SimulatorState {
    /// The options the server was started with.
    pub options: Arc<Options>,
    /// The account's credentials, and the name of the session.
    pub keys: AccountKeys,
    /// Origin of media URLs, without a slash at the end.
    pub origin: String,
    /// The only source of time.
    pub clock: Arc<Clock>,
    /// The only source of randomness.
    pub random: Random,
    /// Jobs and media.
    pub storage: Storage,
    /// Everything that makes videos.
    pub rendering: Arc<Rendering>,
    /// What happens to coming requests and jobs.
    pub script: Script,
    /// Sends callbacks and logs them.
    pub webhooks: Webhooks,
    /// Requests and their answers.
    pub journal: Journal,
    /// Where answers come from.
    pub source: SessionSource,
    /// Running jobs and callbacks.
    pub tasks: Tasks,
}

impl SimulatorState {
    /// Runs `write` with the current account and the origin of media URLs.
    pub fn view<T>(&self, write: impl FnOnce(&JobView<'_>) -> T) -> T {
        let account = self.storage.jobs.account();
        write(&JobView { account: &account, origin: &self.origin })
    }
}
