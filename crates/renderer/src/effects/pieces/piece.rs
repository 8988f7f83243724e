use crate::geometry::{Extent, Homography};

/// What a piece shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Surface {
    /// The picture, in its own coordinates.
    Picture,
    /// The inside of a cake, in coordinates from 0 to 1.
    Cake,
    /// One colour: red, green, blue, 0 to 255.
    Plain([u8; 3]),
}

/// A flat, convex piece of something, somewhere in space.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    pub surface: Surface,
    /// Its corners, in its surface's coordinates.
    pub outline: Vec<[f64; 2]>,
    /// From its surface's coordinates to the frame's.
    pub place: Homography,
    /// 1 leaves the colour as it is.
    pub light: f64,
    /// From 0 to 1.
    pub opacity: f64,
    /// Half the width of its blurred edge, for shadows. Sharp pieces have 0.
    pub blur: f64,
}

impl Piece {
    pub fn new(surface: Surface, outline: Vec<[f64; 2]>, place: Homography) -> Self {
        Self { surface, outline, place, light: 1.0, opacity: 1.0, blur: 0.0 }
    }

    pub fn lit(self, light: f64) -> Self {
        Self { light, ..self }
    }

    pub fn opaque(self, opacity: f64) -> Self {
        Self { opacity: opacity.clamp(0.0, 1.0), ..self }
    }

    pub fn blurred(self, blur: f64) -> Self {
        Self { blur, ..self }
    }

    /// Whether it is a large piece that nothing behind it shows through.
    pub fn hides(&self) -> bool {
        self.surface == Surface::Picture && self.opacity >= 1.0 && self.blur == 0.0
    }
}

/// The corners of the whole picture.
pub(crate) fn corners(extent: Extent) -> Vec<[f64; 2]> {
    rectangle(-extent.x, -extent.y, extent.x, extent.y)
}

pub(crate) fn rectangle(left: f64, top: f64, right: f64, bottom: f64) -> Vec<[f64; 2]> {
    vec![[left, top], [right, top], [right, bottom], [left, bottom]]
}

/// The part of a convex outline that lies where `side` is not negative; `side` is linear.
pub(crate) fn clip(outline: &[[f64; 2]], side: impl Fn([f64; 2]) -> f64) -> Vec<[f64; 2]> {
    let mut kept = Vec::with_capacity(outline.len() + 1);
    for (index, &from) in outline.iter().enumerate() {
        let to = outline[(index + 1) % outline.len()];
        let (at_from, at_to) = (side(from), side(to));
        if at_from >= 0.0 {
            kept.push(from);
        }
        if (at_from < 0.0) != (at_to < 0.0) {
            let share = at_from / (at_from - at_to);
            kept.push([from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share]);
        }
    }
    kept
}

/// A rigid turn about three axes, for things that tumble.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rotation {
    pub roll: f64,
    pub yaw: f64,
    pub pitch: f64,
}

impl Rotation {
    /// Where a vector of the picture's plane ends up.
    pub fn of(&self, [x, y]: [f64; 2]) -> [f64; 3] {
        let (sin, cos) = self.roll.sin_cos();
        let (x, y) = (x * cos - y * sin, x * sin + y * cos);
        let (sin, cos) = self.yaw.sin_cos();
        let (x, z) = (x * cos, x * sin);
        let (sin, cos) = self.pitch.sin_cos();
        [x, y * cos - z * sin, y * sin + z * cos]
    }

    /// The place of a piece of the picture that turned about `pivot`, which itself went to `goal`.
    pub fn about(&self, pivot: [f64; 2], goal: [f64; 3], distance: f64) -> Homography {
        let (u, v) = (self.of([1.0, 0.0]), self.of([0.0, 1.0]));
        let origin = [0, 1, 2].map(|axis| goal[axis] - u[axis] * pivot[0] - v[axis] * pivot[1]);
        Homography::of_sheet(origin, u, v, distance)
    }

    /// How brightly a sheet that lay flat is lit from the upper left, now that it is turned.
    pub fn light(&self) -> f64 {
        let (u, v) = (self.of([1.0, 0.0]), self.of([0.0, 1.0]));
        let normal = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
        // Both sides of a piece look alike.
        let facing = normal[2].abs();
        let slant = (normal[0] + normal[1]) * normal[2].signum();
        (0.45 + 0.55 * facing + 0.22 * slant).clamp(0.3, 1.35)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_cuts_an_outline_in_two_that_make_it_up_again() {
        let area = |outline: &[[f64; 2]]| {
            let doubled: f64 = (0..outline.len())
                .map(|index| {
                    let (a, b) = (outline[index], outline[(index + 1) % outline.len()]);
                    a[0] * b[1] - b[0] * a[1]
                })
                .sum();
            doubled.abs() / 2.0
        };
        let whole = rectangle(-1.5, -1.0, 1.5, 1.0);
        let side = |[x, y]: [f64; 2]| x * 0.4 + y - 0.1;
        let (lower, upper) = (clip(&whole, side), clip(&whole, |point| -side(point)));
        assert!((area(&lower) + area(&upper) - 6.0).abs() < 1e-9);
        assert!(clip(&whole, |_| -1.0).is_empty());
    }

    #[test]
    fn no_turn_leaves_place_and_light() {
        let turn = Rotation { roll: 0.0, yaw: 0.0, pitch: 0.0 };
        let place = turn.about([0.3, 0.2], [0.3, 0.2, 0.0], 3.0);
        assert_eq!(place.apply([0.5, -0.5]), [0.5, -0.5]);
        assert!((turn.light() - 1.0).abs() < 1e-12);
    }
}
