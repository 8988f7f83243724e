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
    // All moves but those outwards begin with the whole picture.
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
            let rush = 0.5 * far.min(1.4);
            // The same for what is nearest, so that the subject holds its size.
            view.zoom *= 1.0 + 0.5 * rush * progress;
            view.rush -= rush * progress;
        }
        PanLeft => view.x -= 0.22 * far.min(1.8) * extent.x * progress,
        PanRight => view.x += 0.22 * far.min(1.8) * extent.x * progress,
        TiltUp => {
            view.y -= 0.22 * far.min(1.8) * extent.y * progress;
            view.pitch += 0.06 * strength.min(2.0) * progress;
        }
        TiltDown => {
            view.y += 0.22 * far.min(1.8) * extent.y * progress;
            view.pitch -= 0.06 * strength.min(2.0) * progress;
        }
        TruckLeft | TruckRight => {
            let side = if step.kind == TruckLeft { -progress } else { progress };
            view.x += 0.14 * far.min(2.0) * extent.x * side;
            view.sway_x += 0.2 * far.min(1.6) * side;
        }
        Rise | Sink => {
            let side = if step.kind == Rise { -progress } else { progress };
            view.y += 0.14 * far.min(2.0) * extent.y * side;
            view.sway_y += 0.2 * far.min(1.6) * side;
        }
        OrbitLeft | OrbitRight => {
            let side = if step.kind == OrbitLeft { -progress } else { progress };
            view.yaw += 0.25 * far.min(1.5) * side;
            view.sway_x += 0.28 * far.min(1.4) * side;
            view.x += 0.05 * far.min(1.5) * side;
        }
        RollLeft => view.roll += 0.14 * far.min(3.0) * progress,
        RollRight => view.roll -= 0.14 * far.min(3.0) * progress,
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

/// 1 while a move lasts that has no beginning and end of its own, with soft edges. A video begins more softly: the camera
/// needs time to come closer than the whole picture.
fn presence(step: &Move, time: f64) -> f64 {
    const EDGE: f64 = 0.06;
    const BEGINNING: f64 = 0.2;
    let edge = if step.start <= 0.0 { BEGINNING } else { EDGE };
    let begins = ramp(time, step.start, step.start + edge);
    let ends = if step.end >= 1.0 { 1.0 } else { 1.0 - ramp(time, step.end - EDGE, step.end) };
    begins * ends
}

/// Sums of swings whose periods have no common multiple, so the noise does not repeat within a video.
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
