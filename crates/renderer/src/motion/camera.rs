use super::{Move, MoveKind, View};
use crate::geometry::{Extent, glide, ramp};
use crate::random::Random;
use std::f64::consts::TAU;

/// How strongly moves grow with the video's length: twice as long, about 1.4 times as far.
fn reach(seconds: f64) -> f64 {
    (seconds / 5.0).sqrt()
}

/// Adds one move to a view. `time` runs from 0 to 1.
pub(crate) fn add(view: &mut View, step: &Move, time: f64, seconds: f64, extent: Extent, seed: u64) {
    use MoveKind::*;
    let strength = step.strength;
    let far = strength * reach(seconds);
    let progress = glide((time - step.start) / (step.end - step.start));
    // From the one end to the other, through the middle.
    let across = 2.0 * progress - 1.0;
    match step.kind {
        ZoomIn => view.zoom *= (1.0 + 0.3 * far).powf(progress),
        ZoomOut => view.zoom *= (1.0 + 0.3 * far).powf(1.0 - progress),
        DollyIn => {
            view.zoom *= (1.0 + 0.2 * far).powf(progress);
            view.rush += 0.22 * far.min(1.6) * progress;
        }
        DollyOut => {
            view.zoom *= (1.0 + 0.2 * far).powf(1.0 - progress);
            view.rush += 0.22 * far.min(1.6) * (1.0 - progress);
        }
        Vertigo => {
            view.zoom *= (1.0 + 0.25 * far).powf(1.0 - progress);
            view.rush += 0.5 * far.min(1.4) * progress;
        }
        PanLeft => view.x -= 0.15 * far.min(2.2) * extent.x * across,
        PanRight => view.x += 0.15 * far.min(2.2) * extent.x * across,
        TiltUp => {
            view.y -= 0.15 * far.min(2.2) * extent.y * across;
            view.pitch += 0.04 * strength.min(2.0) * across;
        }
        TiltDown => {
            view.y += 0.15 * far.min(2.2) * extent.y * across;
            view.pitch -= 0.04 * strength.min(2.0) * across;
        }
        TruckLeft | TruckRight => {
            let side = if step.kind == TruckLeft { -across } else { across };
            view.x += 0.09 * far.min(2.2) * extent.x * side;
            view.sway_x += 0.14 * far.min(1.6) * side;
        }
        Rise | Sink => {
            let side = if step.kind == Rise { -across } else { across };
            view.y += 0.09 * far.min(2.2) * extent.y * side;
            view.sway_y += 0.14 * far.min(1.6) * side;
        }
        OrbitLeft | OrbitRight => {
            let side = if step.kind == OrbitLeft { -across } else { across };
            view.yaw += 0.17 * far.min(1.7) * side;
            view.sway_x += 0.2 * far.min(1.5) * side;
            view.x += 0.03 * far.min(1.7) * side;
        }
        RollLeft => view.roll += 0.09 * far.min(3.0) * across,
        RollRight => view.roll -= 0.09 * far.min(3.0) * across,
        SpinLeft => view.roll += TAU * strength.max(1.0).round() * progress,
        SpinRight => view.roll -= TAU * strength.max(1.0).round() * progress,
        Shake | Handheld => shake(view, step, time, seconds, seed),
        Sway => {
            let swing = (TAU * time * seconds * 0.22 * strength).sin() * presence(step, time);
            view.x += 0.06 * swing;
            view.roll += 0.025 * swing;
            view.sway_x += 0.08 * swing;
        }
        Pulse => {
            let cue = 0.5 - 0.5 * (TAU * time * seconds * 0.5 * strength).cos();
            view.zoom *= 1.0 + 0.05 * cue * presence(step, time);
        }
        Still => {}
    }
}

/// 1 while a move lasts that has no beginning and end of its own, with soft edges.
fn presence(step: &Move, time: f64) -> f64 {
    const EDGE: f64 = 0.06;
    let begins = if step.start <= 0.0 { 1.0 } else { ramp(time, step.start, step.start + EDGE) };
    let ends = if step.end >= 1.0 { 1.0 } else { 1.0 - ramp(time, step.end - EDGE, step.end) };
    begins * ends
}

/// SmoothNoise: sums of swings whose periods never meet, so it does not repeat within a video.
fn shake(view: &mut View, step: &Move, time: f64, seconds: f64, seed: u64) {
    let (size, pace) = if step.kind == MoveKind::Shake { (0.022, 2.6) } else { (0.012, 0.55) };
    let size = size * step.strength * presence(step, time);
    let mut random = Random::new(seed ^ 0x5bd1_e995);
    let mut noise = || {
        let mut sum = 0.0;
        for (part, ratio) in [(0.6, 1.0), (0.3, 1.93), (0.1, 3.71)] {
            let pace = pace * ratio * random.between(0.85, 1.15);
            sum += part * (TAU * (pace * time * seconds + random.unit())).sin();
        }
        sum
    };
    view.x += size * noise();
    view.y += size * noise();
    view.roll += size * 0.35 * noise();
}
