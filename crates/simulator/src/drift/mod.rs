//! Where a recording differs from what the simulator answers to the same requests.

mod answers;
mod files;
mod rerun;
mod timelines;

use std::{fmt::Write, path::Path};

use crate::{
    recording::{Difference, Recording, RecordingError},
    server::StartError,
};

/// The comparison of a recording with the simulator.
#[derive(Debug)]
pub struct Drift {
    /// How many answers were compared.
    pub compared: usize,
    /// The answers that differ.
    pub answers: Vec<AnswerDrift>,
}

/// An answer that differs.
#[derive(Debug)]
pub struct AnswerDrift {
    /// The exchange of the recording, counted from 1.
    pub exchange: usize,
    /// Method and path.
    pub request: String,
    /// The fields that differ.
    pub fields: Vec<Difference>,
}

/// Why a recording could not be compared.
#[derive(Debug, thiserror::Error)]
pub enum DriftError {
    /// The recording cannot be used.
    #[error(transparent)]
    Recording(#[from] RecordingError),
    /// The simulator did not start.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The files for its jobs cannot be served.
    #[error("cannot serve pictures on loopback: {0}")]
    Files(#[from] std::io::Error),
    /// A request failed.
    #[error("the simulator did not answer: {0}")]
    Request(#[from] reqwest::Error),
}

/// Sends the requests of a recording to a new simulator and compares the answers field by field. Ids, times, URLs and balances
/// only need to be of the same kind.
///
/// # Errors
///
/// See [`DriftError`].
pub async fn compare(path: &Path) -> Result<Drift, DriftError> {
    rerun::rerun(&Recording::load(path)?).await
}

impl Drift {
    /// Whether all answers are the same.
    pub fn is_none(&self) -> bool {
        self.answers.is_empty()
    }

    /// The comparison for people.
    pub fn report(&self) -> String {
        if self.is_none() {
            let answers = if self.compared == 1 { "answer" } else { "answers" };
            return format!("{} {answers} compared, no drift\n", self.compared);
        }
        let mut text = format!("{} of {} answers differ\n", self.answers.len(), self.compared);
        for answer in &self.answers {
            let _ = writeln!(text, "\n#{} {}", answer.exchange, answer.request);
            for Difference { field, recorded, now } in &answer.fields {
                let show = |value: &Option<serde_json::Value>| {
                    value.as_ref().map_or_else(|| "absent".to_owned(), |value| value.to_string())
                };
                let _ = writeln!(text, "  {field}\n    recorded   {}\n    simulator  {}", show(recorded), show(now));
            }
        }
        text
    }
}
