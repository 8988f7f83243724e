use super::piece::{Piece, Surface, rectangle};
use crate::effects::{EffectContext, Scene};
use crate::geometry::{DISTANCE, Homography, ramp};

/// Panels along the longer side.
const PANELS: u32 = 7;

/// A concertina: folds up, turns to show its pleats, and unfolds.
pub(crate) fn scene(time: f64, setting: &EffectContext) -> Scene {
    let extent = setting.extent;
    let lies_across = extent.x >= extent.y;
    let (long, short) = if lies_across { (extent.x, extent.y) } else { (extent.y, extent.x) };
    let folded = ramp(time, 0.06, 0.42) - ramp(time, 0.6, 0.96);
    if folded <= 0.0 {
        return Scene::Whole(Vec::new());
    }
    let angle = folded * 1.0;
    let swing = 0.42 * folded * (time * setting.seconds * 0.9).sin();
    let width = 2.0 * long / f64::from(PANELS);
    let (fold_sin, fold_cos) = angle.sin_cos();
    let (swing_sin, swing_cos) = swing.sin_cos();
    // Folded up it is narrow, so it comes nearer; the pleats' middle stays where it was.
    let back = width * fold_sin / 2.0 - 0.5 * folded;
    let turned = |along: f64, deep: f64| (along * swing_cos - deep * swing_sin, along * swing_sin + deep * swing_cos);
    let in_space =
        |along: f64, across: f64, deep: f64| if lies_across { [along, across, deep] } else { [across, along, deep] };

    let mut pieces = Vec::new();
    for panel in 0..PANELS {
        let start = f64::from(panel) * width - long;
        // Odd panels come back towards the camera.
        let goes_back = panel % 2 == 0;
        let direction = if goes_back { 1.0 } else { -1.0 };
        let depth = if goes_back { 0.0 } else { width * fold_sin };
        let (along, deep) = turned(start * fold_cos, depth - width * fold_sin / 2.0);
        let (step, rise) = turned(fold_cos, direction * fold_sin);
        let edge = in_space(along, 0.0, deep + back);
        let axis = in_space(step, 0.0, rise);
        let origin = [0, 1, 2].map(|index| edge[index] - axis[index] * start);
        let (u, v) = if lies_across { (axis, [0.0, 1.0, 0.0]) } else { ([1.0, 0.0, 0.0], axis) };
        let place = Homography::of_sheet(origin, u, v, DISTANCE);
        let light = 1.0 + if goes_back { -0.44 } else { 0.2 } * fold_sin;
        // Each panel in strips, darker towards the crease behind.
        const STRIPS: u32 = 4;
        for strip in 0..STRIPS {
            let (from, to) = (f64::from(strip) / f64::from(STRIPS), f64::from(strip + 1) / f64::from(STRIPS));
            let (from, to) = (start + width * from, start + width * to);
            let outline =
                if lies_across { rectangle(from, -short, to, short) } else { rectangle(-short, from, short, to) };
            let towards_back = if goes_back { strip } else { STRIPS - 1 - strip };
            let crease = 1.0 - 0.11 * fold_sin * f64::from(towards_back);
            let farthest = (deep + rise * width / 2.0, light * crease);
            pieces.push((farthest.0, Piece::new(Surface::Picture, outline, place).lit(farthest.1)));
        }
    }
    pieces.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    Scene::Pieces(pieces.into_iter().map(|(_, piece)| piece).collect())
}
