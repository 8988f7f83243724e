use std::sync::Arc;

use crate::{
    account::Credentials,
    catalogue::EffectCatalogue,
    fault::Faults,
    job::JobPlans,
    recording::{AnswerSource, Recorder, Replay},
    rendering::{MediaFetcher, Previews, RenderPool, RenderProgress},
    storage::{JobStore, MediaStore},
};

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

/// Where the answers of a session come from.
pub enum SessionSource {
    /// The simulator itself.
    Simulation,
    /// Another server.
    Upstream(Arc<Recorder>),
    /// A recording.
    Recording(Replay),
}

impl SessionSource {
    /// The source for a new session.
    pub fn new(source: &AnswerSource, credentials: &Credentials) -> Self {
        match source {
            AnswerSource::Simulation => Self::Simulation,
            AnswerSource::Upstream(recorder) => Self::Upstream(recorder.clone()),
            AnswerSource::Recording(recording) => {
                let secrets = [credentials.api_key.as_str(), &credentials.client_id];
                Self::Recording(Replay::new(recording.clone(), &secrets))
            }
        }
    }
}
