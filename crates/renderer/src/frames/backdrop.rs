use super::planes::{Plane, Planes};
use super::upright::{self, Scratch, Track};

/// How much of the picture's light a backdrop has.
const LIGHT: f64 = 0.42;
/// Samples of the short side that are left of the picture, times two for luma.
const COARSENESS: usize = 12;

/// What is seen where the picture is not: itself, out of focus and in the dark.
pub(crate) fn backdrop(canvas: &Planes, width: usize, height: usize, scratch: &mut Scratch) -> Planes {
    let mut planes = Planes::new(width, height);
    for (index, (source, target)) in canvas.each().into_iter().zip(planes.each_mut()).enumerate() {
        let short = source.width.min(source.height);
        let coarse =
            coarse(source, (source.width * COARSENESS / short).max(2), (source.height * COARSENESS / short).max(2));
        let track = |from: usize, to: usize| {
            let step = from as f64 / to as f64;
            Track { start: step / 2.0 - 0.5, step }
        };
        let (across, down) = (track(coarse.width, target.width), track(coarse.height, target.height));
        upright::resample(&coarse, target, across, down, scratch);
        let black = if index == 0 { 16.0 } else { 128.0 };
        let levels: Vec<u8> =
            (0..=255).map(|level| (black + (f64::from(level) - black) * LIGHT).round() as u8).collect();
        target.samples.iter_mut().for_each(|sample| *sample = levels[usize::from(*sample)]);
    }
    planes
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
        let backdrop = backdrop(&canvas, 60, 30, &mut Scratch::default());
        assert!(backdrop.y.samples.iter().all(|&sample| sample == 100));
        assert!(backdrop.v.samples.iter().all(|&sample| sample == 170));
    }
}
