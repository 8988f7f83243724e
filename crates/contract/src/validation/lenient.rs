//! Fields that clients written for Akool's own API send, and that Akool ignores.

use super::Checker;
use crate::{UncheckedField, text};

/// A request that was read as Akool reads it.
#[derive(Clone, Debug, PartialEq)]
pub struct Lenient<Request> {
    /// The request without the ignored fields.
    pub request: Request,
    /// The fields that were ignored.
    pub ignored: Vec<&'static str>,
}

impl<Request> Lenient<Request> {
    /// Converts the request and keeps the ignored fields.
    pub(crate) fn map<Other>(self, convert: impl FnOnce(Request) -> Other) -> Lenient<Other> {
        Lenient { request: convert(self.request), ignored: self.ignored }
    }
}

/// A field that a route does not have and that Akool ignores there. It must never be one that a caller could believe they
/// paid for.
pub struct Ignorable {
    pub name: &'static str,
    /// Whether it may be ignored in this request, with this value.
    pub when: fn(&Checker<'_>, &UncheckedField) -> bool,
}

impl Ignorable {
    /// Ignored as long as it is empty.
    pub const fn empty(name: &'static str) -> Self {
        Self { name, when: |_, value| is_empty(value) }
    }

    /// Ignored whatever its value.
    pub const fn any(name: &'static str) -> Self {
        Self { name, when: |_, value| is_scalar(value) }
    }

    /// Ignored when it is empty or asks for one video, which is what the route makes anyway.
    pub const fn one(name: &'static str) -> Self {
        Self { name, when: |_, value| is_empty(value) || is_one(value) }
    }
}

/// `null`, blank text, `false`.
fn is_empty(value: &UncheckedField) -> bool {
    match value {
        UncheckedField::Null | UncheckedField::Bool(false) => true,
        UncheckedField::Text(text) => text::is_blank(text),
        _ => false,
    }
}

/// Whether a value is neither a list, nor an object, nor something that JSON cannot hold.
pub fn is_scalar(value: &UncheckedField) -> bool {
    matches!(
        value,
        UncheckedField::Null | UncheckedField::Bool(_) | UncheckedField::Number(_) | UncheckedField::Text(_)
    )
}

fn is_one(value: &UncheckedField) -> bool {
    match value {
        UncheckedField::Number(number) => *number == 1.0,
        UncheckedField::Text(text) => text::whole_number(text) == Some(1.0),
        _ => false,
    }
}
