//! Warps the picture: the map is computed at the corners of a grid and interpolated linearly between them.

use super::planes::{Plane, Planes};
use super::sample::{Source, fixed_light, lit};
use crate::effects::TexturePoint;
use crate::geometry::Extent;

/// The points of the picture that the corners of a frame's grid show.
pub(crate) struct Grid {
    columns: usize,
    rows: usize,
    /// A cell's side in luma samples, a power of two.
    cell: usize,
    /// Parts of the picture's width and height.
    nodes: Vec<TexturePoint>,
    is_lit: bool,
}

impl Grid {
    /// Computes the map for a frame of `width` by `height`.
    pub fn new(width: usize, height: usize, extent: Extent, map: impl Fn([f64; 2]) -> TexturePoint) -> Self {
        // As fine in a small frame as in a large one, but never below what the chroma's grid can be.
        let cell = (width.min(height) / 45).next_power_of_two().clamp(4, 32);
        let (columns, rows) = (width.div_ceil(cell), height.div_ceil(cell));
        let mut nodes = Vec::with_capacity((columns + 1) * (rows + 1));
        for row in 0..=rows {
            let y = ((row * cell) as f64 / height as f64 * 2.0 - 1.0) * extent.y;
            for column in 0..=columns {
                let x = ((column * cell) as f64 / width as f64 * 2.0 - 1.0) * extent.x;
                let TexturePoint { place: [x, y], light } = map([x, y]);
                nodes.push(TexturePoint { place: [(x / extent.x + 1.0) / 2.0, (y / extent.y + 1.0) / 2.0], light });
            }
        }
        let is_lit = nodes.iter().any(|node| (node.light - 1.0).abs() > 1e-3);
        Self { columns, rows, cell, nodes, is_lit }
    }

    /// Fills `frame` from `canvas`.
    pub fn paint(&self, canvas: &Planes, frame: &mut Planes) {
        for (index, (source, target)) in canvas.each().into_iter().zip(frame.each_mut()).enumerate() {
            let (cell, black) = if index == 0 { (self.cell, 16) } else { (self.cell / 2, 128) };
            if self.is_lit {
                self.fill::<true>(source, target, cell, black);
            } else {
                self.fill::<false>(source, target, cell, black);
            }
        }
    }

    fn fill<const LIT: bool>(&self, plane: &Plane, target: &mut Plane, cell: usize, black: i32) {
        let source = Source::new(plane);
        let fixed = |node: &TexturePoint| {
            let [x, y] = node.place;
            let [x, y] = source.place([x * plane.width as f64 - 0.5, y * plane.height as f64 - 0.5]);
            [x, y, fixed_light(node.light) << LIGHT_EXTRA]
        };
        let nodes = self.nodes.iter().map(fixed).collect();
        let pass = Pass { grid: self, source, nodes, target, cell, black };
        #[cfg(target_arch = "x86_64")]
        if let Some(simd) = pulp::x86::V3::try_new() {
            return simd.vectorize(Wide::<LIT>(simd, pass));
        }
        pass.run::<LIT>(
            #[inline(always)]
            |source, from, step| {
                let mut found = [0; STEP];
                for (index, found) in (0..).zip(&mut found) {
                    *found = source.at_inside(from[0] + step[0] * index, from[1] + step[1] * index) as i16;
                }
                found
            },
        );
    }
}

/// Samples that are read at once where all of a cell is inside the picture.
const STEP: usize = 8;

/// All that the filling of one plane reads and writes.
struct Pass<'a> {
    grid: &'a Grid,
    source: Source<'a>,
    /// The grid's corners as places in the source, and their light.
    nodes: Vec<[i32; 3]>,
    target: &'a mut Plane,
    cell: usize,
    black: i32,
}

impl Pass<'_> {
    #[inline(always)]
    fn run<const LIT: bool>(self, eight: impl Fn(&Source<'_>, [i32; 2], [i32; 2]) -> [i16; STEP]) {
        let Self { grid, source, nodes, target, cell, black } = self;
        let (width, corners) = (target.width, grid.columns + 1);
        let shift = cell.trailing_zeros();
        let mut edges = vec![[0; 3]; corners];
        for (row, lines) in target.samples.chunks_mut(width * cell).enumerate().take(grid.rows) {
            let upper = &nodes[row * corners..][..corners];
            let lower = &nodes[(row + 1) * corners..][..corners];
            for (line, samples) in lines.chunks_exact_mut(width).enumerate() {
                // Halves, because the middle of a sample is between the lines of the grid.
                let down = 2 * line as i64 + 1;
                for (edge, (a, b)) in edges.iter_mut().zip(upper.iter().zip(lower)) {
                    for axis in 0..3 {
                        edge[axis] = a[axis] + ((i64::from(b[axis] - a[axis]) * down) >> (shift + 1)) as i32;
                    }
                }
                for (pair, run) in edges.windows(2).zip(samples.chunks_mut(cell)) {
                    let (from, to) = (pair[0], pair[1]);
                    let step = [(to[0] - from[0]) >> shift, (to[1] - from[1]) >> shift];
                    let brighter = (to[2] - from[2]) >> shift;
                    let mut at = [from[0] + step[0] / 2, from[1] + step[1] / 2];
                    let mut light = from[2] + brighter / 2;
                    let shown = |found: i32, light: i32| {
                        if LIT { lit(found, black, light >> LIGHT_EXTRA) } else { found as u8 }
                    };
                    if source.holds([from[0], from[1]], [to[0], to[1]]) && run.len() % STEP == 0 {
                        for samples in run.as_chunks_mut::<STEP>().0 {
                            let found = eight(&source, at, step);
                            for index in 0..STEP {
                                samples[index] = shown(i32::from(found[index]), light + brighter * index as i32);
                            }
                            at = [at[0] + step[0] * STEP as i32, at[1] + step[1] * STEP as i32];
                            light += brighter * STEP as i32;
                        }
                    } else {
                        for sample in run {
                            *sample = shown(source.at(at[0], at[1]), light);
                            at = [at[0] + step[0], at[1] + step[1]];
                            light += brighter;
                        }
                    }
                }
            }
        }
    }
}

#[cfg(target_arch = "x86_64")]
struct Wide<'a, const LIT: bool>(pulp::x86::V3, Pass<'a>);

#[cfg(target_arch = "x86_64")]
impl<const LIT: bool> pulp::NullaryFnOnce for Wide<'_, LIT> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let simd = self.0;
        self.1.run::<LIT>(
            #[inline(always)]
            |source, from, step| source.eight_inside(simd, from, step),
        );
    }
}

/// More bits for a light, so that it too goes evenly from corner to corner.
const LIGHT_EXTRA: u32 = 12;

#[cfg(test)]
mod tests {
    use super::*;

    fn gradient(width: usize, height: usize) -> Planes {
        let mut planes = Planes::new(width, height);
        for plane in planes.each_mut() {
            let width = plane.width;
            for (index, sample) in plane.samples.iter_mut().enumerate() {
                *sample = (20 + (index % width) * 200 / width) as u8;
            }
        }
        planes
    }

    const EXTENT: Extent = Extent { x: 1.5, y: 1.0 };

    #[test]
    fn a_map_that_moves_nothing_copies() {
        let canvas = gradient(96, 64);
        let mut frame = Planes::new(96, 64);
        Grid::new(96, 64, EXTENT, |place| TexturePoint { place, light: 1.0 }).paint(&canvas, &mut frame);
        for (a, b) in canvas.each().into_iter().zip(frame.each()) {
            assert!(a.samples.iter().zip(&b.samples).all(|(a, b)| a.abs_diff(*b) <= 1));
        }
    }

    #[test]
    fn a_shift_moves_by_fractions_of_a_sample() {
        let canvas = gradient(96, 64);
        let mut frame = Planes::new(96, 64);
        // 2.5 of 96 luma samples.
        let shift = 2.5 / 96.0 * 2.0 * EXTENT.x;
        Grid::new(96, 64, EXTENT, |[x, y]| TexturePoint { place: [x + shift, y], light: 1.0 })
            .paint(&canvas, &mut frame);
        for x in 4..80 {
            let ideal = (f64::from(canvas.y.row(10)[x + 2]) + f64::from(canvas.y.row(10)[x + 3])) / 2.0;
            assert!((f64::from(frame.y.row(10)[x]) - ideal).abs() <= 1.0);
        }
    }

    #[test]
    fn light_darkens_luma_and_takes_colour_along() {
        let mut canvas = Planes::new(64, 64);
        canvas.each_mut().into_iter().for_each(|plane| plane.samples.fill(200));
        let mut frame = Planes::new(64, 64);
        Grid::new(64, 64, EXTENT, |place| TexturePoint { place, light: 0.5 }).paint(&canvas, &mut frame);
        assert!(frame.y.samples.iter().all(|&sample| sample.abs_diff(108) <= 1));
        assert!(frame.u.samples.iter().all(|&sample| sample.abs_diff(164) <= 1));
    }

    #[test]
    fn a_map_far_outside_shows_the_edge() {
        let canvas = gradient(100, 50);
        let mut frame = Planes::new(100, 50);
        Grid::new(100, 50, EXTENT, |_| TexturePoint { place: [1e9, -1e9], light: 1.0 }).paint(&canvas, &mut frame);
        assert!(frame.y.samples.iter().all(|&sample| sample.abs_diff(218) <= 2));
    }
}
