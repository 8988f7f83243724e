use crate::geometry::{DISTANCE, Extent, Homography};

/// The camera at one moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct View {
    /// The point of the picture in the middle of the frame.
    pub x: f64,
    pub y: f64,
    /// 1 shows all of the picture, 2 its middle half.
    pub zoom: f64,
    /// Rotation about the line of sight, about the upright and about the level axis, in radians.
    pub roll: f64,
    pub yaw: f64,
    pub pitch: f64,
    /// How far what is near moves against what is far.
    pub sway_x: f64,
    pub sway_y: f64,
    /// How much what is near grows against what is far.
    pub rush: f64,
}

impl View {
    pub const STILL: Self =
        Self { x: 0.0, y: 0.0, zoom: 1.0, roll: 0.0, yaw: 0.0, pitch: 0.0, sway_x: 0.0, sway_y: 0.0, rush: 0.0 };

    /// Whether frame and picture stay parallel, so that rows and columns can be resampled one after the other.
    pub fn is_upright(&self) -> bool {
        self.roll == 0.0 && self.yaw == 0.0 && self.pitch == 0.0 && !self.has_depth()
    }

    /// Whether near and far move differently.
    pub fn has_depth(&self) -> bool {
        self.sway_x != 0.0 || self.sway_y != 0.0 || self.rush != 0.0
    }

    /// From the frame to the picture, both in the picture's coordinates, for what is neither near nor far.
    pub fn to_picture(self) -> Homography {
        let (roll_sin, roll_cos) = self.roll.sin_cos();
        let (yaw_sin, yaw_cos) = self.yaw.sin_cos();
        let (pitch_sin, pitch_cos) = self.pitch.sin_cos();
        let tilted = |x: f64, y: f64| {
            let (x, y) = (x * roll_cos - y * roll_sin, x * roll_sin + y * roll_cos);
            let (x, z) = (x * yaw_cos, x * yaw_sin);
            [x, y * pitch_cos - z * pitch_sin, y * pitch_sin + z * pitch_cos]
        };
        let sheet = Homography::of_sheet([0.0; 3], tilted(1.0, 0.0), tilted(0.0, 1.0), DISTANCE);
        let from_frame = sheet.inverse().unwrap_or(Homography::IDENTITY);
        Homography::scale_and_move([1.0 / self.zoom; 2], [self.x, self.y]).after(&from_frame)
    }

    /// Moves a point of the picture as the nearness there, 0 to 1, asks for.
    pub fn shift_by_depth(&self, [x, y]: [f64; 2], nearness: f64) -> [f64; 2] {
        let nearness = nearness - 0.5;
        let shrink = 1.0 - self.rush * nearness;
        [
            self.x + (x - self.x) * shrink + self.sway_x * nearness,
            self.y + (y - self.y) * shrink + self.sway_y * nearness,
        ]
    }

    /// The zoom this view needs, in units of its own, to show nothing from beyond the picture's edge.
    pub fn missing_zoom(&self, extent: Extent) -> f64 {
        let map = Self { x: 0.0, y: 0.0, ..*self }.to_picture();
        let spread = 1.0 + self.rush.abs() / 2.0;
        let mut missing: f64 = 0.0;
        for corner in [[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]] {
            let [x, y] = map.apply([corner[0] * extent.x, corner[1] * extent.y]);
            let room_x = extent.x - self.x.abs() - self.sway_x.abs() / 2.0;
            let room_y = extent.y - self.y.abs() - self.sway_y.abs() / 2.0;
            missing = missing.max(x.abs() * spread / room_x.max(0.1)).max(y.abs() * spread / room_y.max(0.1));
        }
        missing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXTENT: Extent = Extent { x: 16.0 / 9.0, y: 1.0 };

    #[test]
    fn a_still_view_shows_everything_and_needs_no_zoom() {
        assert_eq!(View::STILL.to_picture().apply([0.3, -0.2]), [0.3, -0.2]);
        assert!((View::STILL.missing_zoom(EXTENT) - 1.0).abs() < 1e-12);
        assert!(View::STILL.is_upright());
    }

    #[test]
    fn the_missing_zoom_brings_every_corner_inside() {
        for view in [
            View { x: 0.2, y: -0.1, ..View::STILL },
            View { roll: 0.3, ..View::STILL },
            View { yaw: 0.2, pitch: -0.1, x: 0.1, ..View::STILL },
        ] {
            let view = View { zoom: view.zoom * view.missing_zoom(EXTENT), ..view };
            let map = view.to_picture();
            for corner in [[-EXTENT.x, -1.0], [EXTENT.x, -1.0], [EXTENT.x, 1.0], [-EXTENT.x, 1.0]] {
                let [x, y] = map.apply(corner);
                assert!(x.abs() <= EXTENT.x + 1e-9 && y.abs() <= 1.0 + 1e-9, "{view:?} shows {x}, {y}");
            }
        }
    }

    #[test]
    fn near_and_far_move_against_each_other() {
        let view = View { sway_x: 0.1, ..View::STILL };
        // Near things stay behind a camera that goes to the right: their colour is found farther to the right.
        assert!(view.shift_by_depth([0.0, 0.0], 1.0)[0] > 0.0);
        assert!(view.shift_by_depth([0.0, 0.0], 0.0)[0] < 0.0);
        assert!(!view.is_upright());
    }
}
