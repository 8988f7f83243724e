//! What encoding does to the picture: decoded videos beside the frames that a perfect encoder would deliver.

use crate::film::{Film, Frame};
use crate::jobs::preview;
use crate::pictures;
use akool_renderer::{Quality, RenderJob, paint_frames, render};
use image::{Rgb, RgbImage};

const WIDTH: u32 = 1280;
const HEIGHT: u32 = 720;
/// The part of the picture that is sky throughout, which has no edges of its own.
const SKY: f64 = 0.55;
/// The side of what the encoder encodes as one.
const BLOCK: usize = 16;

/// A soft sky with a sun's glow over a field that has texture everywhere.
fn sky_over_field() -> RgbImage {
    RgbImage::from_fn(WIDTH, HEIGHT, |column, row| {
        let (x, y) = (f64::from(column) / f64::from(WIDTH), f64::from(row) / f64::from(HEIGHT));
        let glow = (-((x - 0.7).powi(2) * 3.2 + (y - 0.3).powi(2)) * 9.0).exp();
        let grain = (x * 157.0).sin() * (y * 211.0).cos();
        let color = if y > 0.62 {
            [60.0 + 30.0 * grain, 110.0 + 40.0 * grain, 50.0 + 20.0 * grain]
        } else {
            [90.0 + 60.0 * y + 90.0 * glow, 135.0 + 55.0 * y + 60.0 * glow, 205.0 - 25.0 * y + 20.0 * glow]
        };
        Rgb(color.map(|level| level.clamp(0.0, 255.0) as u8))
    })
}

/// For each frame, by how many levels each sample of the sky is brighter than it should be.
fn errors(job: &RenderJob) -> Vec<Vec<f64>> {
    let film = Film::decode(&render(job, &|_| ()).unwrap().mp4);
    let Frame { width, height, .. } = film.frames[0];
    let sky = width * (SKY * height as f64) as usize;
    let mut decoded = film.frames.iter();
    let mut errors = Vec::new();
    paint_frames(job, &mut |[ideal, ..]| {
        let found = &decoded.next().expect("as many frames").luma;
        errors.push(found.iter().zip(ideal).take(sky).map(|(a, b)| f64::from(*a) - f64::from(*b)).collect());
    })
    .unwrap();
    errors
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len() as f64;
    values.sum::<f64>() / count
}

#[test]
fn a_sky_shows_no_blocks_and_does_not_pump() {
    let image = pictures::png(&sky_over_field());
    let errors = errors(&RenderJob { quality: Quality::Full, short_side: 720, ..preview(image) });
    let steps = |error: &Vec<f64>| {
        let rows = error.chunks_exact(WIDTH as usize);
        let steps =
            rows.flat_map(|row| (BLOCK..row.len()).step_by(BLOCK).map(|edge| (row[edge] - row[edge - 1]).abs()));
        mean(steps.collect::<Vec<_>>().into_iter())
    };
    // Each of these is beyond its limit when the quantiser is two steps coarser.
    let blocks = mean(errors.iter().map(steps));
    assert!(blocks < 0.3, "at the edges of blocks the sky steps by {blocks:.3} levels");
    for (number, pair) in errors.windows(2).enumerate() {
        let bias = mean(pair[1].iter().copied());
        assert!(bias.abs() < 0.5, "in frame {} the sky is {bias:.3} levels too bright", number + 1);
        // What moves is in both videos. The rest is what encoding changes, most of it in key frames.
        let change = mean(pair[0].iter().zip(&pair[1]).map(|(before, after)| (after - before).abs()));
        assert!(change < 0.5, "in frame {} encoding alone changes the sky by {change:.3} levels", number + 1);
    }
}
