//! What the vendor says of single fields. A table of rules and one loop over it, because code per field is what weighs
//! in the WebAssembly module.

use crate::{CreateRequest, WireValue};

/// What the vendor says of one field.
pub struct Rule {
    pub name: &'static str,
    pub kind: Kind,
    /// What is sent when it is not given.
    pub default: DefaultValue,
}

/// What a field holds. The texts say what to do about a value that is not one of those.
pub enum Kind {
    /// At most so many UTF-16 code units.
    Text(usize),
    /// Likewise, and an address.
    Url(usize),
    Flag,
    /// One of the words.
    Word(&'static [&'static str], &'static str),
    /// A size as models have it: `720p`, `768P`, `4k`.
    Size(&'static str),
    /// One of the numbers.
    Number(&'static [f64], &'static str),
    /// A whole number up to the second one, and from the first.
    Whole(f64, f64, &'static str),
}

impl Kind {
    /// What the value has to be.
    pub fn expected(&self) -> &'static str {
        match self {
            Self::Flag => "true or false",
            Self::Number(..) | Self::Whole(..) => "a number",
            _ => "a string",
        }
    }

    /// What to do about a value of the right type that is not allowed.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Word(_, advice) | Self::Size(advice) | Self::Number(_, advice) | Self::Whole(_, _, advice) => advice,
            Self::Text(_) | Self::Url(_) | Self::Flag => "",
        }
    }
}

pub enum DefaultValue {
    Nothing,
    Text(&'static str),
    Number(f64),
}

impl DefaultValue {
    /// What is sent in place of a field that is not given.
    pub fn sent(&self) -> Option<WireValue> {
        match self {
            Self::Nothing => None,
            Self::Text(text) => Some(WireValue::Text((*text).into())),
            Self::Number(number) => Some(WireValue::Number(*number)),
        }
    }
}

/// Longest name or code. The documentation gives no limit, and real ones have a few dozen characters.
const MAXIMUM_NAME: usize = 256;

impl Rule {
    pub const fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, default: DefaultValue::Nothing }
    }

    pub const fn or_text(self, text: &'static str) -> Self {
        Self { default: DefaultValue::Text(text), ..self }
    }

    pub const fn or_number(self, number: f64) -> Self {
        Self { default: DefaultValue::Number(number), ..self }
    }

    /// A name, a code or an id.
    pub const fn text(name: &'static str) -> Self {
        Self::new(name, Kind::Text(MAXIMUM_NAME))
    }

    pub const fn url(name: &'static str) -> Self {
        Self::new(name, Kind::Url(CreateRequest::MAXIMUM_URL))
    }

    pub const fn flag(name: &'static str) -> Self {
        Self::new(name, Kind::Flag)
    }
}
