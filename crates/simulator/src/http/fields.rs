use serde_json::{Map, Value};

/// A request body, read as Akool does: numbers may be text, and unknown fields are ignored.
pub struct Fields(Map<String, Value>);

impl Fields {
    /// Reads a JSON object.
    pub fn read(body: &[u8]) -> Option<Self> {
        match serde_json::from_slice(body) {
            Ok(Value::Object(map)) => Some(Self(map)),
            _ => None,
        }
    }

    /// The object as it was sent.
    pub fn as_value(&self) -> Value {
        Value::Object(self.0.clone())
    }

    /// Whether the field is there and not `null`.
    pub fn has(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|value| !value.is_null())
    }

    /// Text; `None` when absent, an error for other types. A number counts as its digits.
    pub fn text(&self, name: &str) -> Result<Option<String>, WrongField> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(Value::Number(number)) => Ok(Some(number.to_string())),
            Some(_) => Err(WrongField(name.into())),
        }
    }

    /// Text, empty when absent.
    pub fn text_or_empty(&self, name: &str) -> Result<String, WrongField> {
        Ok(self.text(name)?.unwrap_or_default())
    }

    /// A whole number, also as text; empty text counts as absent.
    pub fn integer(&self, name: &str) -> Result<Option<i64>, WrongField> {
        let number = match self.0.get(name) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::Number(number)) => number.as_f64(),
            Some(Value::String(text)) if text.trim().is_empty() => return Ok(None),
            Some(Value::String(text)) => text.trim().parse().ok(),
            Some(_) => None,
        };
        number
            .filter(|number| number.fract() == 0.0 && number.abs() < 9e15)
            .map(|number| Some(number as i64))
            .ok_or_else(|| WrongField(name.into()))
    }

    /// A flag, also as text or 0 and 1; false when absent.
    pub fn flag(&self, name: &str) -> Result<bool, WrongField> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(Value::String(text)) if text.is_empty() || text == "false" || text == "0" => Ok(false),
            Some(Value::String(text)) if text == "true" || text == "1" => Ok(true),
            Some(Value::Number(number)) if number.as_f64() == Some(0.0) => Ok(false),
            Some(Value::Number(number)) if number.as_f64() == Some(1.0) => Ok(true),
            Some(_) => Err(WrongField(name.into())),
        }
    }
}

/// The name of a field whose value has the wrong type.
#[derive(Debug)]
pub struct WrongField(pub String);
