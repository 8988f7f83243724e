//! Resamples rows and columns one after the other: for views whose frame stays parallel to the picture.

use super::columns::{Columns, KEPT_BITS, SPARE, WEIGHT_BITS};
use super::planes::Plane;

/// Samples that a line has before its first and after its last, so that no taps lie outside.
const MARGIN: usize = 2;

/// Where an output row or column lies in the source: its first sample's position, in samples, and the step to the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct SampleAxis {
    pub start: f64,
    pub step: f64,
}

/// The four source samples of an output sample begin at `at`, counted from `MARGIN` before the source's first.
#[derive(Clone, Copy)]
struct Taps {
    at: usize,
    weights: [i16; 4],
}

/// Catmull-Rom weights, in 1/2048, for a place `fraction` of the way from the second to the third sample.
fn catmull_rom(fraction: f64) -> [i16; 4] {
    let (t, one) = (fraction, f64::from(1 << WEIGHT_BITS));
    let first = ((-0.5 * t + t * t - 0.5 * t * t * t) * one).round() as i16;
    let third = ((0.5 * t + 2.0 * t * t - 1.5 * t * t * t) * one).round() as i16;
    let fourth = ((-0.5 * t * t + 0.5 * t * t * t) * one).round() as i16;
    [first, (1 << WEIGHT_BITS) - first - third - fourth, third, fourth]
}

fn taps(axis: SampleAxis, count: usize, source: usize) -> impl Iterator<Item = Taps> {
    (0..count).map(move |index| {
        let place = (axis.start + axis.step * index as f64).clamp(-0.5, source as f64 - 0.5);
        let base = place.floor();
        Taps { at: (base + 1.0) as usize, weights: catmull_rom(place - base) }
    })
}

/// Buffers that are used again from frame to frame.
#[derive(Default)]
pub(crate) struct Scratch {
    middle: Vec<i16>,
}

/// Fills `target` from `source`.
pub(crate) fn resample(
    source: &Plane,
    target: &mut Plane,
    across: SampleAxis,
    down: SampleAxis,
    scratch: &mut Scratch,
) {
    let columns = Columns::new(taps(across, target.width, source.width).map(|taps| (taps.at, taps.weights)));
    let rows = taps(down, target.height, source.height).collect();
    scratch.middle.resize(source.width + 2 * MARGIN + SPARE, 0);
    let pass = Pass { source, target, rows, columns, middle: &mut scratch.middle };
    #[cfg(target_arch = "x86_64")]
    if let Some(simd) = pulp::x86::V3::try_new() {
        return simd.vectorize(Wide(simd, pass));
    }
    pulp::Arch::new().dispatch(
        #[inline(always)]
        || pass.run(|columns, middle, line| columns.blend(middle, line)),
    );
}

/// All that a resampling reads and writes.
struct Pass<'a> {
    source: &'a Plane,
    target: &'a mut Plane,
    rows: Vec<Taps>,
    columns: Columns,
    middle: &'a mut [i16],
}

impl Pass<'_> {
    #[inline(always)]
    fn run(self, blend: impl Fn(&Columns, &[i16], &mut [u8])) {
        let Self { source, target, rows, columns, middle } = self;
        let width = target.width;
        for (taps, line) in rows.iter().zip(target.samples.chunks_exact_mut(width)) {
            let row = |offset: usize| source.row((taps.at + offset).saturating_sub(MARGIN).min(source.height - 1));
            let (before, rest) = middle.split_at_mut(MARGIN);
            let (inside, after) = rest.split_at_mut(source.width);
            blend_rows([row(0), row(1), row(2), row(3)], taps.weights, inside);
            before.fill(inside[0]);
            after.fill(inside[source.width - 1]);
            blend(&columns, middle, line);
        }
    }
}

#[cfg(target_arch = "x86_64")]
struct Wide<'a>(pulp::x86::V3, Pass<'a>);

#[cfg(target_arch = "x86_64")]
impl pulp::NullaryFnOnce for Wide<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let simd = self.0;
        self.1.run(|columns, middle, line| columns.blend_wide(simd, middle, line));
    }
}

#[inline(always)]
fn blend_rows(rows: [&[u8]; 4], weights: [i16; 4], middle: &mut [i16]) {
    let [a, b, c, d] = rows;
    let [wa, wb, wc, wd] = weights.map(i32::from);
    const SHIFT: u32 = WEIGHT_BITS - KEPT_BITS;
    let samples = a.iter().zip(b).zip(c.iter().zip(d));
    for (((&a, &b), (&c, &d)), kept) in samples.zip(middle) {
        let sum = i32::from(a) * wa + i32::from(b) * wb + i32::from(c) * wc + i32::from(d) * wd;
        *kept = ((sum + (1 << (SHIFT - 1))) >> SHIFT) as i16;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gradient(width: usize, height: usize) -> Plane {
        let samples = (0..height).flat_map(|y| (0..width).map(move |x| (20 + x * 2 + y) as u8)).collect();
        Plane { width, height, samples }
    }

    #[test]
    fn an_axis_that_does_not_move_copies() {
        let source = gradient(40, 30);
        let mut target = Plane::filled(40, 30, 0);
        let axis = SampleAxis { start: 0.0, step: 1.0 };
        resample(&source, &mut target, axis, axis, &mut Scratch::default());
        assert_eq!(source, target);
    }

    #[test]
    fn fractions_of_a_sample_move_a_gradient_by_as_much() {
        let source = gradient(40, 30);
        let mut target = Plane::filled(20, 10, 0);
        let across = SampleAxis { start: 5.25, step: 1.0 };
        let down = SampleAxis { start: 6.0, step: 1.0 };
        resample(&source, &mut target, across, down, &mut Scratch::default());
        for (index, &sample) in target.samples.iter().enumerate() {
            let (x, y) = ((index % 20) as f64, (index / 20) as f64);
            let ideal = 20.0 + (x + 5.25) * 2.0 + y + 6.0;
            assert!((f64::from(sample) - ideal).abs() <= 0.51, "{sample} for {ideal}");
        }
    }

    #[test]
    fn beyond_the_edge_the_edge_goes_on() {
        let source = gradient(16, 16);
        let mut target = Plane::filled(8, 8, 0);
        let axis = SampleAxis { start: -40.0, step: 1.0 };
        resample(&source, &mut target, axis, axis, &mut Scratch::default());
        assert!(target.samples.iter().all(|&sample| sample.abs_diff(20) <= 1));
        let axis = SampleAxis { start: 60.0, step: 1.0 };
        resample(&source, &mut target, axis, axis, &mut Scratch::default());
        assert!(target.samples.iter().all(|&sample| sample.abs_diff(65) <= 1));
    }
}
