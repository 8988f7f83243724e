use serde::{Serialize, Serializer};

use crate::UncheckedField;

/// A field's value on its way to the vendor.
#[derive(Clone, Debug, PartialEq)]
pub enum WireValue {
    /// Text.
    Text(String),
    /// A whole number.
    Number(f64),
    /// `true` or `false`.
    Flag(bool),
}

impl WireValue {
    /// What can be sent of a value at all.
    pub(crate) fn of(value: &UncheckedField) -> Option<Self> {
        match value {
            UncheckedField::Text(text) => Some(Self::Text(text.clone())),
            UncheckedField::Number(number) => Some(Self::Number(*number)),
            UncheckedField::Bool(flag) => Some(Self::Flag(*flag)),
            _ => None,
        }
    }
}

impl Serialize for WireValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            // Whole by the rules: 5 and not 5.0 in JSON.
            Self::Number(number) => serializer.serialize_u32(*number as u32),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
        }
    }
}

/// Fields that passed, in the table's order, with their names.
pub type WireRequest = Vec<(&'static str, WireValue)>;

/// A map of equal values in place of a derived struct: it is written by one piece of code and not by one per field, and
/// serde-wasm-bindgen then needs no table of interned names.
pub(crate) fn write<S: Serializer>(fields: &WireRequest, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(fields.iter().map(|(name, value)| (name, value)))
}
