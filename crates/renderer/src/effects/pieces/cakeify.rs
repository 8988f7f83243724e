use super::piece::{Piece, Surface, clip, corners, rectangle};
use crate::effects::{EffectContext, Scene};
use crate::geometry::{DISTANCE, Extent, Homography, ramp};

/// Where the knife goes in, as a part of the half width.
const CUT: f64 = 0.16;
/// When the knife comes down, and when the parts begin to move, as parts of the video.
pub(crate) const KNIFE: f64 = 0.08;
pub(crate) const PARTS: f64 = 0.38;
/// When the cake moves back somewhat, so that its parts have room.
const BACK: f64 = 0.3;
/// How deep the cake is.
const DEPTH: f64 = 0.62;

/// A knife comes down, and the two parts move apart: it was a cake.
pub(crate) fn scene(time: f64, setting: &EffectContext) -> Scene {
    let extent = setting.extent;
    let cut = CUT * extent.x;
    let mut pieces = Vec::new();
    if time <= BACK {
        knife(&mut pieces, time, extent, cut, 0.0);
        return Scene::Whole(pieces);
    }
    let open = ramp(time, PARTS, 0.86);
    let back = 0.85 * ramp(time, BACK, 0.75);
    let left = Part { extent, cut, is_right: false, turn: 0.4 * open, aside: 0.34 * open, back, open };
    let right =
        Part { extent, cut, is_right: true, turn: 0.52 * open, aside: 0.5 * open, back: back - 0.1 * open, open };
    for part in [left, right] {
        part.draw(&mut pieces);
    }
    knife(&mut pieces, time, extent, cut, back);
    Scene::Pieces(pieces)
}

/// One of the two parts: a box whose front is the picture and whose cut side is cake.
struct Part {
    extent: Extent,
    cut: f64,
    is_right: bool,
    turn: f64,
    aside: f64,
    back: f64,
    open: f64,
}

impl Part {
    fn draw(&self, pieces: &mut Vec<Piece>) {
        let outward = if self.is_right { 1.0 } else { -1.0 };
        let (sin, cos) = self.turn.sin_cos();
        // The cut edge is the hinge; the far end goes back, so that the cut side comes into sight.
        let hinge = [self.cut + outward * self.aside, 0.0, self.back];
        let along = [cos, 0.0, outward * sin];
        let inward = [-outward * sin, 0.0, cos];
        let upright = [0.0, 1.0, 0.0];
        let origin = [0, 1, 2].map(|axis| hinge[axis] - along[axis] * self.cut);
        let front = Homography::of_sheet(origin, along, upright, DISTANCE);
        let outline = clip(&corners(self.extent), |[x, _]| outward * (x - self.cut));

        let floor = Homography::of_sheet([origin[0], origin[1], origin[2] + 0.1], along, upright, DISTANCE);
        let cast = outline.iter().map(|[x, y]| [x + 0.04, y + 0.07]).collect();
        pieces.push(Piece::new(Surface::Plain([0, 0, 0]), cast, floor).opaque(0.4 * self.open).blurred(0.09));

        // The cake's own coordinates run from 0 to 1: into the depth, and from top to bottom.
        let depth = inward.map(|part| part * DEPTH);
        let height = [0.0, 2.0 * self.extent.y, 0.0];
        let top = [hinge[0], -self.extent.y, hinge[2]];
        let side = Homography::of_sheet(top, depth, height, DISTANCE);
        // In strips, darker into the depth.
        const STRIPS: u32 = 6;
        for strip in (0..STRIPS).rev() {
            let (from, to) = (f64::from(strip) / f64::from(STRIPS), f64::from(strip + 1) / f64::from(STRIPS));
            let light = 0.98 - 0.3 * from;
            let faces_the_camera = side.determinant() * outward < 0.0;
            if faces_the_camera && self.open > 0.0 {
                pieces.push(Piece::new(Surface::Cake, rectangle(from, 0.0, to, 1.0), side).lit(light));
            }
        }
        pieces.push(Piece::new(Surface::Picture, outline, front).lit(1.0 - 0.18 * self.turn));
    }
}

/// Steel with a wooden handle, from above along the cut and away again.
fn knife(pieces: &mut Vec<Piece>, time: f64, extent: Extent, cut: f64, back: f64) {
    let down = ramp(time, KNIFE, KNIFE + 0.22);
    let away = ramp(time, 0.33, 0.46);
    if down <= 0.0 || away >= 1.0 {
        return;
    }
    let height = 2.0 * extent.y;
    let tip = -extent.y + height * (1.04 * down - 0.02) - (height + 1.4) * away;
    let saw = 0.02 * (down * 40.0).sin() * (1.0 - down);
    let place = Homography::of_sheet([cut, 0.0, back - 0.06], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], DISTANCE);
    let blade = height * 0.95;
    let (edge, spine) = (-0.07 + saw, 0.1 + saw);
    let mut add = |color, outline: Vec<[f64; 2]>| pieces.push(Piece::new(Surface::Plain(color), outline, place));
    add(
        [206, 213, 220],
        vec![[spine, tip - 0.2], [spine, tip - blade], [edge, tip - blade], [edge, tip - 0.06], [spine - 0.05, tip]],
    );
    add(
        [240, 244, 247],
        vec![[edge + 0.035, tip - 0.05], [edge + 0.035, tip - blade], [edge, tip - blade], [edge, tip - 0.06]],
    );
    add(
        [150, 158, 168],
        vec![[spine, tip - 0.2], [spine, tip - blade], [spine - 0.03, tip - blade], [spine - 0.03, tip - 0.14]],
    );
    add([92, 58, 36], rectangle(edge + 0.02, tip - blade - 0.75, spine + 0.02, tip - blade));
    add([134, 90, 58], rectangle(edge + 0.05, tip - blade - 0.75, edge + 0.09, tip - blade));
}
