use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
};

use super::StartError;
use crate::{
    catalogue::EffectCatalogue,
    recording::{AnswerSource, Recorder, Recording},
    rendering::{MediaFetcher, Previews, RenderPool, RenderProgress},
    settings::Options,
    state::{Rendering, Shared},
    storage::MediaBudget,
    webhook::WebhookClient,
};

/// Builds what all sessions share.
pub fn build_shared(options: Options, address: SocketAddr) -> Result<Shared, StartError> {
    let origin = options.public_url.clone().unwrap_or_else(|| reachable_origin(address));
    Ok(Shared {
        origin: origin.trim_end_matches('/').to_owned(),
        rendering: Arc::new(Rendering {
            effects: EffectCatalogue::new(),
            previews: Previews::new(),
            pool: RenderPool::new(options.parallel_renders),
            fetcher: MediaFetcher::new()?,
            progress: RenderProgress::default(),
        }),
        webhooks: WebhookClient::new()?,
        media_budget: MediaBudget::new(options.retention.media_bytes),
        source: answer_source(&options)?,
        options: Arc::new(options),
    })
}

fn answer_source(options: &Options) -> Result<AnswerSource, StartError> {
    Ok(match (&options.record, &options.replay) {
        (Some(record), _) => AnswerSource::Upstream(Arc::new(Recorder::start(&record.file, &record.upstream)?)),
        (None, Some(path)) => AnswerSource::Recording(Arc::new(Recording::load(path)?)),
        (None, None) => AnswerSource::Simulation,
    })
}

/// The origin for clients on this machine, also when the server listens on every address.
pub fn reachable_origin(mut address: SocketAddr) -> String {
    if address.ip().is_unspecified() {
        address.set_ip(Ipv4Addr::LOCALHOST.into());
    }
    format!("http://{address}")
}
