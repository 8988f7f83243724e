use std::fmt;

/// One fault of the configuration. It never contains a value that could be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The faulty variable.
    pub variable: String,
    /// What is wrong.
    pub problem: String,
    /// A good setting.
    pub example: &'static str,
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {} Example: {}", self.variable, self.problem, self.example)
    }
}
