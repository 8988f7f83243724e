/// One thing the camera does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum MoveKind {
    ZoomIn,
    ZoomOut,
    DollyIn,
    DollyOut,
    /// The dolly zoom: near things hold their size while those behind them grow.
    Vertigo,
    PanLeft,
    PanRight,
    TiltUp,
    TiltDown,
    /// The whole camera goes sideways or up: near things pass faster than far ones.
    TruckLeft,
    TruckRight,
    Rise,
    Sink,
    OrbitLeft,
    OrbitRight,
    RollLeft,
    RollRight,
    /// A whole turn.
    SpinLeft,
    SpinRight,
    Shake,
    Handheld,
    Sway,
    Pulse,
    /// Explicitly none.
    Still,
}

impl MoveKind {
    /// The same the other way round, for "in and out" and "back and forth".
    pub fn reversed(self) -> Option<Self> {
        Some(match self {
            Self::ZoomIn => Self::ZoomOut,
            Self::ZoomOut => Self::ZoomIn,
            Self::DollyIn => Self::DollyOut,
            Self::DollyOut => Self::DollyIn,
            Self::PanLeft => Self::PanRight,
            Self::PanRight => Self::PanLeft,
            Self::TiltUp => Self::TiltDown,
            Self::TiltDown => Self::TiltUp,
            Self::TruckLeft => Self::TruckRight,
            Self::TruckRight => Self::TruckLeft,
            Self::Rise => Self::Sink,
            Self::Sink => Self::Rise,
            Self::OrbitLeft => Self::OrbitRight,
            Self::OrbitRight => Self::OrbitLeft,
            Self::RollLeft => Self::RollRight,
            Self::RollRight => Self::RollLeft,
            Self::SpinLeft => Self::SpinRight,
            Self::SpinRight => Self::SpinLeft,
            _ => return None,
        })
    }
}

/// One thing the camera does, how strongly, and when.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Move {
    pub kind: MoveKind,
    /// 1 is ordinary; slower is less, faster is more.
    pub strength: f64,
    /// Parts of the video's length.
    pub start: f64,
    pub end: f64,
}
