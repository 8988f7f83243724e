use crate::audio::{self, SoundFormat};
use crate::cores::Cores;
use crate::encode::{Cisco, EncodedFrame, ParameterSets, VideoEncoder};
use crate::error::{RenderError, RenderErrorKind};
use crate::frames::{Painter, Palette, Planes};
use crate::job::{Quality, RenderJob, Rendered};
use crate::motion::{Extent, Plan};
use crate::size::{self, Size};
use crate::{cover, mux, source};
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::thread;

/// A key frame at least this far from the last; each run of frames between is encoded on its own.
const MIN_RUN_SECONDS: f64 = 1.25;
const COVER_LONG_SIDE: u32 = 1280;

/// What the two qualities differ in.
struct Grade {
    frames_per_second: u32,
    max_short_side: u32,
    sound: SoundFormat,
}

impl Grade {
    fn of(quality: Quality) -> Self {
        match quality {
            Quality::Full => Self { frames_per_second: 30, max_short_side: 2160, sound: SoundFormat::FULL },
            Quality::Preview => Self { frames_per_second: 10, max_short_side: 96, sound: SoundFormat::PREVIEW },
        }
    }
}

/// Renders a video. Blocks until it is done; `progress` hears how much is, from 0 to 1, on the calling thread.
///
/// Any number of jobs may run at once: they share two cores (or the machine's one) in turns.
pub fn render(job: &RenderJob, progress: &dyn Fn(f32)) -> Result<Rendered, RenderError> {
    check(job)?;
    let grade = Grade::of(job.quality);
    let cores = Cores::shared();
    progress(0.0);
    let (canvas, last, size) = {
        let _permit = cores.acquire();
        let picture = source::decode(&job.image, "The picture")?;
        let size = size::video_size(picture.size(), job.short_side.min(grade.max_short_side));
        let canvas = source::canvas(picture, size)?;
        let last =
            job.last_image.as_deref().map(|file| source::canvas(source::decode(file, "The last picture")?, size));
        (canvas, last.transpose()?, size)
    };
    progress(0.05);
    let plan = Plan::new(&job.prompt, job.effect, Extent::of(size.width, size.height), job.seconds, job.seed);
    let palette = Palette::new(canvas, last, &plan);
    let film = Film {
        palette: &palette,
        plan: &plan,
        size,
        rate: grade.frames_per_second,
        frames: job.seconds * grade.frames_per_second,
    };
    let (filmed, sound) = thread::scope(|scope| {
        let sound = scope.spawn(|| {
            let _permit = cores.acquire();
            audio::sound_track(&job.sound, &plan, job.seconds, grade.sound)
        });
        let filmed = film.shoot(cores, &|share| progress(0.05 + 0.9 * share));
        (filmed, sound.join())
    });
    let sound = sound.unwrap_or_else(|_| Err(RenderError::internal("The sound's thread failed.")))?;
    let (frames, parameter_sets) = filmed?;
    let video = mux::VideoTrack {
        size,
        frames_per_second: grade.frames_per_second,
        parameter_sets: &parameter_sets,
        frames: &frames,
    };
    let mp4 = mux::write(&video, &sound, job.seconds);
    let cover_jpeg = film.cover()?;
    progress(1.0);
    Ok(Rendered { mp4, cover_jpeg, width: size.width, height: size.height, duration_seconds: f64::from(job.seconds) })
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

/// The pictures of one job.
struct Film<'a> {
    palette: &'a Palette,
    plan: &'a Plan,
    size: Size,
    rate: u32,
    frames: u32,
}

type Run = (Vec<EncodedFrame>, ParameterSets);

impl Film<'_> {
    /// Paints and encodes all frames, in runs, on as many threads as there are cores to share.
    fn shoot(&self, cores: &Cores, progress: &dyn Fn(f32)) -> Result<Run, RenderError> {
        let threads = cores.limit();
        let runs = self.runs(threads);
        let next = AtomicUsize::new(0);
        let results: Mutex<Vec<Option<Result<Run, RenderError>>>> = Mutex::new(runs.iter().map(|_| None).collect());
        let (sender, finished) = channel();
        thread::scope(|scope| {
            for _ in 0..threads {
                let sender = sender.clone();
                let (runs, next, results) = (&runs, &next, &results);
                scope.spawn(move || {
                    let take =
                        || Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|index| Some((index, runs.get(index)?)));
                    while let Some((index, run)) = take() {
                        let _permit = cores.acquire();
                        let result = self.shoot_run(run.clone(), &sender);
                        if result.is_err() {
                            next.store(runs.len(), Ordering::Relaxed);
                        }
                        results.lock().unwrap_or_else(PoisonError::into_inner)[index] = Some(result);
                    }
                });
            }
            drop(sender);
            for (done, ()) in (1..).zip(finished) {
                progress(done as f32 / self.frames as f32);
            }
        });
        let mut frames = Vec::with_capacity(self.frames as usize);
        let mut sets = None;
        let results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
        for run in results.into_iter().flatten() {
            let (run_frames, run_sets) = run?;
            if sets.get_or_insert_with(|| run_sets.clone()) != &run_sets {
                return Err(RenderError::internal("The video encoder changed its parameters from run to run."));
            }
            frames.extend(run_frames);
        }
        match sets {
            Some(sets) if frames.len() == self.frames as usize => Ok((frames, sets)),
            _ => Err(RenderError::internal("A thread that encodes the video failed.")),
        }
    }

    /// Frame numbers of each run: as many runs as keep all threads busy to the end.
    fn runs(&self, threads: usize) -> Vec<std::ops::Range<u32>> {
        let seconds = f64::from(self.frames) / f64::from(self.rate);
        let most = (seconds / MIN_RUN_SECONDS) as usize;
        let count = (most / threads * threads).max(1) as u32;
        (0..count).map(|run| run * self.frames / count..(run + 1) * self.frames / count).collect()
    }

    fn shoot_run(&self, frames: std::ops::Range<u32>, done: &Sender<()>) -> Result<Run, RenderError> {
        let mut encoder = Cisco::new(self.size, self.rate)?;
        let mut painter = Painter::new(self.palette, self.plan);
        let mut frame = Planes::new(self.size.width as usize, self.size.height as usize);
        let mut encoded = Vec::with_capacity(frames.len());
        for number in frames {
            painter.paint(self.time_of(number), &mut frame);
            encoded.push(encoder.encode(&frame)?);
            // Nobody listens any more once another run has failed.
            let _ = done.send(());
        }
        let sets = encoder.parameter_sets().cloned();
        Ok((encoded, sets.ok_or_else(|| RenderError::internal("The video encoder gave no parameters."))?))
    }

    fn time_of(&self, frame: u32) -> f64 {
        f64::from(frame) / f64::from((self.frames - 1).max(1))
    }

    /// The picture that stands for the video: from within it, where an effect shows.
    fn cover(&self) -> Result<Vec<u8>, RenderError> {
        let size = size::within(self.size, COVER_LONG_SIDE);
        let mut frame = Planes::new(size.width as usize, size.height as usize);
        Painter::new(self.palette, self.plan).paint(0.4, &mut frame);
        cover::jpeg(&frame)
    }
}
