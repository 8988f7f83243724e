use std::fmt;

/// One thing that is wrong with the configuration. It never holds a value that could be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The variable.
    pub variable: String,
    /// What is wrong.
    pub problem: String,
    /// What would be right.
    pub example: &'static str,
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {} Example: {}", self.variable, self.problem, self.example)
    }
}
