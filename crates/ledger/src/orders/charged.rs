use serde::{Deserialize, Serialize};

/// Whether credits were taken for an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Charged {
    /// The order was never sent, or it was refused.
    No,
    /// The credits were taken.
    Yes,
    /// The outcome is unknown.
    Unknown,
}

impl Charged {
    /// The word that is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Yes => "yes",
            Self::Unknown => "unknown",
        }
    }
}
