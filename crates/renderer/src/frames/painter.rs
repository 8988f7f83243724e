use super::planes::Planes;
use super::upright::{self, Scratch, Track};
use crate::motion::Plan;

/// Paints the frames of one video.
pub(crate) struct Painter<'a> {
    canvas: &'a Planes,
    plan: &'a Plan,
    scratch: Scratch,
}

impl<'a> Painter<'a> {
    pub fn new(canvas: &'a Planes, plan: &'a Plan) -> Self {
        Self { canvas, plan, scratch: Scratch::default() }
    }

    /// Paints what is seen at a moment, 0 to 1, into a frame of any size.
    pub fn paint(&mut self, time: f64, frame: &mut Planes) {
        let view = self.plan.view(time);
        for (source, target) in self.canvas.each().into_iter().zip(frame.each_mut()) {
            let across = track(view.x, view.zoom, self.plan.extent.x, source.width, target.width);
            let down = track(view.y, view.zoom, self.plan.extent.y, source.height, target.height);
            upright::resample(source, target, across, down, &mut self.scratch);
        }
    }
}

/// Where the samples of an axis lie in the source, for a frame whose middle is at `middle` of the picture.
fn track(middle: f64, zoom: f64, half: f64, source: usize, target: usize) -> Track {
    let step = source as f64 / target as f64 / zoom;
    let place = (middle / half + 1.0) / 2.0 * source as f64;
    Track { start: place - step * (target as f64 - 1.0) / 2.0 - 0.5, step }
}
