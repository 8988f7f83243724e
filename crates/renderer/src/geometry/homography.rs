/// A projective map of the plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Homography(pub [[f64; 3]; 3]);

/// A projective map along a row: two numerators and their denominator, each with its change from column to column.
#[derive(Clone, Copy)]
pub(crate) struct RowOfHomography([[f64; 2]; 3]);

impl RowOfHomography {
    /// Where the map leads at a column.
    #[inline(always)]
    pub fn apply(&self, x: f64) -> [f64; 2] {
        let [a, b, weight] = self.0.map(|[change, start]| change * x + start);
        [a / weight, b / weight]
    }
}

impl Homography {
    pub const IDENTITY: Self = Self([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]);

    /// Scales about the origin, then moves.
    pub const fn scale_and_move(scale: [f64; 2], shift: [f64; 2]) -> Self {
        Self([[scale[0], 0.0, shift[0]], [0.0, scale[1], shift[1]], [0.0, 0.0, 1.0]])
    }

    /// Applies `first`, then `self`.
    pub fn after(&self, first: &Self) -> Self {
        let mut product = [[0.0; 3]; 3];
        for (row, cells) in product.iter_mut().enumerate() {
            for (column, cell) in cells.iter_mut().enumerate() {
                *cell = (0..3).map(|index| self.0[row][index] * first.0[index][column]).sum();
            }
        }
        Self(product)
    }

    pub fn determinant(&self) -> f64 {
        let [a, b, c] = self.0;
        a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0]) + a[2] * (b[0] * c[1] - b[1] * c[0])
    }

    /// The inverse; none when the map sends everything to a line.
    pub fn inverse(&self) -> Option<Self> {
        let determinant = self.determinant();
        if determinant.abs() < 1e-12 {
            return None;
        }
        let m = &self.0;
        let minor = |row: usize, column: usize| {
            let (r0, r1) = ((row + 1) % 3, (row + 2) % 3);
            let (c0, c1) = ((column + 1) % 3, (column + 2) % 3);
            (m[r0][c0] * m[r1][c1] - m[r0][c1] * m[r1][c0]) / determinant
        };
        let mut inverse = [[0.0; 3]; 3];
        for (row, cells) in inverse.iter_mut().enumerate() {
            for (column, cell) in cells.iter_mut().enumerate() {
                *cell = minor(column, row);
            }
        }
        Some(Self(inverse))
    }

    pub fn apply(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let [a, b, c] = self.0;
        let weight = c[0] * x + c[1] * y + c[2];
        [(a[0] * x + a[1] * y + a[2]) / weight, (b[0] * x + b[1] * y + b[2]) / weight]
    }

    /// What `apply` does along a row.
    #[inline(always)]
    pub fn row(&self, y: f64) -> RowOfHomography {
        RowOfHomography(self.0.map(|[x, of_y, constant]| [x, of_y * y + constant]))
    }

    /// The projection of a flat sheet: from its own coordinates to those of the screen.
    ///
    /// The sheet's origin is at `origin`, its axes are `u` and `v`, z points away from the camera, which stands at
    /// `distance` before the screen's plane.
    pub fn of_sheet(origin: [f64; 3], u: [f64; 3], v: [f64; 3], distance: f64) -> Self {
        Self([
            [u[0], v[0], origin[0]],
            [u[1], v[1], origin[1]],
            [u[2] / distance, v[2] / distance, 1.0 + origin[2] / distance],
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inverse_undoes_the_map() {
        let map = Homography::of_sheet([0.2, -0.1, 0.5], [0.9, 0.1, 0.4], [-0.1, 1.0, 0.2], 3.0);
        let back = map.inverse().unwrap();
        for point in [[0.0, 0.0], [1.0, -1.0], [-0.7, 0.4]] {
            let [x, y] = back.apply(map.apply(point));
            assert!((x - point[0]).abs() < 1e-9 && (y - point[1]).abs() < 1e-9);
        }
    }

    #[test]
    fn a_sheet_seen_edge_on_has_no_inverse() {
        assert_eq!(Homography::of_sheet([0.0; 3], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0], 3.0).inverse(), None);
    }

    #[test]
    fn distant_points_are_projected_closer_to_the_middle() {
        let at = |z| Homography::of_sheet([0.0, 0.0, z], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], 2.0).apply([1.0, 1.0]);
        assert_eq!(at(0.0), [1.0, 1.0]);
        assert_eq!(at(2.0), [0.5, 0.5]);
    }
}
