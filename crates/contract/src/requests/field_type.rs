use super::WireValue;
use crate::validation::{JsonType, Rule};
use crate::{AudioType, Resolution, VideoLength};

/// The type of a request's field.
pub trait FieldType: Default {
    /// What it is on the wire.
    const JSON_TYPE: JsonType;
    /// Whether the field may be missing on the wire.
    const IS_OPTIONAL: bool;

    /// Reads a value that passed the rules. Those let through nothing that this cannot read.
    fn from_wire(value: Option<WireValue>) -> Self;

    /// Writes the value, if there is one.
    fn to_wire(&self) -> Option<WireValue>;
}

/// A field's rule with its name, checked against the type while compiling: both have the same type on the wire, and only
/// an `Option` goes with a rule that lets the field be missing.
pub const fn declared<T: FieldType>(name: &'static str, rule: Rule) -> Rule {
    assert!(rule.kind.json_type() as u8 == T::JSON_TYPE as u8, "the field's type does not hold what its rule allows");
    assert!(rule.is_optional() == T::IS_OPTIONAL, "a field is an Option exactly where its rule lets it be missing");
    Rule { name, ..rule }
}

/// A type of single values, for a field that is always sent or, as an `Option`, for one that may be missing.
trait Value: Default {
    const JSON_TYPE: JsonType;

    fn read(value: WireValue) -> Option<Self>;

    fn write(&self) -> WireValue;
}

impl<T: Value> FieldType for T {
    const JSON_TYPE: JsonType = T::JSON_TYPE;
    const IS_OPTIONAL: bool = false;

    fn from_wire(value: Option<WireValue>) -> Self {
        value.and_then(T::read).unwrap_or_default()
    }

    fn to_wire(&self) -> Option<WireValue> {
        Some(self.write())
    }
}

impl<T: Value> FieldType for Option<T> {
    const JSON_TYPE: JsonType = T::JSON_TYPE;
    const IS_OPTIONAL: bool = true;

    fn from_wire(value: Option<WireValue>) -> Self {
        value.and_then(T::read)
    }

    fn to_wire(&self) -> Option<WireValue> {
        self.as_ref().map(T::write)
    }
}

impl Value for String {
    const JSON_TYPE: JsonType = JsonType::Text;

    fn read(value: WireValue) -> Option<Self> {
        value.into_text()
    }

    fn write(&self) -> WireValue {
        WireValue::Text(self.clone())
    }
}

impl Value for bool {
    const JSON_TYPE: JsonType = JsonType::Flag;

    fn read(value: WireValue) -> Option<Self> {
        match value {
            WireValue::Flag(flag) => Some(flag),
            _ => None,
        }
    }

    fn write(&self) -> WireValue {
        WireValue::Flag(*self)
    }
}

impl Value for u32 {
    const JSON_TYPE: JsonType = JsonType::Number;

    fn read(value: WireValue) -> Option<Self> {
        value.into_number().map(|number| number as Self)
    }

    fn write(&self) -> WireValue {
        WireValue::Number(f64::from(*self))
    }
}

impl Value for Resolution {
    const JSON_TYPE: JsonType = JsonType::Text;

    fn read(value: WireValue) -> Option<Self> {
        Self::from_word(&value.into_text()?)
    }

    fn write(&self) -> WireValue {
        WireValue::Text(self.as_str().to_owned())
    }
}

impl Value for AudioType {
    const JSON_TYPE: JsonType = JsonType::Number;

    fn read(value: WireValue) -> Option<Self> {
        Self::from_number(value.into_number()?)
    }

    fn write(&self) -> WireValue {
        self.number().write()
    }
}

impl Value for VideoLength {
    const JSON_TYPE: JsonType = JsonType::Number;

    fn read(value: WireValue) -> Option<Self> {
        Self::from_seconds(value.into_number()?)
    }

    fn write(&self) -> WireValue {
        self.seconds().write()
    }
}
