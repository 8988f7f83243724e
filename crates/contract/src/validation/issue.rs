use std::borrow::Cow;

use serde::{Serialize, Serializer};

/// One thing that is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// The field, or an empty string for the request as a whole.
    pub path: String,
    /// What kind of fault it is; stable, for programs.
    pub code: IssueCode,
    /// A sentence that says what to do; for people.
    pub message: Cow<'static, str>,
}

/// The kind of an [`Issue`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IssueCode {
    /// Missing or empty.
    Required,
    /// Of another type than the vendor expects.
    WrongType,
    /// More characters than allowed.
    TooLong,
    /// Not an absolute http(s) URL without credentials and spaces.
    InvalidUrl,
    /// Not one of the listed values.
    InvalidValue,
    /// The vendor has no such field.
    UnknownField,
    /// Contradicts another field.
    Conflict,
    /// Valid for the vendor, but refused here (by a gateway's rules or a token's limits).
    NotAllowed,
}

impl IssueCode {
    /// The word programs see.
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

// Here and in `CreateRequest` a map of equal values in place of a derived struct: it is written by one piece of code and
// not by one per field, and serde-wasm-bindgen then needs no table of interned names.
impl Serialize for Issue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([("path", self.path.as_str()), ("code", self.code.as_str()), ("message", &self.message)])
    }
}

impl Issue {
    /// An issue at one field.
    pub fn new(path: &str, code: IssueCode, message: impl Into<Cow<'static, str>>) -> Self {
        Self { path: path.into(), code, message: message.into() }
    }
}
