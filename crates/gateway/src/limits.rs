use akool_contract::{CreateRequest, Issue, IssueCode, Resolution};
use serde::{Deserialize, Serialize};

/// What a token may ask for, frozen in when it is minted. An absent limit does not limit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Largest size.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_resolution: Option<Resolution>,
    /// Longest video.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_video_seconds: Option<u32>,
    /// Credits to spend over the token's life.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_credits: Option<f64>,
    /// Videos to create over the token's life.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_creates: Option<u32>,
    /// The models that may be used, by the vendor's names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub models: Option<Vec<String>>,
}

/// What `is_premium_model` stands for.
const BASIC_MODEL: &str = "AkoolImage2VideoFastV1";
/// What `is_premium_model: true` stands for.
const PREMIUM_MODEL: &str = "AkoolImage2VideoHDV1";

/// What the vendor calls the model behind a request.
pub fn model(request: &CreateRequest) -> &'static str {
    if request.is_premium_model == Some(true) { PREMIUM_MODEL } else { BASIC_MODEL }
}

impl Limits {
    /// What in a request goes beyond the token.
    pub fn issues(&self, request: &CreateRequest) -> Vec<Issue> {
        let mut issues = Vec::new();
        if let Some(most) = self.max_resolution
            && request.resolution.short_side() > most.short_side()
        {
            issues.push(not_allowed(
                "resolution",
                format!("Ask for {} at most; this token allows no more.", most.as_str()),
            ));
        }
        if let Some(most) = self.max_video_seconds
            && request.video_length.seconds() > most
        {
            issues.push(not_allowed(
                "video_length",
                format!("Ask for {most} seconds at most; this token allows no more."),
            ));
        }
        let model = model(request);
        if let Some(models) = &self.models
            && !models.iter().any(|allowed| allowed == model)
        {
            issues.push(not_allowed("is_premium_model", format!("This token does not allow the model {model}.")));
        }
        issues
    }
}

fn not_allowed(path: &str, message: String) -> Issue {
    Issue::new(path, IssueCode::NotAllowed, message)
}
