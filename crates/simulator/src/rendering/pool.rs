use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use akool_contract::BusinessCode;
use akool_renderer::{RenderError, RenderErrorKind, RenderJob, Rendered, render};
use tokio::sync::Semaphore;

use crate::job::Failure;

/// Renders videos on blocking threads, a bounded number at a time in order of arrival, so that the server stays responsive.
pub struct RenderPool {
    permits: Arc<Semaphore>,
}

impl RenderPool {
    /// A pool for `parallel` renders at a time; by default one per core, and two on a machine with one.
    pub fn new(parallel: Option<usize>) -> Self {
        let usual = || usual_renders(std::thread::available_parallelism().map_or(1, usize::from));
        Self { permits: Arc::new(Semaphore::new(parallel.unwrap_or_else(usual).max(1))) }
    }

    /// Renders a video and updates `percent`.
    pub async fn render(&self, job: RenderJob, percent: Arc<AtomicU32>) -> Result<Rendered, Failure> {
        let Ok(permit) = self.permits.clone().acquire_owned().await else {
            return Err(internal("the simulator is shutting down"));
        };
        let task = tokio::task::spawn_blocking(move || {
            // Held by the thread, which goes on when the job's session ends.
            let _permit = permit;
            render(&job, &|fraction| percent.store((fraction.clamp(0.0, 1.0) * 100.0) as u32, Ordering::Relaxed))
        });
        match task.await {
            Ok(rendered) => rendered.map_err(|error| failure(&error)),
            Err(error) => {
                tracing::error!(%error, "a rendering thread ended without a result");
                Err(internal("internal rendering error"))
            }
        }
    }
}

/// Two at least: on a single core a large video would hold up the small ones that come after it. The renderer shares the core
/// among them.
fn usual_renders(cores: usize) -> usize {
    cores.max(2)
}

fn failure(error: &RenderError) -> Failure {
    let code = match error.kind() {
        RenderErrorKind::ImageUnsupported | RenderErrorKind::ImageBroken | RenderErrorKind::ImageTooLarge => 1108,
        RenderErrorKind::SoundUnsupported | RenderErrorKind::SoundBroken | RenderErrorKind::SoundTooLarge => 1110,
        _ => BusinessCode::CREATE_FAILED.0,
    };
    Failure { reason: error.to_string(), code }
}

fn internal(reason: &str) -> Failure {
    Failure { reason: reason.into(), code: BusinessCode::CREATE_FAILED.0 }
}

#[cfg(test)]
mod tests {
    use super::usual_renders;

    #[test]
    fn a_large_video_does_not_hold_up_a_small_one_on_a_single_core() {
        assert_eq!([1, 2, 8].map(usual_renders), [2, 2, 8]);
    }
}
