use akool_contract::{BatchRequest, CreateRequest, Issue, IssueCode, Resolution};
use serde::{Deserialize, Serialize};

/// The limits of the requests that a token may make, fixed when it is minted. `None` is no limit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// The maximum resolution.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_resolution: Option<Resolution>,
    /// The maximum length of a video.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_video_seconds: Option<u32>,
    /// The credits that may be spent over the token's life.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_credits: Option<f64>,
    /// The videos that may be created over the token's life.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_creates: Option<u32>,
    /// The models that may be used, by the vendor's names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub models: Option<Vec<String>>,
}

/// The model of a request without `is_premium_model`.
const BASIC_MODEL: &str = "AkoolImage2VideoFastV1";
/// The model of a request with `is_premium_model: true`.
const PREMIUM_MODEL: &str = "AkoolImage2VideoHDV1";

/// The vendor's name of the model that a request uses.
pub fn model(request: &CreateRequest) -> &'static str {
    if request.is_premium_model == Some(true) { PREMIUM_MODEL } else { BASIC_MODEL }
}

impl Limits {
    /// The fields of a request that exceed the limits.
    pub fn issues(&self, request: &CreateRequest) -> Vec<Issue> {
        let mut issues = self.size_issues(request.resolution.short_side(), request.video_length.seconds());
        let model = model(request);
        if let Some(models) = &self.models
            && !models.iter().any(|allowed| allowed == model)
        {
            issues.push(not_allowed("is_premium_model", format!("This token does not allow the model {model}.")));
        }
        issues
    }

    /// The fields of a batch that exceed the limits.
    pub fn batch_issues(&self, request: &BatchRequest) -> Vec<Issue> {
        let mut issues = self.size_issues(short_side(&request.resolution), request.video_length);
        if let Some(models) = &self.models
            && !request.model_name.as_ref().is_some_and(|model| models.contains(model))
        {
            let message = format!("Name a model that this token allows: {}.", models.join(", "));
            issues.push(not_allowed("model_name", message));
        }
        issues
    }

    fn size_issues(&self, short_side: u32, seconds: u32) -> Vec<Issue> {
        let mut issues = Vec::new();
        if let Some(most) = self.max_resolution
            && short_side > most.short_side()
        {
            let message = format!("Ask for {} at most; this token allows no more.", most.as_str());
            issues.push(not_allowed("resolution", message));
        }
        if let Some(most) = self.max_video_seconds
            && seconds > most
        {
            let message = format!("Ask for {most} seconds at most; this token allows no more.");
            issues.push(not_allowed("video_length", message));
        }
        issues
    }
}

/// Pixels of a model's size: `768P`, or `2k` for 1440.
fn short_side(size: &str) -> u32 {
    let (number, unit) = size.split_at(size.len().saturating_sub(1));
    let number = number.parse::<u32>().unwrap_or(u32::MAX);
    match (number, unit) {
        (_, "p" | "P") => number,
        (2, _) => 1440,
        (thousands, _) => thousands.saturating_mul(540),
    }
}

fn not_allowed(path: &str, message: String) -> Issue {
    Issue::new(path, IssueCode::NotAllowed, message)
}
