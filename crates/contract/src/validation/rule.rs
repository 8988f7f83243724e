//! What Akool's documentation says of single fields. A table of rules and one loop over it, because code per field is
//! what makes the WebAssembly module large.

use crate::CreateRequest;

/// What one field may hold.
pub struct Rule {
    pub name: &'static str,
    pub kind: Kind,
    pub default: DefaultValue,
}

/// What a field holds. The texts say what to do about a value that is not allowed.
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
    /// A whole number between the two, both included.
    Whole(f64, f64, &'static str),
}

/// The type of a field's value in JSON.
#[derive(Clone, Copy)]
pub enum JsonType {
    Text,
    Number,
    Flag,
}

impl Kind {
    pub const fn json_type(&self) -> JsonType {
        match self {
            Self::Flag => JsonType::Flag,
            Self::Number(..) | Self::Whole(..) => JsonType::Number,
            Self::Text(_) | Self::Url(_) | Self::Word(..) | Self::Size(_) => JsonType::Text,
        }
    }

    /// What the value has to be.
    pub fn expected(&self) -> &'static str {
        match self.json_type() {
            JsonType::Flag => "true or false",
            JsonType::Number => "a number",
            JsonType::Text => "a string",
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

/// What happens when a field is not given.
pub enum DefaultValue {
    /// It is not sent.
    Nothing,
    /// There is no default: that is an issue, and this says what to do about it.
    Required(&'static str),
    /// This text is sent.
    Text(&'static str),
    /// This number is sent.
    Number(f64),
}

/// Longest name or code. The documentation gives no limit, and real ones have a few dozen characters.
const MAXIMUM_NAME: usize = 256;

impl Rule {
    /// An optional field; [`request!`](crate::requests) gives it its name.
    pub const fn new(kind: Kind) -> Self {
        Self { name: "", kind, default: DefaultValue::Nothing }
    }

    pub const fn required(self, advice: &'static str) -> Self {
        Self { default: DefaultValue::Required(advice), ..self }
    }

    pub const fn or_text(self, text: &'static str) -> Self {
        Self { default: DefaultValue::Text(text), ..self }
    }

    pub const fn or_number(self, number: f64) -> Self {
        Self { default: DefaultValue::Number(number), ..self }
    }

    /// A name, a code or an id.
    pub const fn name() -> Self {
        Self::new(Kind::Text(MAXIMUM_NAME))
    }

    pub const fn url() -> Self {
        Self::new(Kind::Url(CreateRequest::MAXIMUM_URL))
    }

    pub const fn flag() -> Self {
        Self::new(Kind::Flag)
    }

    /// Whether a valid request may lack the field on the wire.
    pub const fn is_optional(&self) -> bool {
        matches!(self.default, DefaultValue::Nothing)
    }
}
