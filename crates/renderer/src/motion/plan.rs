use super::{Move, MoveKind, View, camera, prompt};
use crate::EffectKind;
use crate::effects::EffectContext;
use crate::geometry::{Extent, ramp};
use crate::random::Random;

/// The camera's path and the effect of a video.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Plan {
    pub effect: Option<EffectKind>,
    pub moves: Vec<Move>,
    pub extent: Extent,
    pub seconds: f64,
    pub seed: u64,
    /// The zoom that keeps the edge of the picture out of all frames.
    cover: f64,
    /// When that zoom is reached, as a part of the video; it begins at 1, with the whole picture.
    covered_from: f64,
}

/// Samples of the video in which the zoom is looked for that it needs.
const SAMPLES: u32 = 600;
/// The longest time that the camera takes to get to its zoom, as a part of the video.
const LONGEST_ENTRY: f64 = 0.4;

impl Plan {
    /// Plans a video. An effect overrides the prompt.
    pub fn new(prompt: &str, effect: Option<EffectKind>, extent: Extent, seconds: u32, seed: u64) -> Self {
        let requested = prompt::read(prompt);
        let effect = effect.or(requested.effect);
        let moves = match effect {
            // Effects have enough motion of their own; the camera only moves in a little.
            Some(_) => vec![Move { kind: MoveKind::ZoomIn, strength: 0.2, start: 0.0, end: 1.0 }],
            None if requested.moves.is_empty() => default_moves(seed),
            None => requested.moves,
        };
        Self::of_moves(moves, effect, extent, seconds, seed)
    }

    pub fn of_moves(moves: Vec<Move>, effect: Option<EffectKind>, extent: Extent, seconds: u32, seed: u64) -> Self {
        let mut plan =
            Self { effect, moves, extent, seconds: f64::from(seconds), seed, cover: 1.0, covered_from: LONGEST_ENTRY };
        let times = || (0..=SAMPLES).map(|sample| f64::from(sample) / f64::from(SAMPLES));
        let missing: Vec<(f64, f64)> = times().map(|time| (time, plan.view(time).missing_zoom(extent))).collect();
        // One zoom after a soft entry, because a zoom of its own for each frame would shake the picture.
        plan.cover = missing.iter().map(|(_, zoom)| *zoom).fold(1.0, f64::max);
        // As slowly as the moves allow.
        while plan.covered_from > 0.01 && missing.iter().any(|&(time, zoom)| zoom > plan.cover_at(time) + 1e-4) {
            plan.covered_from *= 0.95;
        }
        plan
    }

    fn cover_at(&self, time: f64) -> f64 {
        1.0 + (self.cover - 1.0) * ramp(time, 0.0, self.covered_from)
    }

    /// Where the camera is. `time` runs from 0 to 1.
    pub fn view(&self, time: f64) -> View {
        let mut view = View::STILL;
        for step in &self.moves {
            camera::add(&mut view, step, time, self.seconds, self.extent, self.seed);
        }
        view.zoom *= self.cover_at(time);
        view
    }

    /// What effects need to know about the video.
    pub fn setting(&self) -> EffectContext {
        EffectContext { extent: self.extent, seconds: self.seconds, seed: self.seed }
    }

    /// How far the camera moves about a moment, as halves of the short side a second; for the sound.
    pub fn speed(&self, time: f64) -> f64 {
        const STEP: f64 = 0.004;
        let (before, after) = (self.view((time - STEP).max(0.0)), self.view((time + STEP).min(1.0)));
        let (from, to) = (before.to_picture(), after.to_picture());
        let corners = [[-0.7, -0.7], [0.7, -0.7], [0.7, 0.7], [-0.7, 0.7]];
        let moved: f64 = corners
            .iter()
            .map(|&corner| {
                let ([x, y], [to_x, to_y]) = (from.apply(corner), to.apply(corner));
                (to_x - x).hypot(to_y - y)
            })
            .sum();
        moved / 4.0 / (2.0 * STEP * self.seconds)
    }
}

/// The moves of a video whose prompt names none.
fn default_moves(seed: u64) -> Vec<Move> {
    use MoveKind::{DollyIn, PanLeft, PanRight, TruckLeft, TruckRight, ZoomIn};
    let whole = |kind, strength| Move { kind, strength, start: 0.0, end: 1.0 };
    match Random::new(seed).bits() % 4 {
        0 => vec![whole(DollyIn, 0.7), whole(TruckRight, 0.3)],
        1 => vec![whole(DollyIn, 0.6), whole(PanLeft, 0.25)],
        2 => vec![whole(ZoomIn, 0.7), whole(PanRight, 0.25)],
        _ => vec![whole(DollyIn, 0.5), whole(TruckLeft, 0.5)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXTENT: Extent = Extent { x: 16.0 / 9.0, y: 1.0 };

    fn plan(prompt: &str) -> Plan {
        Plan::new(prompt, None, EXTENT, 5, 1)
    }

    #[test]
    fn zooming_in_enlarges_the_picture_and_zooming_out_shrinks_it() {
        let (near, far) = (plan("zoom in"), plan("zoom out"));
        assert!(near.view(1.0).zoom > near.view(0.0).zoom * 1.2);
        assert!(far.view(1.0).zoom < far.view(0.0).zoom / 1.2);
    }

    #[test]
    fn panning_follows_the_direction_in_the_prompt() {
        let (left, right) = (plan("pan left"), plan("pan to the right"));
        assert!(left.view(1.0).x < left.view(0.0).x);
        assert!(right.view(1.0).x > right.view(0.0).x);
        assert!(plan("tilt up").view(1.0).y < plan("tilt up").view(0.0).y);
    }

    #[test]
    fn every_move_but_those_outwards_begins_with_the_whole_picture() {
        for prompt in [
            "",
            "zoom in",
            "pan left",
            "pan right fast",
            "tilt up",
            "orbit",
            "truck left and rise",
            "dolly zoom",
            "roll left",
            "spin",
            "earthquake",
            "handheld",
            "sway",
            "pulse",
            "pan left then tilt up",
            "orbit and zoom in",
        ] {
            for extent in [EXTENT, Extent { x: 1.0, y: 1.5 }] {
                for seed in 0..4 {
                    let plan = Plan::new(prompt, None, extent, 5, seed);
                    assert_eq!(plan.view(0.0), View::STILL, "{prompt:?}");
                    let [x, y] = plan.view(0.01).to_picture().apply([extent.x, extent.y]);
                    assert!(x > 0.97 * extent.x && y > 0.97 * extent.y, "{prompt:?} leaves the whole picture at once");
                }
            }
        }
    }

    #[test]
    fn outward_moves_end_with_the_whole_picture() {
        for prompt in ["zoom out", "dolly out", "pull back"] {
            let view = plan(prompt).view(1.0);
            assert_eq!((view.x, view.y, view.zoom), (0.0, 0.0, 1.0), "{prompt:?}");
        }
    }

    #[test]
    fn a_dolly_zoom_holds_what_is_near_while_what_is_far_grows() {
        let view = plan("dolly zoom").view(1.0);
        let size = |nearness| 1.0 / view.shift_by_depth(view.to_picture().apply([1.0, 0.0]), nearness)[0];
        assert!((size(1.0) - 1.0).abs() < 0.02 && size(0.0) > 1.4, "near {}, far {}", size(1.0), size(0.0));
    }

    #[test]
    fn fast_goes_farther_than_slow() {
        let travelled = |prompt| plan(prompt).view(1.0).zoom / plan(prompt).view(0.0).zoom;
        assert!(travelled("slowly zoom in") < travelled("zoom in"));
        assert!(travelled("zoom in") < travelled("zoom in fast"));
    }

    #[test]
    fn no_frame_shows_anything_beyond_the_edge() {
        for prompt in
            ["pan left fast", "orbit right", "spin", "earthquake shake and roll", "truck right then tilt up", ""]
        {
            for extent in [EXTENT, Extent { x: 1.0, y: 1.5 }, Extent { x: 1.0, y: 1.0 }] {
                let plan = Plan::new(prompt, None, extent, 10, 3);
                for frame in 0..300 {
                    let view = plan.view(f64::from(frame) / 299.0);
                    assert!(view.missing_zoom(extent) <= 1.0 + 1e-3, "{prompt:?} at frame {frame}");
                }
            }
        }
    }

    #[test]
    fn a_camera_never_jumps() {
        for prompt in
            ["zoom in then pan left", "fast orbit", "handheld", "sway", "pulse", "vertigo", "dolly out, tilt down"]
        {
            let plan = Plan::new(prompt, None, EXTENT, 5, 9);
            for frame in 1..150 {
                let (from, to) = (plan.view(f64::from(frame - 1) / 149.0), plan.view(f64::from(frame) / 149.0));
                let (a, b) = (from.to_picture().apply([1.0, 1.0]), to.to_picture().apply([1.0, 1.0]));
                assert!((a[0] - b[0]).hypot(a[1] - b[1]) < 0.03, "{prompt:?} at frame {frame}");
            }
        }
    }

    #[test]
    fn an_effect_overrides_the_prompt_and_words_can_name_one() {
        assert_eq!(Plan::new("ripple", Some(EffectKind::Melt), EXTENT, 5, 1).effect, Some(EffectKind::Melt));
        assert_eq!(plan("she melts away").effect, Some(EffectKind::Melt));
        assert_eq!(plan("zoom in").effect, None);
    }

    #[test]
    fn the_same_seed_gives_the_same_plan_and_others_may_not() {
        assert_eq!(Plan::new("", None, EXTENT, 5, 4), Plan::new("", None, EXTENT, 5, 4));
        assert!(
            (0..20).any(|seed| Plan::new("", None, EXTENT, 5, seed).moves != Plan::new("", None, EXTENT, 5, 4).moves)
        );
    }

    #[test]
    fn the_speed_follows_the_words() {
        assert!(plan("still").speed(0.5) < 1e-9);
        assert!(plan("fast pan left").speed(0.5) > plan("slow pan left").speed(0.5));
    }
}
