use std::sync::Arc;

use akool_contract::BusinessCode;
use akool_renderer::{RenderJob, Rendered, Sound};

use crate::{
    clock::Activity,
    job::{Failure, Job, Kind, Stage},
    state::StateError,
    text_picture::text_picture,
    world::World,
};

/// Sets a created job going; it lives on its own from here.
pub fn start(world: &Arc<World>, id: &str) {
    let activity = world.clock.activity();
    let (world, id) = (world.clone(), id.to_owned());
    tokio::spawn(async move {
        if let Err(error) = run(&world, &id, activity).await {
            tracing::error!(%error, job = %id, "the job's state could not be written");
        }
    });
}

async fn run(world: &Arc<World>, id: &str, activity: Activity) -> Result<(), StateError> {
    let Some(job) = world.store.job(id) else { return Ok(()) };
    if job.stage.is_terminal() {
        return Ok(());
    }
    // A job found in status 2 was being rendered when the simulator ended; it is rendered anew.
    let activity = world.clock.sleep_until(job.create_time + job.course.queue_ms, activity).await;
    let started_ms = world.clock.now_ms();
    let started = world.store.change_job(id, |job, _| {
        if job.stage == Stage::Queueing {
            job.stage = Stage::Processing;
            job.update_time = Some(started_ms);
        }
    })?;
    // Deleted, or failed by the control interface, while it waited.
    let Some(job) = started.filter(|job| job.stage == Stage::Processing) else { return Ok(()) };
    world.hooks.report(world, &job);

    let outcome = match &job.course.failure {
        Some(failure) => Err(failure.clone()),
        None => make(world, &job).await,
    };
    let activity = world.clock.sleep_until(started_ms + job.course.processing_ms, activity).await;
    match outcome {
        Ok(rendered) => complete(world, id, rendered)?,
        Err(failure) => fail(world, id, failure)?,
    }
    drop(activity);
    Ok(())
}

async fn make(world: &World, job: &Job) -> Result<Rendered, Failure> {
    let image = match (job.kind, &job.pre_video_id) {
        (Kind::Text, _) => text_picture(&job.prompt, job.seed),
        (Kind::Audio, Some(source)) => kept_picture(world, source)?,
        _ => fetch(world, &job.image_url, "image", 1108).await?,
    };
    let last_image = match &job.last_image_url {
        Some(url) => Some(fetch(world, url, "last image", 1108).await?),
        None => None,
    };
    let sound = match job.audio_type {
        1 => Sound::Generated,
        2 => Sound::Custom(fetch(world, &job.audio_url, "audio", 1110).await?),
        _ => Sound::Silent,
    };
    // For new sound later on, when the picture's URL may be gone.
    let source = source_name(&job.id);
    if let Err(error) = world.shelf.put(&source, image.clone(), "application/octet-stream", world.clock.now_ms()) {
        return Err(not_kept(&error));
    }
    let render_job = RenderJob {
        image,
        last_image,
        prompt: job.prompt.clone(),
        effect: job.effect.as_ref().and_then(|effect| world.catalogue.kind(&effect.code)),
        short_side: job.short_side,
        seconds: job.seconds,
        sound,
        seed: job.seed,
        quality: world.options.quality,
    };
    let percent = world.progress.start(&job.id);
    let rendered = world.renders.render(render_job, percent).await;
    world.progress.end(&job.id);
    rendered
}

async fn fetch(world: &World, url: &str, what: &str, code: i64) -> Result<Vec<u8>, Failure> {
    world.fetcher.get(url, what).await.map_err(|reason| Failure { reason, code })
}

fn kept_picture(world: &World, video_id: &str) -> Result<Vec<u8>, Failure> {
    match world.shelf.get(&source_name(video_id), world.clock.now_ms()) {
        Ok(Some(picture)) => Ok(picture.bytes.to_vec()),
        Ok(None) => Err(Failure { reason: "the source video has expired".into(), code: BusinessCode::NOT_FOUND.0 }),
        Err(error) => Err(not_kept(&error)),
    }
}

fn not_kept(error: &StateError) -> Failure {
    tracing::error!(%error, "a file could not be kept");
    Failure { reason: "internal storage error".into(), code: BusinessCode::CREATE_FAILED.0 }
}

/// Name under which a job's source picture is kept; the media route serves no such name.
pub fn source_name(id: &str) -> String {
    format!("source/{id}")
}

fn complete(world: &Arc<World>, id: &str, rendered: Rendered) -> Result<(), StateError> {
    if world.store.job(id).is_none() {
        return Ok(());
    }
    let now_ms = world.clock.now_ms();
    let video = world.random.media_name(now_ms, "mp4");
    let cover = world.random.media_name(now_ms, "jpg");
    world.shelf.put(&video, rendered.mp4, "video/mp4", now_ms)?;
    world.shelf.put(&cover, rendered.cover_jpeg, "image/jpeg", now_ms)?;
    end(world, id, |job| {
        job.video_duration = (rendered.duration_seconds * 1000.0).round() / 1000.0;
        job.stage = Stage::Completed { video, cover };
    })
}

/// Ends a job without a video and gives the credits back.
pub fn fail(world: &Arc<World>, id: &str, failure: Failure) -> Result<(), StateError> {
    end(world, id, |job| job.stage = Stage::Failed(failure))
}

fn end(world: &Arc<World>, id: &str, finish: impl FnOnce(&mut Job)) -> Result<(), StateError> {
    let now_ms = world.clock.now_ms();
    let mut ended_now = false;
    let job = world.store.change_job(id, |job, account| {
        if job.stage.is_terminal() {
            return;
        }
        ended_now = true;
        finish(job);
        job.update_time = Some(now_ms);
        if matches!(job.stage, Stage::Failed(_)) {
            account.credits += job.deduction_credit;
            job.deduction_credit = 0;
        }
    })?;
    if let Some(job) = job.filter(|_| ended_now) {
        world.hooks.report(world, &job);
    }
    Ok(())
}
