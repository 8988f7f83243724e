//! What words mean to the camera.

/// What a verb of the camera does; the direction says the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verb {
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
    /// To move at all; only the direction says how.
    Move,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    In,
    Out,
    Left,
    Right,
    Up,
    Down,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Term {
    /// The camera itself, or the shot.
    Camera,
    /// A word that is only used of cameras.
    Verb(Verb),
    /// A word that is used of other things, too: the sun rises, a truck, a frying pan. The context decides.
    Common(Verb),
    /// The same as a command or a noun, which may begin a clause: "rise over the city".
    Command(Verb),
    Direction(Direction),
    /// How strongly; 1 is ordinary.
    Speed(f64),
    /// Makes the next speed more so.
    Very,
    /// Negates what follows.
    Negation,
    /// Negates the clause before it.
    NegationBefore,
    /// Negates the clause before it if that has a verb, and otherwise what follows.
    NegationEither,
    /// The beginning of another thing at the same time.
    And,
    /// The beginning of what comes afterwards.
    Then,
    /// An article, a preposition, an auxiliary: means nothing on its own.
    Filler,
}

/// Words of one meaning, separated by `|`. A word may be several in a row: "zoom avant".
pub(super) type Row = (&'static [Term], &'static str);
