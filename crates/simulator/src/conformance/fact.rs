use futures_util::future::BoxFuture;

use super::Service;

/// Where a fact comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The vendor's pages.
    Documented,
    /// Users of the real service, or the vendor's sample projects.
    Observed,
    /// Nobody has said; the simulator's own choice.
    Guessed,
}

impl Basis {
    /// Whether a service that does otherwise contradicts somebody who should know.
    pub const fn is_known(self) -> bool {
        !matches!(self, Self::Guessed)
    }

    /// In the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Observed => "observed",
            Self::Guessed => "guessed",
        }
    }
}

/// One thing a service that speaks the protocol does.
pub struct Fact {
    /// A sentence.
    pub name: &'static str,
    /// Where it comes from.
    pub basis: Basis,
    /// Whether checking it creates jobs.
    pub costs: bool,
    /// Looks whether it holds.
    pub check: Check,
}

/// A check of a fact.
pub type Check = for<'a> fn(&'a Service) -> BoxFuture<'a, Result<Outcome, Broken>>;

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It does what the fact says.
    Holds,
    /// Not looked at, and why.
    NotRun(String),
    /// It does something else, and what.
    Broken(String),
}

/// A row of the table.
#[derive(Clone, Debug)]
pub struct Row {
    /// The fact.
    pub name: &'static str,
    /// Where it comes from.
    pub basis: Basis,
    /// What was found.
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

/// The fact holds if the condition does; otherwise `found` says what was there instead.
pub fn holds(condition: bool, found: &impl std::fmt::Display) -> Result<Outcome, Broken> {
    match condition {
        true => Ok(Outcome::Holds),
        false => {
            let text: String = found.to_string().chars().take(300).collect();
            Err(Broken(format!("found {text}")))
        }
    }
}
