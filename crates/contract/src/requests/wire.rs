use serde::{Serialize, Serializer};

use super::UncheckedField;

/// A valid request, field by field as it is sent: names and values in the order of the request's declaration.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WireRequest(Vec<(&'static str, WireValue)>);

impl WireRequest {
    /// The value of a field that is sent.
    pub fn get(&self, name: &str) -> Option<&WireValue> {
        self.0.iter().find(|(field, _)| *field == name).map(|(_, value)| value)
    }

    pub(crate) fn push(&mut self, name: &'static str, value: WireValue) {
        self.0.push((name, value));
    }

    /// The value of a field, which is then no longer part of the request.
    pub(super) fn take(&mut self, name: &str) -> Option<WireValue> {
        let index = self.0.iter().position(|(field, _)| *field == name)?;
        Some(self.0.swap_remove(index).1)
    }
}

impl IntoIterator for WireRequest {
    type Item = (&'static str, WireValue);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl FromIterator<(&'static str, WireValue)> for WireRequest {
    fn from_iter<I: IntoIterator<Item = (&'static str, WireValue)>>(fields: I) -> Self {
        Self(fields.into_iter().collect())
    }
}

impl Serialize for WireRequest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// A field's value as it is sent.
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
    /// The value as it can be sent; none for lists, objects and what is not JSON.
    pub(crate) fn of(field: &UncheckedField) -> Option<Self> {
        match field {
            UncheckedField::Text(text) => Some(Self::Text(text.clone())),
            UncheckedField::Number(number) => Some(Self::Number(*number)),
            UncheckedField::Bool(flag) => Some(Self::Flag(*flag)),
            _ => None,
        }
    }

    pub(super) fn into_text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn into_number(self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }
}

impl Serialize for WireValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            // The rules only allow whole numbers: 5 and not 5.0 in JSON.
            Self::Number(number) => serializer.serialize_u32(*number as u32),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
        }
    }
}
