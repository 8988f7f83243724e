use serde::{Deserialize, Serialize};

use super::loose;

/// An entry of the effect catalogue.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Effect {
    /// The entry's id.
    #[serde(rename = "_id", deserialize_with = "loose::text", skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Milliseconds since 1970.
    #[serde(deserialize_with = "loose::integer", skip_serializing_if = "Option::is_none")]
    pub create_time: Option<i64>,
    /// A still image.
    #[serde(deserialize_with = "loose::text", skip_serializing_if = "Option::is_none")]
    pub logo: Option<String>,
    /// Display name.
    #[serde(deserialize_with = "loose::text", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A preview video.
    #[serde(deserialize_with = "loose::text", skip_serializing_if = "Option::is_none")]
    pub video_url: Option<String>,
    /// What goes into `effect_code` of a create request.
    #[serde(deserialize_with = "loose::text", skip_serializing_if = "Option::is_none")]
    pub effect_code: Option<String>,
}

/// `data` of the effect catalogue.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct EffectList {
    /// The effects.
    #[serde(deserialize_with = "loose::records")]
    pub result: Vec<Effect>,
    /// Number of effects.
    #[serde(deserialize_with = "loose::integer", skip_serializing_if = "Option::is_none")]
    pub count: Option<i64>,
}
