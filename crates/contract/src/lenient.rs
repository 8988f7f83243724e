//! What clients that were written for the service itself send, and the service passes over.

use crate::checker::Checker;
use crate::{UncheckedField, text};

/// A request that was read as the service itself reads it.
#[derive(Clone, Debug, PartialEq)]
pub struct Lenient<Request> {
    /// What is left of it, checked.
    pub request: Request,
    /// The fields that were passed over.
    pub ignored: Vec<&'static str>,
}

impl<Request> Lenient<Request> {
    /// The same with the request turned into something else.
    pub(crate) fn map<Other>(self, turn: impl FnOnce(Request) -> Other) -> Lenient<Other> {
        Lenient { request: turn(self.request), ignored: self.ignored }
    }
}

/// A field that a route does not have and its service passes over. It must never be one that somebody could believe to
/// have paid for.
pub struct Ignorable {
    pub name: &'static str,
    /// Whether it may be passed over in this request, with this value.
    pub when: fn(&Checker<'_>, &UncheckedField) -> bool,
}

impl Ignorable {
    /// Passed over as long as it says nothing.
    pub const fn empty(name: &'static str) -> Self {
        Self { name, when: |_, value| says_nothing(value) }
    }

    /// Passed over whatever it says.
    pub const fn any(name: &'static str) -> Self {
        Self { name, when: |_, value| is_scalar(value) }
    }

    /// Passed over when it asks for what there is without it: one video.
    pub const fn one(name: &'static str) -> Self {
        Self { name, when: |_, value| says_nothing(value) || is_one(value) }
    }
}

/// `null`, blank text, `false`.
pub fn says_nothing(value: &UncheckedField) -> bool {
    match value {
        UncheckedField::Null | UncheckedField::Bool(false) => true,
        UncheckedField::Text(text) => text::is_blank(text),
        _ => false,
    }
}

/// Anything but lists, objects and what is no JSON.
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
