use akool_contract::BusinessCode;
use akool_renderer::{RenderJob, Rendered, Sound};

use crate::{
    job::{Failure, Job, Kind},
    rendering::text_picture,
    state::SimulatorState,
    storage::{LIFETIME_MS, MediaKind, StateError},
};

/// Renders the video of a job.
pub async fn render_job(state: &SimulatorState, job: &Job) -> Result<Rendered, Failure> {
    let image = match (job.kind, &job.pre_video_id) {
        (Kind::Text, _) => text_picture(&job.prompt, job.seed),
        (Kind::Audio, Some(source)) => stored_picture(state, source)?,
        _ => fetch(state, &job.image_url, "image", 1108).await?,
    };
    let last_image = match &job.last_image_url {
        Some(url) => Some(fetch(state, url, "last image", 1108).await?),
        None => None,
    };
    let sound = match job.audio_type {
        1 => Sound::Generated,
        2 => Sound::Custom(fetch(state, &job.audio_url, "audio", 1110).await?),
        _ => Sound::Silent,
    };
    // Stored for a later sound update, when the picture's URL may no longer work.
    let source = source_name(&job.id);
    let now_ms = state.clock.now_ms();
    if let Err(error) = state.storage.media.put(&source, image.clone(), MediaKind::Source, now_ms, LIFETIME_MS) {
        return Err(not_stored(&error));
    }
    let render_job = RenderJob {
        image,
        last_image,
        prompt: job.prompt.clone(),
        effect: job.effect.as_ref().and_then(|effect| state.rendering.effects.kind(&effect.code)),
        short_side: job.short_side,
        seconds: job.seconds,
        sound,
        seed: job.seed,
        quality: state.options.quality,
    };
    let tracked = state.rendering.progress.track(&job.id);
    state.rendering.pool.render(render_job, tracked.percent.clone()).await
}

async fn fetch(state: &SimulatorState, url: &str, what: &str, code: i64) -> Result<Vec<u8>, Failure> {
    state.rendering.fetcher.get(url, what).await.map_err(|reason| Failure { reason, code })
}

fn stored_picture(state: &SimulatorState, video_id: &str) -> Result<Vec<u8>, Failure> {
    match state.storage.media.get(&source_name(video_id), state.clock.now_ms()) {
        Ok(Some(picture)) => Ok(picture.bytes.to_vec()),
        Ok(None) => Err(Failure { reason: "the source video has expired".into(), code: BusinessCode::NOT_FOUND.0 }),
        Err(error) => Err(not_stored(&error)),
    }
}

fn not_stored(error: &StateError) -> Failure {
    tracing::error!(%error, "a file could not be stored");
    Failure { reason: "internal storage error".into(), code: BusinessCode::CREATE_FAILED.0 }
}

/// The name under which a job's source picture is stored. The media route serves no names like it.
pub fn source_name(id: &str) -> String {
    format!("source/{id}")
}
