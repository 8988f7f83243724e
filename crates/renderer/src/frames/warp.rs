//! Bends the picture: the map is worked out at the corners of a grid and goes straight between them.

use super::planes::{Plane, Planes};
use super::sample::{Source, fixed_light, lit};
use crate::effects::Bent;
use crate::motion::Extent;

/// Where the corners of a frame's grid find their colour.
pub(crate) struct Grid {
    columns: usize,
    rows: usize,
    /// A cell's side in luma samples, a power of two.
    cell: usize,
    /// Parts of the picture's width and height.
    nodes: Vec<Bent>,
    is_lit: bool,
}

impl Grid {
    /// Works the map out for a frame of `width` by `height`.
    pub fn new(width: usize, height: usize, extent: Extent, map: impl Fn([f64; 2]) -> Bent) -> Self {
        // As fine in a small frame as in a large one, but never below what the chroma's grid can be.
        let cell = (width.min(height) / 45).next_power_of_two().clamp(4, 32);
        let (columns, rows) = (width.div_ceil(cell), height.div_ceil(cell));
        let mut nodes = Vec::with_capacity((columns + 1) * (rows + 1));
        for row in 0..=rows {
            let y = ((row * cell) as f64 / height as f64 * 2.0 - 1.0) * extent.y;
            for column in 0..=columns {
                let x = ((column * cell) as f64 / width as f64 * 2.0 - 1.0) * extent.x;
                let Bent { place: [x, y], light } = map([x, y]);
                nodes.push(Bent { place: [(x / extent.x + 1.0) / 2.0, (y / extent.y + 1.0) / 2.0], light });
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
        let fixed = |node: &Bent| {
            let [x, y] = node.place;
            let [x, y] = source.place([x * plane.width as f64 - 0.5, y * plane.height as f64 - 0.5]);
            [x, y, fixed_light(node.light) << LIGHT_EXTRA]
        };
        let nodes: Vec<[i32; 3]> = self.nodes.iter().map(fixed).collect();
        let width = target.width;
        let shift = cell.trailing_zeros();
        let mut edges = vec![[0; 3]; self.columns + 1];
        for (row, lines) in target.samples.chunks_mut(width * cell).enumerate().take(self.rows) {
            let upper = &nodes[row * (self.columns + 1)..][..=self.columns];
            let lower = &nodes[(row + 1) * (self.columns + 1)..][..=self.columns];
            for (line, samples) in lines.chunks_exact_mut(width).enumerate() {
                // Halves, for a sample's middle lies between the grid's lines.
                let down = 2 * line as i64 + 1;
                for (edge, (a, b)) in edges.iter_mut().zip(upper.iter().zip(lower)) {
                    let between = |axis: usize| a[axis] + ((i64::from(b[axis] - a[axis]) * down) >> (shift + 1)) as i32;
                    *edge = [between(0), between(1), between(2)];
                }
                for (pair, run) in edges.windows(2).zip(samples.chunks_mut(cell)) {
                    let [from, to] = [pair[0], pair[1]];
                    let [dx, dy, dl] = [0, 1, 2].map(|axis| (to[axis] - from[axis]) >> shift);
                    let [mut x, mut y, mut light] = [from[0] + dx / 2, from[1] + dy / 2, from[2] + dl / 2];
                    let is_inside = source.holds([from[0], from[1]], [to[0], to[1]]);
                    for sample in run {
                        let found = if is_inside { source.at_inside(x, y) } else { source.at(x, y) };
                        *sample = if LIT { lit(found, black, light >> LIGHT_EXTRA) } else { found as u8 };
                        x += dx;
                        y += dy;
                        light += dl;
                    }
                }
            }
        }
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
        Grid::new(96, 64, EXTENT, |place| Bent { place, light: 1.0 }).paint(&canvas, &mut frame);
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
        Grid::new(96, 64, EXTENT, |[x, y]| Bent { place: [x + shift, y], light: 1.0 }).paint(&canvas, &mut frame);
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
        Grid::new(64, 64, EXTENT, |place| Bent { place, light: 0.5 }).paint(&canvas, &mut frame);
        assert!(frame.y.samples.iter().all(|&sample| sample.abs_diff(108) <= 1));
        assert!(frame.u.samples.iter().all(|&sample| sample.abs_diff(164) <= 1));
    }

    #[test]
    fn a_map_far_outside_shows_the_edge() {
        let canvas = gradient(100, 50);
        let mut frame = Planes::new(100, 50);
        Grid::new(100, 50, EXTENT, |_| Bent { place: [1e9, -1e9], light: 1.0 }).paint(&canvas, &mut frame);
        assert!(frame.y.samples.iter().all(|&sample| sample.abs_diff(218) <= 2));
    }
}
