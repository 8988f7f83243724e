use serde::{Deserialize, de::DeserializeOwned};

use super::ControlError;

/// Reads a body; an empty one counts as `{}`. The content type is ignored, so that plain curl calls work.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ControlError> {
    let bytes = if bytes.iter().all(u8::is_ascii_whitespace) { b"{}" } else { bytes };
    serde_json::from_slice(bytes).map_err(|error| ControlError::new(format!("the body is invalid: {error}")))
}

/// One of something, or several.
#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    Many(Vec<serde_json::Value>),
    One(serde_json::Value),
}

/// Reads one object or an array of them.
pub fn read_many<T: DeserializeOwned>(bytes: &[u8]) -> Result<Vec<T>, ControlError> {
    let values = match read(bytes)? {
        OneOrMany::Many(values) => values,
        OneOrMany::One(value) => vec![value],
    };
    // In a second step, because errors inside an untagged enum have no details.
    values
        .into_iter()
        .map(serde_json::from_value)
        .collect::<Result<_, _>>()
        .map_err(|error| ControlError::new(format!("the body is invalid: {error}")))
}
