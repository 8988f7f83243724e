//! The vocabulary of prompts.

use crate::EffectKind;

/// What a verb of the camera does; the direction says the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    Zoom,
    Dolly,
    Push,
    Pull,
    Vertigo,
    Pan,
    Tilt,
    Truck,
    Rise,
    Sink,
    Crane,
    Orbit,
    Roll,
    Spin,
    Shake,
    Handheld,
    Sway,
    Pulse,
    Still,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    In,
    Out,
    Left,
    Right,
    Up,
    Down,
}

/// One word's meaning to the camera.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Meaning {
    Verb(Verb),
    Direction(Direction),
    /// How strongly; 1 is ordinary.
    Speed(f64),
    /// Makes the next speed more so.
    Very,
    Negation,
    /// The beginning of another thing at the same time.
    And,
    /// The beginning of what comes afterwards.
    Then,
}

pub(crate) fn meaning(word: &str) -> Option<Meaning> {
    use Meaning::{And, Negation, Then, Very};
    if let Some(verb) = verb(word) {
        return Some(Meaning::Verb(verb));
    }
    if let Some(direction) = direction(word) {
        return Some(Meaning::Direction(direction));
    }
    Some(match word {
        "slow" | "slowly" | "slower" | "gentle" | "gently" | "subtle" | "subtly" | "slight" | "slightly" | "calm"
        | "calmly" | "softly" | "leisurely" => Meaning::Speed(0.5),
        "fast" | "faster" | "quick" | "quickly" | "rapid" | "rapidly" | "swift" | "swiftly" | "dramatic"
        | "dramatically" | "strong" | "strongly" | "hard" | "wild" | "wildly" | "violent" | "violently" | "intense"
        | "extreme" => Meaning::Speed(1.8),
        "very" | "extremely" | "super" | "ultra" | "really" => Very,
        "no" | "not" | "without" | "never" | "avoid" | "don't" | "dont" | "doesn't" => Negation,
        "and" | "while" | "with" | "as" | "," | ";" => And,
        "then" | "afterwards" | "finally" | "next" | "." => Then,
        _ => return None,
    })
}

fn verb(word: &str) -> Option<Verb> {
    Some(match word {
        "zoom" | "zooms" | "zooming" | "zoomed" => Verb::Zoom,
        "dolly" | "dollies" | "dollying" => Verb::Dolly,
        "push" | "pushes" | "pushing" | "approach" | "approaches" => Verb::Push,
        "pull" | "pulls" | "pulling" | "retreat" | "retreats" => Verb::Pull,
        "vertigo" => Verb::Vertigo,
        "pan" | "pans" | "panning" => Verb::Pan,
        "tilt" | "tilts" | "tilting" => Verb::Tilt,
        "truck" | "trucks" | "trucking" | "track" | "tracks" | "tracking" | "slide" | "slides" | "sliding"
        | "parallax" | "drift" | "drifts" | "drifting" => Verb::Truck,
        "rise" | "rises" | "rising" => Verb::Rise,
        "sink" | "sinks" | "sinking" | "descend" | "descends" | "descending" => Verb::Sink,
        "crane" | "pedestal" | "boom" | "jib" => Verb::Crane,
        "orbit" | "orbits" | "orbiting" | "circle" | "circles" | "circling" | "arc" | "arcs" | "arcing" | "revolve"
        | "revolves" | "revolving" => Verb::Orbit,
        "roll" | "rolls" | "rolling" | "rotate" | "rotates" | "rotating" | "rotation" => Verb::Roll,
        "spin" | "spins" | "spinning" => Verb::Spin,
        "shake" | "shakes" | "shaking" | "shaky" | "tremble" | "trembles" | "trembling" | "earthquake" | "rumble" => {
            Verb::Shake
        }
        "handheld" => Verb::Handheld,
        "sway" | "sways" | "swaying" | "swing" | "swings" | "swinging" | "rocking" => Verb::Sway,
        "pulse" | "pulses" | "pulsing" | "pulsating" | "heartbeat" | "breathe" | "breathes" | "breathing" => {
            Verb::Pulse
        }
        "still" | "static" | "motionless" | "frozen" => Verb::Still,
        _ => return None,
    })
}

fn direction(word: &str) -> Option<Direction> {
    Some(match word {
        "in" | "into" | "inward" | "inwards" | "forward" | "forwards" | "closer" | "towards" | "toward" => {
            Direction::In
        }
        "out" | "outward" | "outwards" | "back" | "backward" | "backwards" | "away" => Direction::Out,
        "left" | "leftward" | "leftwards" | "counterclockwise" | "anticlockwise" => Direction::Left,
        "right" | "rightward" | "rightwards" | "clockwise" => Direction::Right,
        "up" | "upward" | "upwards" => Direction::Up,
        "down" | "downward" | "downwards" => Direction::Down,
        _ => return None,
    })
}

/// An effect that a word names. Words that more often only describe the picture (cake, glass, flag) do not count alone.
pub(crate) fn effect(word: &str, words: &[&str]) -> Option<EffectKind> {
    let also = |others: &[&str]| others.iter().any(|other| words.contains(other));
    Some(match word {
        "squish" | "squishes" | "squished" | "squash" | "squashes" | "squashed" | "squeeze" | "squeezes"
        | "squeezed" => EffectKind::Squish,
        "cakeify" => EffectKind::Cakeify,
        "cake" if also(&["into", "becomes", "become", "cut", "sliced"]) => EffectKind::Cakeify,
        "samurai" | "katana" if also(&["slice", "slices", "slash", "slashes", "cut", "cuts", "strike", "strikes"]) => {
            EffectKind::Samurai
        }
        "melt" | "melts" | "melting" | "drips" | "dripping" => EffectKind::Melt,
        "ripple" | "ripples" | "rippling" => EffectKind::Ripple,
        "origami" => EffectKind::Fold,
        "fold" | "folds" | "folding" if also(&["paper", "up", "concertina", "accordion"]) => EffectKind::Fold,
        "explode" | "explodes" | "exploding" | "explosion" | "disintegrate" | "disintegrates" | "disintegrating" => {
            EffectKind::Explode
        }
        "swirl" | "swirls" | "swirling" | "whirlpool" | "vortex" | "twists" | "twisting" => EffectKind::Swirl,
        "inflate" | "inflates" | "inflating" | "balloons" => EffectKind::Inflate,
        "flag" if also(&["like", "waves", "waving", "flutters"]) => EffectKind::Wave,
        "shatter" | "shatters" | "shattering" => EffectKind::Shatter,
        "jelly" | "wobble" | "wobbles" | "wobbling" | "jiggle" | "jiggles" | "jiggling" => EffectKind::Jelly,
        _ => return None,
    })
}
