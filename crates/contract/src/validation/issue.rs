use std::borrow::Cow;

use serde::{Serialize, Serializer};

/// One fault of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// The field, or an empty string for the request as a whole.
    pub path: String,
    /// The kind of fault; stable, for programs.
    pub code: IssueCode,
    /// What to do about it, as a sentence; for people.
    pub message: Cow<'static, str>,
}

/// The kind of an [`Issue`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IssueCode {
    /// A field that is missing or empty.
    Required,
    /// A value of the wrong type.
    WrongType,
    /// Text with more characters than allowed.
    TooLong,
    /// Text that is not an absolute http(s) URL, or one with credentials or spaces.
    InvalidUrl,
    /// A value that is not allowed.
    InvalidValue,
    /// A field that the route does not have.
    UnknownField,
    /// A value that contradicts another field.
    Conflict,
    /// Valid for Akool, but refused by the gateway's rules or the token's limits.
    NotAllowed,
}

impl IssueCode {
    /// The code as a word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::WrongType => "wrong_type",
            Self::TooLong => "too_long",
            Self::InvalidUrl => "invalid_url",
            Self::InvalidValue => "invalid_value",
            Self::UnknownField => "unknown_field",
            Self::Conflict => "conflict",
            Self::NotAllowed => "not_allowed",
        }
    }
}

// Here and in `WireRequest` a map instead of a derived struct: one piece of code writes it instead of one per field, and
// serde-wasm-bindgen then needs no table of interned names. That keeps the WebAssembly module small.
impl Serialize for Issue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([("path", self.path.as_str()), ("code", self.code.as_str()), ("message", &self.message)])
    }
}

impl Issue {
    /// An issue with one field.
    pub fn new(path: &str, code: IssueCode, message: impl Into<Cow<'static, str>>) -> Self {
        Self { path: path.into(), code, message: message.into() }
    }
}
