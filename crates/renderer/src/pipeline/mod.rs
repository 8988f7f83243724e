//! Runs a job: picture, plan, frames, encoders and file, each as soon as what it needs is there.

mod cover;
mod video_render;

use video_render::VideoRender;

use crate::audio::{self, SoundFormat};
use crate::error::{RenderError, RenderErrorKind};
use crate::fair_semaphore;
use crate::frames::{Painter, Planes, SourceLayers};
use crate::geometry::Extent;
use crate::job::{Quality, RenderJob, Rendered};
use crate::motion::Plan;
use crate::mux;
use crate::size;
use crate::source;
use std::thread;

/// The settings that depend on the quality.
struct QualitySettings {
    frames_per_second: u32,
    max_short_side: u32,
    sound: SoundFormat,
}

impl QualitySettings {
    fn of(quality: Quality) -> Self {
        match quality {
            Quality::Full => Self { frames_per_second: 30, max_short_side: 2160, sound: SoundFormat::FULL },
            Quality::Preview => Self { frames_per_second: 10, max_short_side: 96, sound: SoundFormat::PREVIEW },
        }
    }
}

/// Renders a video. Blocks until it is done, and calls `progress` on the calling thread with the share done, from 0 to 1.
///
/// Any number of jobs may run at once: they take turns on two cores, or on one where the machine has no more.
///
/// # Errors
///
/// When the job is invalid, an input file cannot be used, or an encoder fails.
pub fn render(job: &RenderJob, progress: &dyn Fn(f32)) -> Result<Rendered, RenderError> {
    check(job)?;
    let settings = QualitySettings::of(job.quality);
    progress(0.0);
    let (picture, size, pixels_each) = {
        let _permit = fair_semaphore::cores().acquire(1);
        let picture = source::decode(&job.image, "The picture")?;
        let size = size::video_size(picture.size(), job.short_side.min(settings.max_short_side));
        (picture, size, source::MAX_CANVAS_PIXELS / if job.last_image.is_some() { 2.0 } else { 1.0 })
    };
    let plan = Plan::new(&job.prompt, job.effect, Extent::of(size.width, size.height), job.seconds, job.seed);
    // Decoded before the frames are rendered, because the sound file may be unusable.
    let (layers, samples) = run_in_parallel(
        || {
            let _permit = fair_semaphore::cores().acquire(1);
            let canvas = source::canvas(picture, size, pixels_each)?;
            let last = job
                .last_image
                .as_deref()
                .map(|file| source::canvas(source::decode(file, "The last picture")?, size, pixels_each));
            Ok(SourceLayers::new(canvas, last.transpose()?, &plan))
        },
        || {
            let _permit = fair_semaphore::cores().acquire(1);
            audio::sound_samples(&job.sound, &plan, job.seconds, settings.sound)
        },
    );
    let (layers, samples) = (layers?, samples?);
    progress(0.05);
    let video = VideoRender {
        layers: &layers,
        plan: &plan,
        size,
        frames_per_second: settings.frames_per_second,
        frames: job.seconds * settings.frames_per_second,
    };
    let (encoded, rest) = run_in_parallel(
        || video.render(&|share| progress(0.05 + 0.9 * share)),
        || {
            let sound = {
                let _permit = fair_semaphore::cores().acquire(1);
                audio::sound_track(&samples, settings.sound)?
            };
            let _permit = fair_semaphore::cores().acquire(1);
            Ok((sound, video.cover()?))
        },
    );
    let ((frames, parameter_sets), (sound, cover_jpeg)) = (encoded?, rest?);
    let video = mux::VideoTrack {
        size,
        frames_per_second: settings.frames_per_second,
        parameter_sets: &parameter_sets,
        frames: &frames,
    };
    let mp4 = mux::write(&video, &sound, job.seconds);
    progress(1.0);
    Ok(Rendered { mp4, cover_jpeg, width: size.width, height: size.height, duration_seconds: f64::from(job.seconds) })
}

/// Paints the frames of a job without encoding them, and returns their width and height. For comparisons: these are the
/// frames that a perfect encoder would deliver. Each is given as its planes Y, U and V, 4:2:0, BT.709 limited.
///
/// # Errors
///
/// As for [`render`].
pub fn paint_frames(job: &RenderJob, each: &mut dyn FnMut([&[u8]; 3])) -> Result<(u32, u32), RenderError> {
    check(job)?;
    let settings = QualitySettings::of(job.quality);
    let picture = source::decode(&job.image, "The picture")?;
    let size = size::video_size(picture.size(), job.short_side.min(settings.max_short_side));
    let plan = Plan::new(&job.prompt, job.effect, Extent::of(size.width, size.height), job.seconds, job.seed);
    let layers = SourceLayers::new(source::canvas(picture, size, source::MAX_CANVAS_PIXELS)?, None, &plan);
    let mut painter = Painter::new(&layers, &plan);
    let mut frame = Planes::new(size.width as usize, size.height as usize);
    let frames = job.seconds * settings.frames_per_second;
    for number in 0..frames {
        painter.paint(video_render::time_of(number, frames), &mut frame);
        each(frame.each().map(|plane| plane.samples.as_slice()));
    }
    Ok((size.width, size.height))
}

/// Runs two functions at the same time, the first on the calling thread.
fn run_in_parallel<A, B: Send>(
    here: impl FnOnce() -> Result<A, RenderError>,
    there: impl FnOnce() -> Result<B, RenderError> + Send,
) -> (Result<A, RenderError>, Result<B, RenderError>) {
    thread::scope(|scope| {
        let there = scope.spawn(there);
        let here = here();
        let failed = |_| Err(RenderError::internal("A rendering thread failed."));
        (here, there.join().unwrap_or_else(failed))
    })
}

fn check(job: &RenderJob) -> Result<(), RenderError> {
    let invalid = |sentence: String| Err(RenderError::new(RenderErrorKind::InvalidJob, sentence));
    if !(1..=30).contains(&job.seconds) {
        return invalid(format!("A video lasts 1 to 30 seconds, not {}.", job.seconds));
    }
    if !(64..=2160).contains(&job.short_side) {
        return invalid(format!("A video's short side has 64 to 2160 pixels, not {}.", job.short_side));
    }
    Ok(())
}
