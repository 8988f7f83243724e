use super::planes::{Plane, Planes};
use super::upright::{self, SampleAxis, Scratch};

/// How much of the picture's light a backdrop has.
const LIGHT: f64 = 0.42;
/// Samples of the short side that are left of the picture, times two for luma.
const COARSENESS: usize = 12;

/// The background behind the pieces: the picture itself, blurred and dark. It needs few samples.
pub(crate) struct Backdrop([Plane; 3]);

impl Backdrop {
    pub fn of(canvas: &Planes) -> Self {
        let dark = |index: usize| {
            let source = canvas.each()[index];
            let short = source.width.min(source.height);
            let side = |length: usize| (length * COARSENESS / short).max(2);
            let mut plane = coarse(source, side(source.width), side(source.height));
            let black = if index == 0 { 16.0 } else { 128.0 };
            for sample in &mut plane.samples {
                *sample = (black + (f64::from(*sample) - black) * LIGHT).round() as u8;
            }
            plane
        };
        Self([0, 1, 2].map(dark))
    }

    /// Fills a frame.
    pub fn paint(&self, frame: &mut Planes, scratch: &mut Scratch) {
        let axis = |from: usize, to: usize| {
            let step = from as f64 / to as f64;
            SampleAxis { start: step / 2.0 - 0.5, step }
        };
        for (source, target) in self.0.iter().zip(frame.each_mut()) {
            let (across, down) = (axis(source.width, target.width), axis(source.height, target.height));
            upright::resample(source, target, across, down, scratch);
        }
    }
}

fn coarse(source: &Plane, width: usize, height: usize) -> Plane {
    let mean = |index: usize| {
        let (column, row) = (index % width, index / width);
        let columns =
            column * source.width / width..((column + 1) * source.width / width).max(column * source.width / width + 1);
        let rows =
            row * source.height / height..((row + 1) * source.height / height).max(row * source.height / height + 1);
        let count = (rows.len() * columns.len()) as u64;
        let sum: u64 =
            rows.map(|row| source.row(row)[columns.clone()].iter().map(|&s| u64::from(s)).sum::<u64>()).sum();
        (sum / count) as u8
    };
    Plane { width, height, samples: (0..width * height).map(mean).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backdrop_is_the_picture_in_the_dark() {
        let mut canvas = Planes::new(128, 64);
        canvas.y.samples.fill(216);
        canvas.v.samples.fill(228);
        let mut backdrop = Planes::new(60, 30);
        Backdrop::of(&canvas).paint(&mut backdrop, &mut Scratch::default());
        assert!(backdrop.y.samples.iter().all(|&sample| sample == 100));
        assert!(backdrop.v.samples.iter().all(|&sample| sample == 170));
    }
}
