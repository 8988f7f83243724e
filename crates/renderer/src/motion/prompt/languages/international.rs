use crate::motion::prompt::terms::{Direction::*, Row, Term::*, Verb::*};

/// English terms that are used in every language. Single words that mean something else in one of them are not here:
/// "pan" is bread in Spanish, "fast" is "almost" in German.
pub(super) const WORDS: &[Row] = &[
    (&[Verb(Zoom)], "zoom|zooms"),
    (&[Verb(Zoom), Direction(In)], "zoom in|zoom-in|zoomin"),
    (&[Verb(Zoom), Direction(Out)], "zoom out|zoomout"),
    (&[Verb(Dolly)], "dolly|travelling|traveling"),
    (&[Verb(Dolly), Direction(In)], "dolly in|dolly forward|push in"),
    (&[Verb(Dolly), Direction(Out)], "dolly out|dolly back|pull out|pull back"),
    (&[Verb(Pan), Direction(Left)], "pan left"),
    (&[Verb(Pan), Direction(Right)], "pan right"),
    (&[Verb(Tilt), Direction(Up)], "tilt up|pan up"),
    (&[Verb(Tilt), Direction(Down)], "tilt down|pan down"),
    (&[Verb(Truck), Direction(Left)], "truck left|track left"),
    (&[Verb(Truck), Direction(Right)], "truck right|track right"),
    (&[Verb(Crane), Direction(Up)], "crane up|pedestal up"),
    (&[Verb(Crane), Direction(Down)], "crane down|pedestal down"),
    (&[Verb(Truck)], "tracking shot"),
    (&[Verb(Orbit)], "orbit"),
    (&[Verb(Tilt)], "tilt"),
    (&[Verb(Handheld)], "handheld"),
    (&[Verb(Vertigo)], "vertigo|dolly zoom|hitchcock zoom|zoom hitchcock|zolly"),
    (&[And], ",|;"),
    (&[Then], "."),
];
