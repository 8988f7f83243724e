use serde::{Deserialize, Serialize};

use super::loose;

/// Type number of image to video.
pub const IMAGE_TO_VIDEO_MODELS: u32 = 1501;

/// A model as Akool lists it. Fields that are no longer documented are left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Model {
    /// Position in the list; higher comes first.
    #[serde(deserialize_with = "loose::integer", skip_serializing_if = "Option::is_none")]
    pub sort: Option<i64>,
    /// Model family.
    #[serde(deserialize_with = "loose::text", skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Company that makes it.
    #[serde(deserialize_with = "loose::text", skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// 1501 for image to video.
    #[serde(deserialize_with = "loose::integer", skip_serializing_if = "Option::is_none")]
    pub r#type: Option<i64>,
    /// Display name.
    #[serde(deserialize_with = "loose::text", skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// What goes into `model_name`.
    #[serde(deserialize_with = "loose::text", skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What it is good at.
    #[serde(deserialize_with = "loose::text", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Sizes it supports.
    #[serde(rename = "resolutionList", deserialize_with = "loose::records")]
    pub resolutions: Vec<ModelSize>,
    /// Lengths it supports, in seconds.
    #[serde(rename = "durationList", deserialize_with = "loose::numbers")]
    pub durations: Vec<f64>,
    /// Needs the pro plan.
    #[serde(rename = "isPro", deserialize_with = "loose::flag", skip_serializing_if = "Option::is_none")]
    pub is_pro: Option<bool>,
    /// Needs a paying account; `false` does not mean free.
    #[serde(rename = "requiresPay", deserialize_with = "loose::flag", skip_serializing_if = "Option::is_none")]
    pub requires_pay: Option<bool>,
    /// Whether it accepts a picture for the last frame.
    #[serde(rename = "supportedLastFrame", deserialize_with = "loose::flag", skip_serializing_if = "Option::is_none")]
    pub supports_last_frame: Option<bool>,
    /// Whether it can lengthen prompts.
    #[serde(
        rename = "supportedExtendPrompt",
        deserialize_with = "loose::flag",
        skip_serializing_if = "Option::is_none"
    )]
    pub supports_extend_prompt: Option<bool>,
    /// Most pictures per video.
    #[serde(rename = "maxImageCount", deserialize_with = "loose::integer", skip_serializing_if = "Option::is_none")]
    pub maximum_images: Option<i64>,
    /// Most videos per batch.
    #[serde(rename = "maxCount", deserialize_with = "loose::integer", skip_serializing_if = "Option::is_none")]
    pub maximum_count: Option<i64>,
}

/// `data` of the model list. Akool sends a bare list.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct ModelList {
    /// The models.
    #[serde(deserialize_with = "loose::records")]
    pub result: Vec<Model>,
}

/// A size that a model supports.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ModelSize {
    /// Display name.
    #[serde(deserialize_with = "loose::text", skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// What goes into `resolution`.
    #[serde(deserialize_with = "loose::text", skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// In pixels, for a 16:9 picture.
    #[serde(deserialize_with = "loose::integer", skip_serializing_if = "Option::is_none")]
    pub width: Option<i64>,
    /// In pixels, for a 16:9 picture.
    #[serde(deserialize_with = "loose::integer", skip_serializing_if = "Option::is_none")]
    pub height: Option<i64>,
    /// Credits per second or per video; Akool's pages disagree.
    #[serde(deserialize_with = "loose::number", skip_serializing_if = "Option::is_none")]
    pub unit_credit: Option<f64>,
}
