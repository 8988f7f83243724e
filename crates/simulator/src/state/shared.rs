use std::sync::Arc;

use super::{Rendering, Script, SessionSource, SimulatorState, Storage, tasks::Tasks};
use crate::{
    account::{Account, AccountKeys},
    clock::Clock,
    journal::Journal,
    random::Random,
    recording::AnswerSource,
    rendering::fnv1a,
    settings::{Options, SessionName},
    storage::{Database, JobStore, MediaBudget, MediaStore, SavedState, StateError},
    webhook::{WebhookClient, Webhooks},
};

/// User number of Akool's example account.
const UID: i64 = 101_400;
/// Prefix of the paths of a named session.
pub const SESSION_PREFIX: &str = "/_session/";

/// What the sessions of a server have in common.
pub struct Shared {
    /// The options the server was started with.
    pub options: Arc<Options>,
    /// Everything that makes videos.
    pub rendering: Arc<Rendering>,
    /// Sends callbacks.
    pub webhooks: WebhookClient,
    /// What media may take of the memory.
    pub media_budget: MediaBudget,
    /// Where answers come from.
    pub source: AnswerSource,
    /// Origin of media URLs, without a slash at the end.
    pub origin: String,
}

impl Shared {
    /// The default session, from the state file if there is one.
    ///
    /// # Errors
    ///
    /// When the state file cannot be used.
    pub fn default_session(&self) -> Result<SimulatorState, StateError> {
        let database = self.options.state.as_deref().map(Database::open).transpose()?.map(Arc::new);
        let saved = database.as_ref().map(|database| database.load()).transpose()?.unwrap_or_default();
        self.session(None, database, saved)
    }

    /// A new named session, in memory.
    ///
    /// # Errors
    ///
    /// None without a state file.
    pub fn named_session(&self, name: &SessionName) -> Result<SimulatorState, StateError> {
        self.session(Some(name), None, SavedState::default())
    }

    fn session(
        &self,
        name: Option<&SessionName>,
        database: Option<Arc<Database>>,
        saved: SavedState,
    ) -> Result<SimulatorState, StateError> {
        let options = self.options.clone();
        let SavedState { account, jobs, clock_ms } = saved;
        let start_ms = options.start_ms.or_else(|| clock_ms.filter(|saved_ms| *saved_ms > Clock::real_now_ms()));
        let clock = Clock::start(start_ms, options.speed, options.stopped);
        // Each session, and each run with the same state file, needs ids of its own.
        let variant = name.map_or(0, |name| fnv1a(name.as_str())) ^ clock_ms.map_or(0, i64::unsigned_abs);
        let random = Random::new(options.seed.map(|seed| seed ^ variant));
        let account = account.unwrap_or_else(|| Account {
            uid: UID + name.map_or(0, |name| 1 + (fnv1a(name.as_str()) % 800_000) as i64),
            team_id: random.object_id(clock.now_ms()),
            credits: options.credits,
            plan: options.plan,
            banned: false,
        });
        let jobs = JobStore::new(account, jobs, database.clone(), clock.clone(), options.retention);
        // Saved at once, so that a restart finds the same account even when nothing has happened until then.
        jobs.change_account(|_| {})?;
        jobs.forget()?;
        Ok(SimulatorState {
            origin: name.map_or_else(|| self.origin.clone(), |name| format!("{}{SESSION_PREFIX}{name}", self.origin)),
            keys: AccountKeys::new(options.credentials.clone(), name.map(SessionName::as_str)),
            random,
            storage: Storage { jobs, media: MediaStore::new(database, &self.media_budget)? },
            rendering: self.rendering.clone(),
            script: Script::default(),
            webhooks: Webhooks::new(self.webhooks.clone()),
            journal: Journal::new(options.control),
            source: SessionSource::new(&self.source, &options.credentials),
            tasks: Tasks::default(),
            clock,
            options,
        })
    }
}
