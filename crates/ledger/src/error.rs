/// The book could not be read or written. What was asked for has not happened.
#[derive(Debug)]
pub struct LedgerError {
    problem: String,
    is_in_doubt: bool,
}

impl LedgerError {
    pub(super) fn new(problem: impl Into<String>) -> Self {
        Self { problem: problem.into(), is_in_doubt: false }
    }

    /// It was the commit that failed, so that it may have happened after all.
    pub(super) fn in_doubt(problem: impl Into<String>) -> Self {
        Self { problem: problem.into(), is_in_doubt: true }
    }

    /// Whether it may have happened after all.
    pub fn is_in_doubt(&self) -> bool {
        self.is_in_doubt
    }

    pub(super) fn newer_version() -> Self {
        Self::new("the book was written by a newer version of this program")
    }

    /// A column holds something else than this program writes there.
    pub(super) fn strange_value() -> Self {
        Self::new("the book holds a value of the wrong type")
    }
}

impl std::fmt::Display for LedgerError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.problem)
    }
}

impl std::error::Error for LedgerError {}
