use super::cover;
use crate::effects;
use crate::encode::{Content, EncodedFrame, OpenH264, ParameterSets, VideoEncoder};
use crate::error::RenderError;
use crate::fair_semaphore;
use crate::frames::{Painter, Planes, SourceLayers};
use crate::motion::Plan;
use crate::size::{self, Size};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::thread;

/// Least mean distance between two key frames. A player can start at each; each costs as much as many other frames, and the
/// eye notices a rhythm of them.
const RUN_SECONDS: f64 = 2.5;
/// The same where a short video would otherwise keep only one core busy.
const MIN_RUN_SECONDS: f64 = 1.25;
/// Pixels that are painted and encoded in one turn on a core: eight frames at 720p, one at 4k. Equal turns keep a large video
/// from delaying small ones, and the parts of a video finish at about the same time although its sound needs turns, too.
const PIXELS_PER_TURN: u64 = 1280 * 720 * 8;
/// A picture of which this much is flat is no photograph, or one with large flat parts.
const FLAT_SHARE: f64 = 0.2;
const COVER_LONG_SIDE: u32 = 1280;
/// The moment shown on the cover of a video without an effect.
const COVER_TIME: f64 = 0.4;

/// The frames of one video.
pub(crate) struct VideoRender<'a> {
    pub layers: &'a SourceLayers,
    pub plan: &'a Plan,
    pub size: Size,
    pub frames_per_second: u32,
    pub frames: u32,
}

type EncodedVideo = (Vec<EncodedFrame>, ParameterSets);

impl VideoRender<'_> {
    /// Paints and encodes all frames, one part per core at the same time.
    pub fn render(&self, progress: &dyn Fn(f32)) -> Result<EncodedVideo, RenderError> {
        let runs = self.runs(fair_semaphore::core_count());
        let parts = fair_semaphore::core_count().min(runs.len());
        let _room = fair_semaphore::encoder_room().acquire(self.pixels() * parts as u64);
        let (sender, finished) = channel();
        let has_failed = AtomicBool::new(false);
        let content = if self.layers.flat_share() >= FLAT_SHARE { Content::FlatColors } else { Content::Photograph };
        let shots: Vec<_> = thread::scope(|scope| {
            let shooting: Vec<_> = runs
                .chunks(runs.len() / parts)
                .map(|runs| {
                    let (sender, has_failed) = (sender.clone(), &has_failed);
                    scope.spawn(move || {
                        let shot = self.render_part(runs, content, &sender, has_failed);
                        has_failed.fetch_or(shot.is_err(), Ordering::Relaxed);
                        shot
                    })
                })
                .collect();
            drop(sender);
            for (done, ()) in (1..).zip(finished) {
                progress(done as f32 / self.frames as f32);
            }
            let failed = |_| Err(RenderError::internal("A rendering thread failed."));
            shooting.into_iter().map(|part| part.join().unwrap_or_else(failed)).collect()
        });
        let mut frames = Vec::with_capacity(self.frames as usize);
        let mut sets = None;
        for shot in shots {
            let (part_frames, part_sets) = shot?;
            if sets.get_or_insert_with(|| part_sets.clone()) != &part_sets {
                return Err(RenderError::internal("The video encoder changed its parameters from part to part."));
            }
            frames.extend(part_frames);
        }
        match sets {
            Some(sets) if frames.len() == self.frames as usize => Ok((frames, sets)),
            _ => Err(RenderError::internal("The video lacks frames.")),
        }
    }

    /// Frame numbers from key frame to key frame: a multiple of the number of cores, each as much work as the others, so that
    /// all cores stay busy to the end.
    fn runs(&self, cores: usize) -> Vec<Range<u32>> {
        let seconds = f64::from(self.frames) / f64::from(self.frames_per_second);
        let runs_of = |least: f64| (seconds / least) as usize / cores * cores;
        let count = runs_of(RUN_SECONDS).max(runs_of(MIN_RUN_SECONDS).min(cores)).max(1);
        let setting = self.plan.setting();
        let cost =
            |frame| self.plan.effect.map_or(1.0, |kind| effects::cost(kind, time_of(frame, self.frames), &setting));
        let mut costs = Vec::with_capacity(self.frames as usize);
        let mut sum = 0.0;
        for frame in 0..self.frames {
            costs.push(sum);
            sum += cost(frame);
        }
        let start =
            |run: usize| costs.partition_point(|&before| before < sum * run as f64 / count as f64 - 1e-6) as u32;
        (0..count).map(|run| start(run)..start(run + 1)).collect()
    }

    /// Renders consecutive runs with one encoder. Every few frames the core is released to other jobs.
    fn render_part(
        &self,
        runs: &[Range<u32>],
        content: Content,
        done: &Sender<()>,
        has_failed: &AtomicBool,
    ) -> Result<EncodedVideo, RenderError> {
        let mut encoder = OpenH264::new(self.size, self.frames_per_second, content)?;
        let mut painter = Painter::new(self.layers, self.plan);
        let mut frame = Planes::new(self.size.width as usize, self.size.height as usize);
        let mut encoded = Vec::with_capacity(runs.iter().map(Range::len).sum());
        let per_turn = (PIXELS_PER_TURN / self.pixels()).max(1) as usize;
        for run in runs {
            for start in run.clone().step_by(per_turn) {
                let _permit = fair_semaphore::cores().acquire(1);
                for number in (start..run.end).take(per_turn) {
                    if has_failed.load(Ordering::Relaxed) {
                        return Err(RenderError::internal("Another part of the video failed."));
                    }
                    painter.paint(time_of(number, self.frames), &mut frame);
                    encoded.push(encoder.encode(&frame, number == run.start)?);
                    // The receiver outlives every sender.
                    let _ = done.send(());
                }
            }
        }
        let sets = encoder.parameter_sets().cloned();
        Ok((encoded, sets.ok_or_else(|| RenderError::internal("The video encoder returned no parameters."))?))
    }

    fn pixels(&self) -> u64 {
        u64::from(self.size.width) * u64::from(self.size.height)
    }

    /// The cover picture as a JPEG file.
    pub fn cover(&self) -> Result<Vec<u8>, RenderError> {
        let time =
            self.plan.effect.map_or(COVER_TIME, |kind| effects::representative_moment(kind, &self.plan.setting()));
        let size = size::within(self.size, COVER_LONG_SIDE);
        let mut frame = Planes::new(size.width as usize, size.height as usize);
        Painter::new(self.layers, self.plan).paint(time, &mut frame);
        cover::jpeg(&frame)
    }
}

/// The moment of a frame, from 0 to 1.
pub(super) fn time_of(frame: u32, frames: u32) -> f64 {
    f64::from(frame) / f64::from((frames - 1).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::EffectKind;
    use crate::geometry::Extent;

    /// The runs of five seconds on two cores.
    fn runs(effect: Option<EffectKind>) -> Vec<Range<u32>> {
        let plan = Plan::new("a static shot", effect, Extent { x: 1.0, y: 1.0 }, 5, 2);
        let layers = SourceLayers::new(Planes::new(64, 64), None, &plan);
        let size = Size { width: 64, height: 64 };
        VideoRender { layers: &layers, plan: &plan, size, frames_per_second: 30, frames: 150 }.runs(2)
    }

    #[test]
    fn every_run_is_as_much_work_as_the_others() {
        assert_eq!(runs(None), [0..75, 75..150]);
        assert_eq!(runs(Some(EffectKind::Squish)), [0..75, 75..150]);
        // It is whole for less than a third of the time, and in pieces, which are dearer, from then on.
        let [first, second] = runs(Some(EffectKind::Cakeify)).try_into().unwrap();
        assert_eq!((first.start, second.start, second.end), (0, first.end, 150));
        let cost = |run: Range<u32>| {
            run.map(|frame| if f64::from(frame) / 149.0 <= 0.3 { 1.0 } else { effects::PIECES_COST }).sum::<f64>()
        };
        let difference = (cost(first.clone()) - cost(second)).abs();
        assert!(first.len() > 75 && difference <= 2.0 * effects::PIECES_COST, "{first:?}: {difference}");
    }
}
