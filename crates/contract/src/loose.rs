//! Answers are read loosely: a number may come as text, and a value of an unexpected type counts as absent.

use serde::{Deserialize, Deserializer};

#[derive(Deserialize)]
#[serde(untagged)]
enum NumberOrText {
    Number(f64),
    Text(String),
    Other(serde::de::IgnoredAny),
}

pub(crate) fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    Ok(match NumberOrText::deserialize(deserializer)? {
        NumberOrText::Number(number) => Some(number),
        NumberOrText::Text(text) => text.trim().parse().ok(),
        NumberOrText::Other(_) => None,
    })
}

pub(crate) fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    Ok(number(deserializer)?.filter(|number| number.is_finite()).map(|number| number as i64))
}

#[derive(Deserialize)]
#[serde(untagged)]
enum TextOr {
    Text(String),
    Number(f64),
    Other(serde::de::IgnoredAny),
}

pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match TextOr::deserialize(deserializer)? {
        TextOr::Text(text) => Some(text),
        TextOr::Number(number) => Some(number.to_string()),
        TextOr::Other(_) => None,
    })
}

#[derive(Deserialize)]
#[serde(untagged)]
enum FlagOr {
    Flag(bool),
    Other(serde::de::IgnoredAny),
}

pub(crate) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    Ok(match FlagOr::deserialize(deserializer)? {
        FlagOr::Flag(flag) => Some(flag),
        FlagOr::Other(_) => None,
    })
}
