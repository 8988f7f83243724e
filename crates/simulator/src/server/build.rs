use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
};

use super::StartError;
use crate::{
    account::Account,
    catalogue::EffectCatalogue,
    clock::Clock,
    journal::Journal,
    random::Random,
    rendering::{MediaFetcher, Previews, RenderPool, RenderProgress},
    settings::Options,
    state::{Rendering, Script, SimulatorState, Storage},
    storage::{Database, JobStore, MediaStore, SavedState},
    webhook::Webhooks,
};

/// User number of Akool's example account.
const UID: i64 = 101_400;

/// Builds the state from the options and, if there is one, the state file.
pub fn build_state(options: Options, address: SocketAddr) -> Result<Arc<SimulatorState>, StartError> {
    let database = options.state.as_deref().map(Database::open).transpose()?.map(Arc::new);
    let saved = database.as_ref().map(|database| database.load()).transpose()?.unwrap_or_default();
    let SavedState { account, jobs, clock_ms } = saved;
    let start_ms = options.start_ms.or_else(|| clock_ms.filter(|saved_ms| *saved_ms > Clock::real_now_ms()));
    let clock = Clock::start(start_ms, options.speed, options.stopped);
    let random = Random::new(options.seed);
    let account = account.unwrap_or_else(|| Account {
        uid: UID,
        team_id: random.object_id(clock.now_ms()),
        credits: options.credits,
        plan: options.plan,
        banned: false,
    });
    let origin = options.public_url.clone().unwrap_or_else(|| reachable_origin(address));
    let jobs = JobStore::new(account, jobs, database.clone(), clock.clone());
    // Saved at once, so that a restart finds the same account even when nothing has happened until then.
    jobs.change_account(|_| {})?;
    Ok(Arc::new(SimulatorState {
        origin: origin.trim_end_matches('/').to_owned(),
        random,
        storage: Storage { jobs, media: MediaStore::new(database) },
        rendering: Rendering {
            effects: EffectCatalogue::new(),
            previews: Previews::new(),
            pool: RenderPool::new(options.parallel_renders),
            fetcher: MediaFetcher::new()?,
            progress: RenderProgress::default(),
        },
        script: Script::default(),
        webhooks: Webhooks::new()?,
        journal: Journal::new(options.control),
        clock,
        options,
    }))
}

/// The origin for clients on this machine, also when the server listens on every address.
pub fn reachable_origin(mut address: SocketAddr) -> String {
    if address.ip().is_unspecified() {
        address.set_ip(Ipv4Addr::LOCALHOST.into());
    }
    format!("http://{address}")
}
