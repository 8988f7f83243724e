use futures_util::future::BoxFuture;

use super::Service;

/// The source of a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Akool's pages.
    Documented,
    /// Users of the real service, or Akool's sample projects.
    Observed,
    /// Unknown; the simulator's own choice.
    Guessed,
}

impl Basis {
    /// Whether a service that differs contradicts a source.
    pub const fn is_known(self) -> bool {
        !matches!(self, Self::Guessed)
    }

    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Observed => "observed",
            Self::Guessed => "guessed",
        }
    }
}

/// One fact about the protocol.
pub struct Fact {
    /// A sentence.
    pub name: &'static str,
    /// Its source.
    pub basis: Basis,
    /// Whether checking it creates jobs.
    pub costs: bool,
    /// Checks whether it holds.
    pub check: Check,
}

/// A check of a fact.
pub type Check = for<'a> fn(&'a Service) -> BoxFuture<'a, Result<Outcome, Broken>>;

/// The outcome of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The fact holds.
    Holds,
    /// The fact was not checked, and why.
    NotRun(String),
    /// The fact does not hold; what was found instead.
    Broken(String),
}

/// A row of the table.
#[derive(Clone, Debug)]
pub struct Row {
    /// The fact.
    pub name: &'static str,
    /// Its source.
    pub basis: Basis,
    /// The outcome of the check.
    pub outcome: Outcome,
}

/// A fact does not hold, and why.
#[derive(Debug)]
pub struct Broken(pub String);

impl From<Broken> for Outcome {
    fn from(broken: Broken) -> Self {
        Self::Broken(broken.0)
    }
}

impl From<reqwest::Error> for Broken {
    fn from(error: reqwest::Error) -> Self {
        Self(error.without_url().to_string())
    }
}

/// The fact holds if the condition does; otherwise `found` says what was found instead.
pub fn holds(condition: bool, found: &impl std::fmt::Display) -> Result<Outcome, Broken> {
    match condition {
        true => Ok(Outcome::Holds),
        false => {
            let text: String = found.to_string().chars().take(300).collect();
            Err(Broken(format!("found {text}")))
        }
    }
}
