use crate::effects::{EffectContext, TexturePoint};
use crate::random::Random;

/// Drops a second.
const PACE: f64 = 0.9;
/// How fast rings widen, and the distance from crest to crest.
const SPREAD: f64 = 0.62;
const CREST: f64 = 0.17;

struct Drop {
    x: f64,
    y: f64,
    /// Seconds from the video's beginning.
    fell: f64,
    weight: f64,
}

/// When drops fall, in seconds, and how heavy each is.
pub(crate) fn falls(setting: &EffectContext) -> Vec<(f64, f64)> {
    drops(setting)
        .iter()
        .map(|drop| (drop.fell, drop.weight))
        .filter(|(fell, _)| *fell < setting.seconds - 0.2)
        .collect()
}

fn drops(setting: &EffectContext) -> Vec<Drop> {
    let extent = setting.extent;
    let mut random = Random::new(setting.seed ^ 0x0d_0d);
    let count = (setting.seconds * PACE).ceil() as u32;
    let drop = |index: u32| {
        let (x, y) = (random.between(-0.7, 0.7) * extent.x, random.between(-0.7, 0.7) * extent.y);
        let (x, y) = if index == 0 { (0.0, 0.0) } else { (x, y) };
        let fell = 0.2 + f64::from(index) / PACE + random.between(0.0, 0.3);
        Drop { x, y, fell, weight: if index == 0 { 1.0 } else { random.between(0.5, 0.9) } }
    };
    (0..count).map(drop).collect()
}

/// Drops fall, the first into the middle; their rings widen and fade.
pub(crate) fn sheet(time: f64, setting: &EffectContext) -> Box<dyn Fn([f64; 2]) -> TexturePoint> {
    let now = time * setting.seconds;
    let mut drops = drops(setting);
    drops.retain(|drop| drop.fell < now);
    Box::new(move |[x, y]| {
        let (mut place, mut light) = ([x, y], 1.0);
        for drop in &drops {
            let age = now - drop.fell;
            let (dx, dy) = (x - drop.x, y - drop.y);
            let distance = dx.hypot(dy).max(1e-6);
            let behind = SPREAD * age - distance;
            // Three crests or so behind the front, none before it.
            let packet = (-(behind - 0.2) * (behind - 0.2) / 0.045).exp() * (-0.55 * age).exp();
            let strength = drop.weight * packet * (age * 6.0).min(1.0);
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
        TexturePoint { place, light: light.clamp(0.4, 1.7) }
    })
}
