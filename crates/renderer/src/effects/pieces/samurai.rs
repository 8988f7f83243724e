use super::piece::{Piece, Rotation, Surface, clip, corners};
use crate::effects::{EffectContext, Scene};
use crate::geometry::{DISTANCE, Homography, ramp};
use crate::random::Random;

/// The stroke and the moment after which the cut shows, as parts of the video.
pub(crate) const STROKE: f64 = 0.2;
const STROKE_LENGTH: f64 = 0.045;
pub(crate) const PARTS: f64 = 0.36;
/// When they begin to come apart.
const LOOSE: f64 = PARTS - 0.05;

/// A blade's stroke from corner to corner, a breath of nothing, then the upper half slides off along the cut.
pub(crate) fn scene(time: f64, setting: &EffectContext) -> Scene {
    let extent = setting.extent;
    // From the lower left to the upper right, a little flatter than the diagonal.
    let along = unit([extent.x, -extent.y * 0.72]);
    let above = [along[1], -along[0]];
    let mut pieces = Vec::new();
    let add_blade = |pieces: &mut Vec<Piece>| {
        stroke(pieces, time, along, above, extent.x.hypot(extent.y));
        sparks(pieces, time, setting, along, above);
    };
    if time <= LOOSE {
        add_blade(&mut pieces);
        return Scene::Whole(pieces);
    }
    let side = move |[x, y]: [f64; 2]| x * above[0] + y * above[1];
    let slide = (time - PARTS).max(0.0) * setting.seconds;
    // Slow, then faster and faster; at last it tips over.
    let way = 0.05 * ramp(time, LOOSE, PARTS + 0.02) + 0.05 * slide + 0.085 * slide * slide;
    let tip = 0.05 * slide * slide;
    let apart = 0.02 * ramp(time, LOOSE, PARTS + 0.05);
    let whole = corners(extent);
    let upper = clip(&whole, side);
    let lower = clip(&whole, |point| -side(point));
    let shift = [-along[0] * way + above[0] * apart, -along[1] * way + above[1] * apart];

    let down = Homography::scale_and_move([1.0; 2], [-above[0] * apart, -above[1] * apart]);
    pieces.push(Piece::new(Surface::Picture, lower, down));
    let turn = Rotation { roll: -tip, yaw: 0.0, pitch: 0.0 };
    let place = turn.about([0.0, 0.0], [shift[0], shift[1], -0.03 * slide], DISTANCE);
    let shadow = Rotation { roll: -tip, yaw: 0.0, pitch: 0.0 };
    let shadow_place = shadow.about([0.0, 0.0], [shift[0] + 0.03, shift[1] + 0.05, 0.0], DISTANCE);
    let dark = 0.45 * ramp(time, LOOSE, PARTS + 0.12);
    pieces.push(Piece::new(Surface::Plain([0, 0, 0]), upper.clone(), shadow_place).opaque(dark).blurred(0.05));
    pieces.push(Piece::new(Surface::Picture, upper, place));
    add_blade(&mut pieces);
    Scene::Pieces(pieces)
}

fn unit([x, y]: [f64; 2]) -> [f64; 2] {
    let length = x.hypot(y);
    [x / length, y / length]
}

/// The blade's gleam: a thin, bright needle that runs along the cut and dies down.
fn stroke(pieces: &mut Vec<Piece>, time: f64, along: [f64; 2], above: [f64; 2], reach: f64) {
    let ahead = ramp(time, STROKE, STROKE + STROKE_LENGTH);
    let behind = ramp(time, STROKE + STROKE_LENGTH * 0.6, STROKE + STROKE_LENGTH * 3.2);
    if ahead <= 0.0 || behind >= 1.0 {
        return;
    }
    let (head, tail) = ((ahead * 2.0 - 1.0) * reach * 1.1, (behind * 2.0 - 1.0) * reach * 1.1);
    let middle = tail + (head - tail) * 0.7;
    for (width, opacity, blur) in [(0.075, 0.35, 0.05), (0.02, 1.0, 0.004)] {
        let width = width * (1.0 - 0.7 * behind);
        let at = |place: f64, height: f64| [along[0] * place + above[0] * height, along[1] * place + above[1] * height];
        let outline = vec![at(head, 0.0), at(middle, width), at(tail, 0.0), at(middle, -width)];
        let gleam = Piece::new(Surface::Plain([236, 246, 255]), outline, Homography::IDENTITY);
        pieces.push(gleam.opaque(opacity * (1.0 - behind)).blurred(blur));
    }
}

fn sparks(pieces: &mut Vec<Piece>, time: f64, setting: &EffectContext, along: [f64; 2], above: [f64; 2]) {
    let age = (time - STROKE - STROKE_LENGTH * 0.5) * setting.seconds;
    if !(0.0..1.4).contains(&age) {
        return;
    }
    let mut random = Random::new(setting.seed ^ 0x5a4d);
    let reach = setting.extent.x.hypot(setting.extent.y);
    for _ in 0..90 {
        let start = random.between(-0.9, 0.9) * reach;
        let (forward, aside) = (random.between(0.1, 1.1), random.between(-0.8, 0.8));
        let size = random.between(0.004, 0.012) * (1.0 - age / 1.4);
        let flown = (1.0 - (-2.5 * age).exp()) / 2.5;
        let x = along[0] * (start + forward * flown) + above[0] * aside * flown;
        let y = along[1] * (start + forward * flown) + above[1] * aside * flown + 0.5 * age * age;
        let outline = vec![[x - size, y], [x, y - size], [x + size, y], [x, y + size]];
        let warm = Surface::Plain([255, 214, 140]);
        pieces.push(Piece::new(warm, outline, Homography::IDENTITY).opaque(1.0 - age / 1.4));
    }
}
