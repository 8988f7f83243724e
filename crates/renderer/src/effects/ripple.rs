use super::{Bent, Setting};
use crate::motion::Chance;

/// Drops a second.
const PACE: f64 = 0.9;
/// How fast rings widen, and the distance from crest to crest.
const SPREAD: f64 = 0.62;
const CREST: f64 = 0.17;

struct Drop {
    x: f64,
    y: f64,
    /// Seconds since it fell.
    age: f64,
    weight: f64,
}

/// Drops fall, the first into the middle; their rings widen and fade.
pub(crate) fn sheet(time: f64, setting: &Setting) -> Box<dyn Fn([f64; 2]) -> Bent> {
    let extent = setting.extent;
    let now = time * setting.seconds;
    let mut chance = Chance::new(setting.seed ^ 0x0d_0d);
    let count = (setting.seconds * PACE).ceil() as u32;
    let drops: Vec<Drop> = (0..count)
        .map(|index| {
            let (x, y) = (chance.between(-0.7, 0.7) * extent.x, chance.between(-0.7, 0.7) * extent.y);
            let (x, y) = if index == 0 { (0.0, 0.0) } else { (x, y) };
            let fell = 0.2 + f64::from(index) / PACE + chance.between(0.0, 0.3);
            Drop { x, y, age: now - fell, weight: if index == 0 { 1.0 } else { chance.between(0.5, 0.9) } }
        })
        .filter(|drop| drop.age > 0.0)
        .collect();
    Box::new(move |[x, y]| {
        let (mut place, mut light) = ([x, y], 1.0);
        for drop in &drops {
            let (dx, dy) = (x - drop.x, y - drop.y);
            let distance = dx.hypot(dy).max(1e-6);
            let behind = SPREAD * drop.age - distance;
            // Three crests or so behind the front, none before it.
            let packet = (-(behind - 0.2) * (behind - 0.2) / 0.045).exp() * (-0.55 * drop.age).exp();
            let strength = drop.weight * packet * (drop.age * 6.0).min(1.0);
            let phase = behind / CREST * std::f64::consts::TAU;
            let push = 0.042 * strength * phase.sin();
            place[0] += dx / distance * push;
            place[1] += dy / distance * push;
            // The side of a crest that looks to the upper left shines.
            let slope = 0.42 * strength * phase.cos();
            light += slope * (-0.35 * dx / distance - 0.65 * dy / distance) + 0.1 * strength * phase.sin();
        }
        // Never quite still.
        place[0] += 0.004 * (y * 9.0 + now * 2.1).sin();
        place[1] += 0.004 * (x * 8.0 - now * 1.7).sin();
        Bent { place, light: light.clamp(0.4, 1.7) }
    })
}
