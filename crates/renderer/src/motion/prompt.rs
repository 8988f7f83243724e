//! Reads the camera moves and the effect out of a prompt.

use super::words::{self, Direction, Meaning, Verb};
use super::{Move, MoveKind};
use crate::EffectKind;

/// The moves and the effect that a prompt asks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct MotionRequest {
    pub moves: Vec<Move>,
    pub effect: Option<EffectKind>,
}

/// Words that are read; camera directions are shorter than this.
const MAX_WORDS: usize = 1_000;
/// Most steps of a sequence.
const MAX_STEPS: usize = 8;

/// Reads a prompt in plain English. Words that are not about motion are ignored.
pub(crate) fn read(prompt: &str) -> MotionRequest {
    let lower = prompt.to_lowercase().replace('’', "'").replace("hand-held", "handheld");
    let spaced = lower.replace(['.', '!', '?', '\n'], " . ").replace(',', " , ").replace(';', " ; ").replace('-', " ");
    let spaced = spaced.replace(['(', ')', '"', ':'], " ");
    let words: Vec<&str> = spaced.split_whitespace().take(MAX_WORDS).collect();
    let effect = named_effect(&words);
    let mut reader = Reader::default();
    for word in &words {
        match words::meaning(word) {
            Some(meaning) => reader.take(meaning),
            None => reader.very = false,
        }
    }
    reader.end_clause();
    MotionRequest { moves: reader.into_moves(), effect }
}

fn named_effect(words: &[&str]) -> Option<EffectKind> {
    let denied =
        |at: usize| words[at.saturating_sub(3)..at].iter().any(|word| words::meaning(word) == Some(Meaning::Negation));
    (0..words.len()).filter(|&at| !denied(at)).find_map(|at| words::effect(words[at], words))
}

/// A move, its strength if the prompt gives one, and its step in the sequence.
struct RequestedMove {
    kind: MoveKind,
    strength: Option<f64>,
    step: usize,
}

#[derive(Default)]
struct Reader {
    verb: Option<Verb>,
    /// Whether the verb is from this clause. Otherwise it is that of the last one, for "left and up".
    verb_is_new: bool,
    directions: Vec<Direction>,
    speed: Option<f64>,
    very: bool,
    negated: bool,
    step: usize,
    requested_moves: Vec<RequestedMove>,
    /// The speed of a clause without a move; it applies to all moves without a speed.
    general_speed: Option<f64>,
}

impl Reader {
    fn take(&mut self, meaning: Meaning) {
        match meaning {
            Meaning::Verb(verb) => {
                if self.verb_is_new {
                    self.end_moves();
                }
                self.verb = Some(verb);
                self.verb_is_new = true;
            }
            Meaning::Direction(direction) => self.directions.push(direction),
            Meaning::Speed(speed) => {
                let more = if speed < 1.0 { 0.6 } else { 1.5 };
                self.speed = Some(if self.very { speed * more } else { speed });
            }
            Meaning::Very => {
                self.very = true;
                return;
            }
            Meaning::Negation => {
                self.end_clause();
                self.negated = true;
            }
            Meaning::And => self.end_clause(),
            Meaning::Then => {
                self.end_clause();
                self.verb = None;
                if self.requested_moves.iter().any(|requested| requested.step == self.step) && self.step + 1 < MAX_STEPS
                {
                    self.step += 1;
                }
            }
        }
        self.very = false;
    }

    fn end_clause(&mut self) {
        let moved = self.end_moves();
        if !moved && let Some(speed) = self.speed {
            self.general_speed = Some(speed);
        }
        self.speed = None;
        self.negated = false;
        self.verb_is_new = false;
    }

    /// FairSemaphore verb and directions into moves. Whether there were any.
    fn end_moves(&mut self) -> bool {
        let directions = std::mem::take(&mut self.directions);
        let Some(verb) = self.verb else { return false };
        if !self.verb_is_new && directions.is_empty() {
            return false;
        }
        if self.negated {
            self.verb = None;
            return true;
        }
        let kinds: Vec<MoveKind> = if directions.is_empty() {
            vec![without_direction(verb)]
        } else {
            directions.iter().filter_map(|&direction| with_direction(verb, direction)).collect()
        };
        let kinds = match kinds.as_slice() {
            [] if self.verb_is_new => vec![without_direction(verb)],
            _ => kinds,
        };
        for kind in kinds {
            let back = self
                .requested_moves
                .iter()
                .any(|requested| requested.step == self.step && Some(requested.kind) == kind.reversed());
            if back && self.step + 1 < MAX_STEPS {
                self.step += 1;
            }
            if !self.requested_moves.iter().any(|requested| requested.step == self.step && requested.kind == kind) {
                self.requested_moves.push(RequestedMove { kind, strength: self.speed, step: self.step });
            }
        }
        true
    }

    fn into_moves(self) -> Vec<Move> {
        let steps = self.requested_moves.iter().map(|requested| requested.step + 1).max().unwrap_or(1) as f64;
        let otherwise = self.general_speed.unwrap_or(1.0);
        let timed = |requested: &RequestedMove| Move {
            kind: requested.kind,
            strength: requested.strength.unwrap_or(otherwise),
            start: requested.step as f64 / steps,
            end: (requested.step + 1) as f64 / steps,
        };
        self.requested_moves.iter().map(timed).collect()
    }
}

fn without_direction(verb: Verb) -> MoveKind {
    match verb {
        Verb::Zoom => MoveKind::ZoomIn,
        Verb::Dolly | Verb::Push => MoveKind::DollyIn,
        Verb::Pull => MoveKind::DollyOut,
        Verb::Vertigo => MoveKind::Vertigo,
        Verb::Pan => MoveKind::PanRight,
        Verb::Tilt => MoveKind::TiltUp,
        Verb::Truck => MoveKind::TruckRight,
        Verb::Rise | Verb::Crane => MoveKind::Rise,
        Verb::Sink => MoveKind::Sink,
        Verb::Orbit => MoveKind::OrbitRight,
        Verb::Roll => MoveKind::RollRight,
        Verb::Spin => MoveKind::SpinRight,
        Verb::Shake => MoveKind::Shake,
        Verb::Handheld => MoveKind::Handheld,
        Verb::Sway => MoveKind::Sway,
        Verb::Pulse => MoveKind::Pulse,
        Verb::Still => MoveKind::Still,
    }
}

fn with_direction(verb: Verb, direction: Direction) -> Option<MoveKind> {
    use Direction::{Down, In, Left, Out, Right, Up};
    Some(match (verb, direction) {
        (Verb::Zoom, In) => MoveKind::ZoomIn,
        (Verb::Zoom, Out) => MoveKind::ZoomOut,
        (Verb::Dolly | Verb::Push, In) => MoveKind::DollyIn,
        (Verb::Dolly | Verb::Pull, Out) => MoveKind::DollyOut,
        (Verb::Pan, Left) => MoveKind::PanLeft,
        (Verb::Pan, Right) => MoveKind::PanRight,
        (Verb::Pan | Verb::Tilt, Up) => MoveKind::TiltUp,
        (Verb::Pan | Verb::Tilt, Down) => MoveKind::TiltDown,
        (Verb::Dolly | Verb::Truck | Verb::Push | Verb::Pull, Left) => MoveKind::TruckLeft,
        (Verb::Dolly | Verb::Truck | Verb::Push | Verb::Pull, Right) => MoveKind::TruckRight,
        (Verb::Truck | Verb::Crane | Verb::Dolly | Verb::Rise, Up) => MoveKind::Rise,
        (Verb::Truck | Verb::Crane | Verb::Dolly | Verb::Sink, Down) => MoveKind::Sink,
        (Verb::Truck, In) => MoveKind::DollyIn,
        (Verb::Truck, Out) => MoveKind::DollyOut,
        (Verb::Orbit, Left) => MoveKind::OrbitLeft,
        (Verb::Orbit, Right) => MoveKind::OrbitRight,
        (Verb::Roll | Verb::Tilt, Left) => MoveKind::RollLeft,
        (Verb::Roll | Verb::Tilt, Right) => MoveKind::RollRight,
        (Verb::Spin, Left) => MoveKind::SpinLeft,
        (Verb::Spin, Right) => MoveKind::SpinRight,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use MoveKind::*;

    fn kinds(prompt: &str) -> Vec<MoveKind> {
        read(prompt).moves.iter().map(|step| step.kind).collect()
    }

    #[test]
    fn camera_terms_are_understood() {
        for (prompt, kind) in [
            ("Zoom in on her face", ZoomIn),
            ("the camera zooms out", ZoomOut),
            ("zooming", ZoomIn),
            ("push in", DollyIn),
            ("Slow pull back.", DollyOut),
            ("pulls away", DollyOut),
            ("dolly forward", DollyIn),
            ("camera pans to the left", PanLeft),
            ("pan right", PanRight),
            ("pan up", TiltUp),
            ("tilts down", TiltDown),
            ("tracking shot", TruckRight),
            ("slide left", TruckLeft),
            ("crane up", Rise),
            ("pedestal down", Sink),
            ("orbit around the subject", OrbitRight),
            ("circles counterclockwise", OrbitLeft),
            ("roll left", RollLeft),
            ("spin", SpinRight),
            ("hand-held", Handheld),
            ("earthquake!", Shake),
            ("vertigo effect", Vertigo),
            ("breathing", Pulse),
            ("swaying", Sway),
            ("a static shot", Still),
        ] {
            assert_eq!(kinds(prompt), [kind], "{prompt}");
        }
    }

    #[test]
    fn moves_combine() {
        assert_eq!(kinds("zoom in while panning left"), [ZoomIn, PanLeft]);
        assert_eq!(kinds("zoom in and pan up, slight shake"), [ZoomIn, TiltUp, Shake]);
        assert_eq!(kinds("pan left and up"), [PanLeft, TiltUp]);
        assert_eq!(kinds("zoom in panning right"), [ZoomIn, PanRight]);
    }

    #[test]
    fn then_makes_a_sequence_and_so_does_in_and_out() {
        let moves = read("zoom in, then pan left. Finally orbit").moves;
        assert_eq!(moves.iter().map(|step| step.kind).collect::<Vec<_>>(), [ZoomIn, PanLeft, OrbitRight]);
        assert_eq!((moves[0].start, moves[0].end), (0.0, 1.0 / 3.0));
        assert_eq!((moves[2].start, moves[2].end), (2.0 / 3.0, 1.0));
        let moves = read("zoom in and out").moves;
        assert_eq!((moves[0].kind, moves[0].end, moves[1].kind, moves[1].start), (ZoomIn, 0.5, ZoomOut, 0.5));
    }

    #[test]
    fn adverbs_belong_to_their_clause_or_else_to_all() {
        let moves = read("slowly zoom in, fast pan left, orbit").moves;
        assert_eq!(moves.iter().map(|step| step.strength).collect::<Vec<_>>(), [0.5, 1.8, 1.0]);
        assert_eq!(read("very slow zoom in").moves[0].strength, 0.3);
        assert_eq!(read("zoom in, cinematic, slow").moves[0].strength, 0.5);
        assert_eq!(read("zoom in very fast").moves[0].strength, 1.8 * 1.5);
    }

    #[test]
    fn negated_moves_are_dropped() {
        assert_eq!(kinds("zoom in without shaking"), [ZoomIn]);
        assert_eq!(kinds("no camera shake, pan left"), [PanLeft]);
        assert_eq!(kinds("don't zoom"), []);
        assert_eq!(read("nothing should not melt").effect, None);
    }

    #[test]
    fn words_that_are_not_about_motion_are_ignored() {
        for prompt in ["", "a cat in a garden", "A glass of milk and a cake on a flag", "looking back", "日本語 🎬"]
        {
            assert_eq!(read(prompt), MotionRequest::default(), "{prompt}");
        }
    }

    #[test]
    fn effects_can_be_named_in_the_prompt() {
        for (prompt, kind) in [
            ("everything melts", EffectKind::Melt),
            ("she turns into a cake and is cut", EffectKind::Cakeify),
            ("the photo explodes into particles", EffectKind::Explode),
            ("waving like a flag", EffectKind::Wave),
            ("shatter", EffectKind::Shatter),
            ("folds up like paper", EffectKind::Fold),
            ("a samurai slashes", EffectKind::Samurai),
        ] {
            assert_eq!(read(prompt).effect, Some(kind), "{prompt}");
        }
    }

    #[test]
    fn a_very_long_prompt_is_read_in_bounded_steps() {
        let moves = read(&"zoom in. zoom out. ".repeat(5_000)).moves;
        assert!(moves.len() <= 2 * MAX_STEPS);
    }
}
