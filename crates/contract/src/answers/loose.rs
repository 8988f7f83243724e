//! Lenient readers for answers. A number may come as text, and a value of an unexpected type counts as absent. The same
//! goes for lists: whatever cannot be an entry is skipped.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// Any JSON value; only numbers, text and flags are kept. Not a serde untagged enum, because that copies each value first,
/// and answers have dozens of these.
enum Scalar {
    Number(f64),
    Text(String),
    Flag(bool),
    Other,
}

struct AnyScalar;

impl<'de> Visitor<'de> for AnyScalar {
    type Value = Scalar;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Scalar, E> {
        Ok(Scalar::Flag(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Scalar, E> {
        Ok(Scalar::Number(number as f64))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Scalar, E> {
        Ok(Scalar::Number(number as f64))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Scalar, E> {
        Ok(Scalar::Number(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Scalar, E> {
        Ok(Scalar::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Scalar, E> {
        Ok(Scalar::Text(text))
    }

    fn visit_unit<E>(self) -> Result<Scalar, E> {
        Ok(Scalar::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Scalar, A::Error> {
        while values.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Scalar, A::Error> {
        while fields.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar::Other)
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyScalar)
    }
}

impl Scalar {
    fn into_number(self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(number),
            Self::Text(text) => text.trim().parse().ok(),
            Self::Flag(_) | Self::Other => None,
        }
    }

    fn into_text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            Self::Number(number) => Some(number.to_string()),
            Self::Flag(_) | Self::Other => None,
        }
    }
}

pub(crate) fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    Scalar::deserialize(deserializer).map(Scalar::into_number)
}

pub(crate) fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    Ok(number(deserializer)?.filter(|number| number.is_finite()).map(|number| number as i64))
}

pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Scalar::deserialize(deserializer).map(Scalar::into_text)
}

/// Text, or an empty string.
pub(crate) fn text_or_empty<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    text(deserializer).map(Option::unwrap_or_default)
}

pub(crate) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    Ok(match Scalar::deserialize(deserializer)? {
        Scalar::Flag(flag) => Some(flag),
        _ => None,
    })
}

/// A list of objects. `null`, text and the like count as an empty list, and a single non-empty object as a list of one.
pub(crate) fn records<'de, D: Deserializer<'de>, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    T: Deserialize<'de> + Default + PartialEq,
{
    Ok(match deserializer.deserialize_any(AnyRecords(PhantomData))? {
        Records::Many(records) => records,
        Records::One(record) if record != T::default() => vec![record],
        Records::One(_) | Records::None => Vec::new(),
    })
}

/// A list of texts. Other entries are skipped.
pub(crate) fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Ok(scalars(deserializer)?.into_iter().filter_map(Scalar::into_text).collect())
}

/// A list of numbers. Other entries are skipped.
pub(crate) fn numbers<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<f64>, D::Error> {
    Ok(scalars(deserializer)?.into_iter().filter_map(Scalar::into_number).collect())
}

fn scalars<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Scalar>, D::Error> {
    deserializer.deserialize_any(AnyScalars)
}

enum Records<T> {
    Many(Vec<T>),
    One(T),
    None,
}

struct AnyRecords<T>(PhantomData<T>);

/// An entry of a list of objects; `None` if it is not an object.
struct Entry<T>(Option<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entry<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyEntry(PhantomData))
    }
}

struct AnyEntry<T>(PhantomData<T>);

struct AnyScalars;

/// The visitor methods for every value that is neither a list nor an object.
macro_rules! scalars_become {
    ($value:expr) => {
        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("any value")
        }

        fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
            Ok($value)
        }

        fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
            Ok($value)
        }

        fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
            Ok($value)
        }

        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
            Ok($value)
        }

        fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
            Ok($value)
        }

        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok($value)
        }
    };
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for AnyEntry<T> {
    type Value = Entry<T>;

    scalars_become!(Entry(None));

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Entry<T>, A::Error> {
        while values.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Entry(None))
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Entry<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(fields)).map(|record| Entry(Some(record)))
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for AnyRecords<T> {
    type Value = Records<T>;

    scalars_become!(Records::None);

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Records<T>, A::Error> {
        let mut records = Vec::new();
        while let Some(Entry(entry)) = values.next_element()? {
            records.extend(entry);
        }
        Ok(Records::Many(records))
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Records<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(fields)).map(Records::One)
    }
}

impl<'de> Visitor<'de> for AnyScalars {
    type Value = Vec<Scalar>;

    scalars_become!(Vec::new());

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Vec<Scalar>, A::Error> {
        let mut scalars = Vec::new();
        while let Some(scalar) = values.next_element()? {
            scalars.push(scalar);
        }
        Ok(scalars)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Vec<Scalar>, A::Error> {
        while fields.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Vec::new())
    }
}
