//! Runs jobs: from the queue to a video or a failure, with a callback for each change.

mod previews;
mod render;
mod webhook;

use std::sync::Arc;

use akool_renderer::Rendered;

use crate::{
    clock::Activity,
    job::{Failure, Job, Stage},
    state::SimulatorState,
    storage::{LIFETIME_MS, MediaKind, StateError},
};

pub use previews::render_previews;
pub use render::source_name;

/// Starts a created job, which then runs by itself.
pub fn start(state: &Arc<SimulatorState>, id: &str) {
    let activity = state.clock.activity();
    let (task_state, id) = (state.clone(), id.to_owned());
    state.tasks.spawn(async move {
        let state = task_state;
        if let Err(error) = run(&state, &id, activity).await {
            tracing::error!(%error, job = %id, "the state of a job could not be saved");
        }
    });
}

async fn run(state: &Arc<SimulatorState>, id: &str, activity: Activity) -> Result<(), StateError> {
    let Some(job) = state.storage.jobs.job(id) else { return Ok(()) };
    if job.stage.is_terminal() {
        return Ok(());
    }
    // A job in status 2 was being rendered when the simulator ended; it is rendered again.
    let activity = state.clock.sleep_until(job.create_time + job.timeline.queue_ms, activity).await;
    let started_ms = state.clock.now_ms();
    let started = state.storage.jobs.change_job(id, |job, _| {
        if job.stage == Stage::Queueing {
            job.stage = Stage::Processing;
            job.update_time = Some(started_ms);
        }
    })?;
    // The job may have been deleted, or failed by the control interface, while it waited.
    let Some(job) = started.filter(|job| job.stage == Stage::Processing) else { return Ok(()) };
    webhook::report(state, &job);

    let outcome = match &job.timeline.failure {
        Some(failure) => Err(failure.clone()),
        None => render::render_job(state, &job).await,
    };
    let activity = state.clock.sleep_until(started_ms + job.timeline.processing_ms, activity).await;
    match outcome {
        Ok(rendered) => complete(state, id, rendered)?,
        Err(failure) => fail(state, id, failure)?,
    }
    drop(activity);
    Ok(())
}

fn complete(state: &Arc<SimulatorState>, id: &str, rendered: Rendered) -> Result<(), StateError> {
    let Some(job) = state.storage.jobs.job(id) else { return Ok(()) };
    let now_ms = state.clock.now_ms();
    let video = state.random.media_name(now_ms, "mp4");
    let cover = state.random.media_name(now_ms, "jpg");
    let lifetime_ms = job.timeline.result_lifetime_ms.unwrap_or(LIFETIME_MS);
    state.storage.media.put(&video, rendered.mp4, MediaKind::Mp4, now_ms, lifetime_ms)?;
    state.storage.media.put(&cover, rendered.cover_jpeg, MediaKind::Jpeg, now_ms, lifetime_ms)?;
    end(state, id, |job| {
        job.video_duration = (rendered.duration_seconds * 1000.0).round() / 1000.0;
        job.stage = Stage::Completed { video, cover };
    })
}

/// Fails a job and refunds its credits.
pub fn fail(state: &Arc<SimulatorState>, id: &str, failure: Failure) -> Result<(), StateError> {
    end(state, id, |job| job.stage = Stage::Failed(failure))
}

fn end(state: &Arc<SimulatorState>, id: &str, finish: impl FnOnce(&mut Job)) -> Result<(), StateError> {
    let now_ms = state.clock.now_ms();
    let mut ended_now = false;
    let job = state.storage.jobs.change_job(id, |job, account| {
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
        webhook::report(state, &job);
    }
    Ok(())
}
