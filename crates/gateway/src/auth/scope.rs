use serde::{Deserialize, Serialize};

/// What a token permits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Create videos; this is what costs credits.
    Create,
    /// Read the caller's own jobs, the effects and the credits.
    Read,
    /// Upload pictures and sounds.
    Upload,
    /// Delete the caller's own jobs.
    Delete,
}

impl Scope {
    /// All scopes.
    pub const ALL: [Self; 4] = [Self::Create, Self::Read, Self::Upload, Self::Delete];

    /// Its name in a token.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Read => "read",
            Self::Upload => "upload",
            Self::Delete => "delete",
        }
    }
}

/// Joins scopes with spaces, as in OAuth 2.
pub fn joined(scopes: &[Scope]) -> String {
    scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" ")
}
