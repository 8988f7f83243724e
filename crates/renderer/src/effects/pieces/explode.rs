use super::piece::{Piece, Rotation, Surface, rectangle};
use crate::effects::EffectContext;
use crate::geometry::{DISTANCE, smooth};
use crate::random::Random;

/// Particles along the shorter side.
const FINENESS: f64 = 34.0;
/// When the blast begins, and how long its front takes to the corners, in seconds.
pub(crate) const BLAST: f64 = 0.9;
const FRONT_SECONDS: f64 = 0.55;

/// A blast from the middle; what it tears off flies, tumbles, slows down and drifts away.
pub(crate) fn pieces(time: f64, setting: &EffectContext) -> Vec<Piece> {
    let extent = setting.extent;
    let now = setting.clock(time);
    let mut random = Random::new(setting.seed ^ 0xb1a5);
    let (columns, rows) = ((extent.x * FINENESS) as u32, (extent.y * FINENESS) as u32);
    let (width, height) = (2.0 * extent.x / f64::from(columns), 2.0 * extent.y / f64::from(rows));
    let reach = extent.x.hypot(extent.y);
    // It swells before it bursts.
    let swell = 0.05 * smooth(now / BLAST) * (1.0 - smooth((now - BLAST) * 4.0));
    let mut pieces = Vec::with_capacity((columns * rows) as usize);
    for row in 0..rows {
        for column in 0..columns {
            let left = f64::from(column) * width - extent.x;
            let top = f64::from(row) * height - extent.y;
            let (x, y) = (left + width / 2.0, top + height / 2.0);
            let distance = x.hypot(y);
            let late = distance / reach * FRONT_SECONDS + random.between(0.0, 0.12);
            let (pace, forward) = (random.between(0.45, 1.5), random.between(-0.9, 0.9));
            let (aside_x, aside_y) = (random.between(-0.35, 0.35), random.between(-0.35, 0.35));
            let spin = [random.between(-5.0, 5.0), random.between(-5.0, 5.0), random.between(-4.0, 4.0)];
            let shrink = random.between(0.4, 0.95);
            let age = (now - BLAST - late).max(0.0);
            // The air brakes: far at first, then hardly more.
            let flown = (1.0 - (-1.5 * age).exp()) / 1.5;
            let push = 0.8 * pace * (1.15 - 0.45 * distance / reach);
            let (out_x, out_y) = (x / distance.max(0.05), y / distance.max(0.05));
            let goal = [
                x * (1.0 + swell) + (out_x * push + aside_x) * flown,
                y * (1.0 + swell) + (out_y * push + aside_y) * flown + 0.05 * age * age,
                1.5 * forward * flown,
            ];
            let turned = spin.map(|speed| speed * flown);
            let turn = Rotation { roll: turned[0], yaw: turned[1], pitch: turned[2] };
            // Torn off, a square becomes a crumb.
            let crumb = 1.0 - (1.0 - shrink) * smooth(age * 1.6);
            let (half_width, half_height) = (width / 2.0 * crumb, height / 2.0 * crumb);
            let outline = rectangle(x - half_width, y - half_height, x + half_width, y + half_height);
            let heat = 1.0 + 0.55 * smooth(age * 9.0) * (-3.0 * age).exp();
            let place = turn.about([x, y], goal, DISTANCE);
            let piece = Piece::new(Surface::Picture, outline, place).lit(turn.light() * heat);
            pieces.push((goal[2], piece.opaque(1.0 - smooth((age - 3.0) / 3.0))));
        }
    }
    pieces.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    pieces.into_iter().map(|(_, piece)| piece).collect()
}
