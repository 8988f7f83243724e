//! Keeps estimated depth from bending the lines of a picture.

use super::planes::Plane;

/// Samples along a cell's side in which edges are looked for.
const SAMPLES: usize = 18;
/// Energy of a cell (the mean square of the slopes of luma) below which it shows nothing that could be seen to bend, and
/// above which it counts in full.
const FAINT: f64 = 4.0;
const CLEAR: f64 = 40.0;
/// How much the edges of a picture weigh against the estimate.
const STIFFNESS: f64 = 1e5;
/// The same where there are no edges; enough to be smooth.
const SOFTNESS: f64 = 0.5;

/// Where a picture has edges, and how they run.
pub(super) struct Rigidity {
    width: usize,
    height: usize,
    /// For each cell, the directions in which depth may not bend (unit vectors), and how much that counts.
    directions: Vec<[([f64; 2], f64); 2]>,
}

impl Rigidity {
    pub fn of(luma: &Plane, width: usize, height: usize) -> Self {
        // The sums of the products of slopes: across an edge they are large, along it they vanish.
        let mut tensors = tensors(luma, width, height);
        // An edge is as stiff as the splines that cover it are wide.
        for _ in 0..2 {
            tensors = widened(&tensors, width, height);
        }
        Self { width, height, directions: tensors.iter().map(stiff_directions).collect() }
    }

    /// The values closest to `cells` that do not bend along edges: a least squares problem.
    pub fn straighten(&self, cells: &[f64]) -> Vec<f64> {
        let (width, height) = (self.width, self.height);
        if width < 3 || height < 3 {
            return cells.to_vec();
        }
        let mut system = Banded::new(width * height, 2 * width + 2);
        for (index, &value) in cells.iter().enumerate() {
            system.add(&[(index, 1.0)], value, 1.0);
        }
        for (index, directions) in self.directions.iter().enumerate() {
            // On the rim the curvature is that of the next cell inside.
            let middle = (index / width).clamp(1, height - 2) * width + (index % width).clamp(1, width - 2);
            for &([x, y], weight) in directions {
                system.add(&curvature(middle, width, [x, y]), 0.0, STIFFNESS * weight);
            }
            for direction in [[1.0, 0.0], [0.0, 1.0]] {
                system.add(&curvature(middle, width, direction), 0.0, SOFTNESS);
            }
        }
        system.solve()
    }
}

/// The second derivative in a direction, as weights of a cell and its neighbours.
fn curvature(middle: usize, width: usize, [x, y]: [f64; 2]) -> [(usize, f64); 9] {
    let (xx, xy, yy) = (x * x, x * y / 2.0, y * y);
    [
        (middle - width - 1, xy),
        (middle - width, yy),
        (middle - width + 1, -xy),
        (middle - 1, xx),
        (middle, -2.0 * (xx + yy)),
        (middle + 1, xx),
        (middle + width - 1, -xy),
        (middle + width, yy),
        (middle + width + 1, xy),
    ]
}

type Tensor = [f64; 3];

fn tensors(luma: &Plane, width: usize, height: usize) -> Vec<Tensor> {
    let (columns, rows) = (width * SAMPLES, height * SAMPLES);
    let small = reduced(luma, columns, rows);
    let at = |column: usize, row: usize| small[row.min(rows - 1) * columns + column.min(columns - 1)];
    let mut tensors = vec![[0.0; 3]; width * height];
    for row in 0..rows {
        for column in 0..columns {
            let x = (at(column + 1, row) - at(column.saturating_sub(1), row)) / 2.0;
            let y = (at(column, row + 1) - at(column, row.saturating_sub(1))) / 2.0;
            let tensor = &mut tensors[row / SAMPLES * width + column / SAMPLES];
            for (sum, product) in tensor.iter_mut().zip([x * x, x * y, y * y]) {
                *sum += product / (SAMPLES * SAMPLES) as f64;
            }
        }
    }
    tensors
}

/// The plane at another size; means where it becomes smaller.
fn reduced(plane: &Plane, width: usize, height: usize) -> Vec<f64> {
    let covered = |index: usize, count: usize, length: usize| {
        let start = (index * length / count).min(length - 1);
        start..((index + 1) * length / count).max(start + 1)
    };
    let mean = |index: usize| {
        let (rows, columns) =
            (covered(index / width, height, plane.height), covered(index % width, width, plane.width));
        let count = (rows.len() * columns.len()) as f64;
        let sum: u64 = rows.map(|row| plane.row(row)[columns.clone()].iter().map(|&s| u64::from(s)).sum::<u64>()).sum();
        sum as f64 / count
    };
    (0..width * height).map(mean).collect()
}

/// Each cell with what its neighbours show.
fn widened(tensors: &[Tensor], width: usize, height: usize) -> Vec<Tensor> {
    let sum = |index: usize| {
        let (column, row) = (index % width, index / width);
        let mut sum = [0.0; 3];
        for row in row.saturating_sub(1)..=(row + 1).min(height - 1) {
            for column in column.saturating_sub(1)..=(column + 1).min(width - 1) {
                let near = &tensors[row * width + column];
                sum.iter_mut().zip(near).for_each(|(sum, part)| *sum += part / 3.0);
            }
        }
        sum
    };
    (0..width * height).map(sum).collect()
}

/// Along the edges of a cell, and across as much as edges cross there.
fn stiff_directions(&[xx, xy, yy]: &Tensor) -> [([f64; 2], f64); 2] {
    let energy = xx + yy;
    let clear = ((energy - FAINT) / (CLEAR - FAINT)).clamp(0.0, 1.0);
    let apart = (xx - yy).hypot(2.0 * xy);
    let crossing = if energy > 0.0 { 1.0 - apart / energy } else { 0.0 };
    // The direction of the steepest slope; the edge runs at a right angle to it.
    let angle = 0.5 * (2.0 * xy).atan2(xx - yy);
    let (sin, cos) = angle.sin_cos();
    [([-sin, cos], clear), ([cos, sin], clear * crossing * crossing)]
}

/// A symmetric system of equations whose unknowns depend on near ones only.
struct Banded {
    band: usize,
    /// The lower half, row by row, the diagonal last.
    rows: Vec<f64>,
    right: Vec<f64>,
}

impl Banded {
    fn new(unknowns: usize, band: usize) -> Self {
        Self { band, rows: vec![0.0; unknowns * (band + 1)], right: vec![0.0; unknowns] }
    }

    fn place(&self, row: usize, column: usize) -> usize {
        row * (self.band + 1) + column + self.band - row
    }

    /// Adds the square of the distance of a weighted sum of unknowns from `goal`.
    fn add(&mut self, terms: &[(usize, f64)], goal: f64, weight: f64) {
        for &(row, factor) in terms {
            self.right[row] += weight * factor * goal;
            for &(column, other) in terms.iter().filter(|(column, _)| *column <= row) {
                let place = self.place(row, column);
                self.rows[place] += weight * factor * other;
            }
        }
    }

    /// By Cholesky's method.
    fn solve(mut self) -> Vec<f64> {
        let unknowns = self.right.len();
        for row in 0..unknowns {
            let first = row.saturating_sub(self.band);
            for column in first..=row {
                let from = first.max(column.saturating_sub(self.band));
                let (a, b) = (self.place(row, from), self.place(column, from));
                let product: f64 = (0..column - from).map(|index| self.rows[a + index] * self.rows[b + index]).sum();
                let place = self.place(row, column);
                let rest = self.rows[place] - product;
                self.rows[place] =
                    if column == row { rest.sqrt() } else { rest / self.rows[self.place(column, column)] };
            }
        }
        let mut values = self.right.clone();
        for row in 0..unknowns {
            let known: f64 = (row.saturating_sub(self.band)..row)
                .map(|column| self.rows[self.place(row, column)] * values[column])
                .sum();
            values[row] = (values[row] - known) / self.rows[self.place(row, row)];
        }
        for row in (0..unknowns).rev() {
            let known: f64 = (row + 1..(row + self.band + 1).min(unknowns))
                .map(|later| self.rows[self.place(later, row)] * values[later])
                .sum();
            values[row] = (values[row] - known) / self.rows[self.place(row, row)];
        }
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_is_solved() {
        let mut system = Banded::new(4, 2);
        // x0 = 1, x1 - x0 = 2, x2 - x1 = 3, x3 = 5 and x3 - x2 = -1.
        for (terms, goal) in [
            (vec![(0, 1.0)], 1.0),
            (vec![(1, 1.0), (0, -1.0)], 2.0),
            (vec![(2, 1.0), (1, -1.0)], 3.0),
            (vec![(3, 1.0)], 5.0),
            (vec![(3, 1.0), (2, -1.0)], -1.0),
        ] {
            system.add(&terms, goal, 2.0);
        }
        let ideal = [1.0, 3.0, 6.0, 5.0];
        assert!(system.solve().iter().zip(ideal).all(|(value, ideal)| (value - ideal).abs() < 1e-9));
    }

    #[test]
    fn depth_does_not_bend_along_an_edge_and_is_free_where_there_is_none() {
        let (width, height) = (24, 18);
        let mut luma = Plane::filled(480, 360, 100);
        for row in 0..360 {
            luma.samples[row * 480 + 96..row * 480 + 106].fill(20);
        }
        let hill = |index: usize| {
            let (x, y) = ((index % width) as f64 / 24.0, (index / width) as f64 / 18.0);
            (-8.0 * (y - 0.5) * (y - 0.5)).exp() * (1.0 + x)
        };
        let cells: Vec<f64> = (0..width * height).map(hill).collect();
        let straight = Rigidity::of(&luma, width, height).straighten(&cells);
        let bend = |column: usize| {
            let at = |row: usize| straight[row * width + column];
            (1..height - 1).map(|row| (at(row - 1) - 2.0 * at(row) + at(row + 1)).abs()).fold(0.0, f64::max)
        };
        assert!(bend(4) < 1e-3 && bend(5) < 1e-3 && bend(20) > 1e-2, "{} {} {}", bend(4), bend(5), bend(20));
    }
}
