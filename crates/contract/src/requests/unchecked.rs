/// A request before validation. JSON text (on servers) and JS values (in the browser) are both converted to this, so one
/// validator serves both.
#[derive(Clone, Debug, PartialEq)]
pub enum UncheckedRequest {
    /// The fields of an object, in order.
    Fields(Vec<(String, UncheckedField)>),
    /// Any other value: `null`, an array, a string…
    NotAnObject(UncheckedField),
}

/// A field's value before validation. No request has a field with an array or an object, so their contents are dropped.
#[derive(Clone, Debug, PartialEq)]
pub enum UncheckedField {
    /// JavaScript's `undefined`; counts as absent.
    Undefined,
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// Any number, NaN included.
    Number(f64),
    /// Text.
    Text(String),
    /// An array.
    Array,
    /// An object.
    Object,
    /// A function, symbol, big integer…
    Other,
}

impl UncheckedField {
    /// The type's name with its article, for messages.
    pub const fn type_name(&self) -> &'static str {
        match self {
            Self::Undefined => "nothing",
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::Text(_) => "a string",
            Self::Array => "an array",
            Self::Object => "an object",
            Self::Other => "a value that is not JSON",
        }
    }
}

#[cfg(feature = "json")]
mod json {
    use serde_json::Value;

    use super::{UncheckedField, UncheckedRequest};

    impl From<&Value> for UncheckedField {
        fn from(value: &Value) -> Self {
            match value {
                Value::Null => Self::Null,
                Value::Bool(flag) => Self::Bool(*flag),
                Value::Number(number) => Self::Number(number.as_f64().unwrap_or(f64::NAN)),
                Value::String(text) => Self::Text(text.clone()),
                Value::Array(_) => Self::Array,
                Value::Object(_) => Self::Object,
            }
        }
    }

    impl From<&Value> for UncheckedRequest {
        fn from(value: &Value) -> Self {
            match value {
                Value::Object(map) => {
                    Self::Fields(map.iter().map(|(name, value)| (name.clone(), value.into())).collect())
                }
                other => Self::NotAnObject(other.into()),
            }
        }
    }
}
