//! Recordings of an Akool-shaped server: written while requests pass through, answered from later, and compared.

mod differences;
mod exchange;
mod recorder;
mod redact;
mod replay;

pub use differences::{Difference, differences};
pub use exchange::{Exchange, ORIGIN, RecordedBody, RecordedRequest, Recording, RecordingError};
pub use recorder::{RecordError, Recorder};
pub use redact::Redactor;
pub use replay::{Replay, ReplayNote};

use std::sync::Arc;

/// Where the answers of a server come from.
#[derive(Clone)]
pub enum AnswerSource {
    /// The simulator itself.
    Simulation,
    /// Another server, whose answers are recorded.
    Upstream(Arc<Recorder>),
    /// A recording.
    Recording(Arc<Recording>),
}
