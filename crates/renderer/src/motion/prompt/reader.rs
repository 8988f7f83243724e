//! Makes moves of a prompt's terms, clause by clause.

use super::languages::Token;
use super::terms::{Direction, Term, Verb};
use crate::motion::{Move, MoveKind};

/// Most steps of a sequence.
pub(super) const MAX_STEPS: usize = 8;

/// A move, its strength if the prompt gives one, and its step in the sequence.
struct RequestedMove {
    kind: MoveKind,
    strength: Option<f64>,
    step: usize,
}

/// What the words of a clause have said so far.
#[derive(Default)]
struct Clause {
    /// Whether the verb is from this clause. Otherwise it is that of the last one, for "left and up".
    verb_is_new: bool,
    directions: Vec<Direction>,
    speed: Option<f64>,
    has_camera: bool,
    /// Whether there are words that are not about the camera, at all and since the last direction.
    has_other_words: bool,
    has_other_words_since: bool,
}

#[derive(Default)]
pub(super) struct Reader {
    /// In the language, directions come before their verb.
    direction_first: bool,
    /// Whether words of the prompt are not about the camera.
    has_other_words: bool,
    verb: Option<Verb>,
    clause: Clause,
    very: bool,
    negated: bool,
    step: usize,
    requested_moves: Vec<RequestedMove>,
    /// The speed of a clause without a move; it applies to all moves without a speed.
    general_speed: Option<f64>,
}

impl Reader {
    pub fn new(direction_first: bool, has_other_words: bool) -> Self {
        Self { direction_first, has_other_words, ..Self::default() }
    }

    pub fn take(&mut self, token: Token) {
        let was_very = std::mem::take(&mut self.very);
        match token {
            None => self.take_other_word(),
            // Resolved before: all that is left is about the camera.
            Some(Term::Verb(verb) | Term::Common(verb) | Term::Command(verb)) => {
                if self.clause.verb_is_new {
                    self.end_moves();
                }
                self.verb = Some(verb);
                self.clause.verb_is_new = true;
            }
            Some(Term::Camera) => self.clause.has_camera = true,
            Some(Term::Direction(direction)) => self.take_direction(direction),
            Some(Term::Speed(speed)) => {
                let more = if speed < 1.0 { 0.6 } else { 1.5 };
                self.clause.speed = Some(if was_very { speed * more } else { speed });
            }
            Some(Term::Very) => self.very = true,
            Some(Term::NegationBefore) => self.negate_clause(),
            Some(Term::NegationEither) if self.clause.verb_is_new => self.negate_clause(),
            Some(Term::Negation | Term::NegationEither) => {
                self.end_clause();
                self.negated = true;
            }
            Some(Term::And) => self.end_clause(),
            Some(Term::Then) => {
                self.end_clause();
                self.verb = None;
                if self.requested_moves.iter().any(|requested| requested.step == self.step) && self.step + 1 < MAX_STEPS
                {
                    self.step += 1;
                }
            }
            Some(Term::Filler) => {}
        }
    }

    fn take_other_word(&mut self) {
        let clause = &mut self.clause;
        (clause.has_other_words, clause.has_other_words_since) = (true, true);
        // "A man looking left": the direction is not the camera's.
        if !clause.verb_is_new && !clause.has_camera && !self.direction_first {
            clause.directions.clear();
        }
    }

    fn take_direction(&mut self, direction: Direction) {
        if self.clause.verb_is_new && !self.clause.directions.is_empty() {
            if self.direction_first {
                // The last verb has its direction; this one is the next verb's.
                self.end_moves();
                self.clause.verb_is_new = false;
            } else if self.clause.has_other_words_since {
                // "Pans across the room to the man on the left": the first direction is the camera's.
                return;
            }
        }
        self.clause.directions.push(direction);
        self.clause.has_other_words_since = false;
    }

    fn negate_clause(&mut self) {
        self.negated = true;
        self.end_clause();
    }

    fn end_clause(&mut self) {
        let moved = self.end_moves();
        if !moved && let Some(speed) = self.clause.speed {
            self.general_speed = Some(speed);
        }
        self.negated = false;
        self.clause = Clause::default();
    }

    /// The verb that the clause's directions belong to.
    fn verb_of_clause(&self) -> Option<Verb> {
        let clause = &self.clause;
        match self.verb {
            Some(verb) if clause.verb_is_new => Some(verb),
            _ if clause.directions.is_empty() => None,
            Some(verb) if !clause.has_other_words => Some(verb),
            // "Camera to the left", or nothing but "to the left".
            None if !self.has_other_words || clause.has_camera && !clause.has_other_words => Some(Verb::Move),
            _ => None,
        }
    }

    /// Turns verb and directions into moves. Whether there were any.
    fn end_moves(&mut self) -> bool {
        let verb = self.verb_of_clause();
        let directions = std::mem::take(&mut self.clause.directions);
        let Some(verb) = verb else { return false };
        if self.negated {
            self.verb = None;
            return true;
        }
        let kinds: Vec<MoveKind> = if directions.is_empty() {
            without_direction(verb).into_iter().collect()
        } else {
            directions.iter().filter_map(|&direction| with_direction(verb, direction)).collect()
        };
        let kinds = match kinds.as_slice() {
            [] if self.clause.verb_is_new => without_direction(verb).into_iter().collect(),
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
                self.requested_moves.push(RequestedMove { kind, strength: self.clause.speed, step: self.step });
            }
        }
        true
    }

    pub fn into_moves(mut self) -> Vec<Move> {
        self.end_clause();
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

fn without_direction(verb: Verb) -> Option<MoveKind> {
    Some(match verb {
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
        Verb::Move => return None,
    })
}

fn with_direction(verb: Verb, direction: Direction) -> Option<MoveKind> {
    use Direction::{Down, In, Left, Out, Right, Up};
    Some(match (verb, direction) {
        (Verb::Zoom, In) => MoveKind::ZoomIn,
        (Verb::Zoom, Out) => MoveKind::ZoomOut,
        (Verb::Dolly | Verb::Push | Verb::Move, In) => MoveKind::DollyIn,
        (Verb::Dolly | Verb::Pull | Verb::Move, Out) => MoveKind::DollyOut,
        (Verb::Pan | Verb::Move, Left) => MoveKind::PanLeft,
        (Verb::Pan | Verb::Move, Right) => MoveKind::PanRight,
        (Verb::Pan | Verb::Tilt, Up) => MoveKind::TiltUp,
        (Verb::Pan | Verb::Tilt, Down) => MoveKind::TiltDown,
        (Verb::Dolly | Verb::Truck | Verb::Push | Verb::Pull, Left) => MoveKind::TruckLeft,
        (Verb::Dolly | Verb::Truck | Verb::Push | Verb::Pull, Right) => MoveKind::TruckRight,
        (Verb::Truck | Verb::Crane | Verb::Dolly | Verb::Rise | Verb::Move, Up) => MoveKind::Rise,
        (Verb::Truck | Verb::Crane | Verb::Dolly | Verb::Sink | Verb::Move, Down) => MoveKind::Sink,
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
