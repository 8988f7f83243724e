//! Estimates how near each part of a picture is.

use super::planes::{Plane, Planes};
use super::rigidity::Rigidity;
use crate::geometry::Extent;

/// Cells along the shorter side.
const FINENESS: f64 = 18.0;

/// How near each part of a picture seems to be, from 0 (far) to 1 (near); smooth, so that what moves by it does not tear,
/// and without bends along the picture's edges, so that straight lines stay straight.
///
/// A heuristic without any knowledge of the content: parts that differ in colour from the rim, have much detail or are in the
/// middle are likely the subject, and the ground below is nearer than the sky above.
#[derive(Clone, Debug)]
pub(crate) struct DepthMap {
    width: usize,
    height: usize,
    cells: Vec<f64>,
}

impl DepthMap {
    pub fn of(canvas: &Planes, extent: Extent) -> Self {
        let (width, height) = ((extent.x * FINENESS) as usize, (extent.y * FINENESS) as usize);
        let [luma, u, v] = canvas.each().map(|plane| cell_means(plane, width, height));
        let detail = detail(&canvas.y, width, height);
        let place = |index: usize| {
            let x = ((index % width) as f64 + 0.5) / width as f64 * 2.0 - 1.0;
            let y = ((index / width) as f64 + 0.5) / height as f64 * 2.0 - 1.0;
            (x, y)
        };
        let on_rim = |index: &usize| index.is_multiple_of(width) || index % width == width - 1 || *index < width;
        let rim: Vec<usize> = (0..width * height).filter(on_rim).collect();
        let difference =
            |a: usize, b: usize| (luma[a] - luma[b]).abs() + 2.0 * (u[a] - u[b]).abs() + 2.0 * (v[a] - v[b]).abs();
        let strangeness: Vec<f64> = (0..width * height)
            .map(|cell| {
                // As far from the rim's most similar parts: a rim has more than one colour.
                let mut differences: Vec<f64> = rim.iter().map(|&edge| difference(cell, edge)).collect();
                let few = (differences.len() / 8).max(1);
                differences.select_nth_unstable_by(few, f64::total_cmp);
                differences[..few].iter().sum::<f64>() / few as f64
            })
            .collect();
        let (strangeness, detail) = (spread(&strangeness), spread(&detail));
        let guess = |index: usize| {
            let (x, y) = place(index);
            let middle = (-(x * x * 1.4 + y * y * 1.1)).exp();
            0.38 * strangeness[index] + 0.14 * detail[index] + 0.26 * middle + 0.22 * (0.5 + 0.5 * y)
        };
        let mut cells: Vec<f64> = (0..width * height).map(guess).collect();
        for _ in 0..3 {
            cells = blurred(&cells, width, height);
        }
        let cells = Rigidity::of(&canvas.y, width, height).straighten(&cells);
        Self { width, height, cells: spread(&cells) }
    }

    /// How near the picture is at a place given as parts of its width and height.
    ///
    /// A cubic B-spline, whose slope and curvature are continuous: no cell shows. It follows even slopes exactly.
    pub fn at(&self, [x, y]: [f64; 2]) -> f64 {
        let along = |place: f64, count: usize| {
            let place = (place * count as f64 - 0.5).clamp(-1.0, count as f64);
            (place.floor() as isize, weights(place - place.floor()))
        };
        let ((column, across), (row, down)) = (along(x, self.width), along(y, self.height));
        let line = |row: isize| -> f64 {
            (-1..).zip(across).map(|(step, weight)| weight * self.cell(column + step, row)).sum()
        };
        (-1..).zip(down).map(|(step, weight)| weight * line(row + step)).sum()
    }

    /// A cell; beyond the rim the slope goes on.
    fn cell(&self, column: isize, row: isize) -> f64 {
        let along = |column: isize, row: isize| {
            let inside = column.clamp(0, self.width as isize - 1);
            let at = |column: isize| self.cells[row as usize * self.width + column as usize];
            let inward = if column < inside { (inside + 1).min(self.width as isize - 1) } else { (inside - 1).max(0) };
            at(inside) + (at(inside) - at(inward)) * (column - inside).abs() as f64
        };
        let last = self.height as isize - 1;
        let inside = row.clamp(0, last);
        let inward = if row < inside { (inside + 1).min(last) } else { (inside - 1).max(0) };
        let value = along(column, inside);
        if row == inside { value } else { value + (value - along(column, inward)) * (row - inside).abs() as f64 }
    }
}

/// What the four neighbours of a place weigh in a cubic B-spline, `t` of the way from the second to the third.
fn weights(t: f64) -> [f64; 4] {
    let one = 1.0 - t;
    [
        one * one * one / 6.0,
        (3.0 * t * t * t - 6.0 * t * t + 4.0) / 6.0,
        (3.0 * one * one * one - 6.0 * one * one + 4.0) / 6.0,
        t * t * t / 6.0,
    ]
}

/// The part of a plane that a cell covers.
fn covered(index: usize, count: usize, length: usize) -> std::ops::Range<usize> {
    let start = (index * length / count).min(length - 1);
    start..((index + 1) * length / count).max(start + 1)
}

fn cell_means(plane: &Plane, width: usize, height: usize) -> Vec<f64> {
    over_cells(plane, width, height, |rows, columns| {
        let count = rows.len() * columns.len();
        let sum: u64 = rows.map(|row| plane.row(row)[columns.clone()].iter().map(|&s| u64::from(s)).sum::<u64>()).sum();
        sum as f64 / count as f64
    })
}

/// How much neighbours differ within each cell.
fn detail(plane: &Plane, width: usize, height: usize) -> Vec<f64> {
    over_cells(plane, width, height, |rows, columns| {
        let count = rows.len() * columns.len();
        let differences = |row: usize| {
            plane.row(row)[columns.clone()].windows(2).map(|pair| u64::from(pair[0].abs_diff(pair[1]))).sum::<u64>()
        };
        rows.map(differences).sum::<u64>() as f64 / count as f64
    })
}

type Range = std::ops::Range<usize>;

fn over_cells(plane: &Plane, width: usize, height: usize, measure: impl Fn(Range, Range) -> f64) -> Vec<f64> {
    let cell = |index: usize| {
        let rows = covered(index / width, height, plane.height);
        measure(rows, covered(index % width, width, plane.width))
    };
    (0..width * height).map(cell).collect()
}

/// Stretches values to run from 0 to 1; all alike become 0.5.
fn spread(values: &[f64]) -> Vec<f64> {
    let (low, high) = values.iter().fold((f64::MAX, f64::MIN), |(low, high), &value| (low.min(value), high.max(value)));
    let range = high - low;
    values.iter().map(|value| if range > 1e-9 { (value - low) / range } else { 0.5 }).collect()
}

/// Each cell as the mean of itself and its eight neighbours.
fn blurred(cells: &[f64], width: usize, height: usize) -> Vec<f64> {
    let mean = |index: usize| {
        let (column, row) = (index % width, index / width);
        let rows = row.saturating_sub(1)..=(row + 1).min(height - 1);
        let columns = column.saturating_sub(1)..=(column + 1).min(width - 1);
        let mut sum = (0.0, 0.0);
        for row in rows {
            for column in columns.clone() {
                sum = (sum.0 + cells[row * width + column], sum.1 + 1.0);
            }
        }
        sum.0 / sum.1
    };
    (0..width * height).map(mean).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXTENT: Extent = Extent { x: 1.5, y: 1.0 };

    #[test]
    fn a_subject_before_a_plain_ground_is_near() {
        let mut canvas = Planes::new(300, 200);
        for row in 60..180 {
            canvas.y.samples[row * 300 + 180..row * 300 + 250].fill(200);
        }
        let depth_map = DepthMap::of(&canvas, EXTENT);
        assert!(depth_map.at([0.72, 0.6]) > depth_map.at([0.1, 0.2]) + 0.4);
        assert!(depth_map.at([0.72, 0.6]) > depth_map.at([0.28, 0.6]) + 0.2);
    }

    #[test]
    fn it_is_smooth_and_bounded_even_for_noise() {
        let mut canvas = Planes::new(200, 200);
        let mut random = crate::random::Random::new(3);
        canvas.y.samples.iter_mut().for_each(|sample| *sample = random.bits() as u8);
        let depth_map = DepthMap::of(&canvas, Extent { x: 1.0, y: 1.0 });
        for step in 0..200 {
            let place = f64::from(step) / 200.0;
            let (here, there) = (depth_map.at([place, 0.4]), depth_map.at([place + 0.005, 0.4]));
            assert!((0.0..=1.0).contains(&here) && (here - there).abs() < 0.05);
        }
    }
}
