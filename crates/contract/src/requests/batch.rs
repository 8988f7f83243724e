use super::declare::request;
use crate::validation::{Ignorable, Kind, Rule, is_scalar};
use crate::{CreateRequest, Issue, IssueCode, Model};

const MAXIMUM_COUNT: f64 = BatchRequest::MAXIMUM_COUNT as f64;

request! {
    /// A valid body of `createBySourcePrompt/batch`: one picture and one prompt, several variations, by a model of
    /// choice. [`BatchRequest::parse`] is the only way to get one. Which sizes and lengths are allowed depends on the
    /// model, see [`BatchRequest::model_issues`].
    pub struct BatchRequest {
        /// Where Akool fetches the picture.
        image_url: String = Rule::url().required(super::IMAGE_URL_ADVICE),
        /// What should happen. Effects belong to the single create, so nothing replaces the prompt here.
        prompt: String = Rule::new(Kind::Text(CreateRequest::MAXIMUM_PROMPT))
            .required("Give a prompt that says what should happen."),
        /// A model's [`value`](Model::value). Without one Akool chooses.
        model_name: Option<String> = Rule::name(),
        /// What should not be seen.
        negative_prompt: String = Rule::new(Kind::Text(CreateRequest::MAXIMUM_NEGATIVE_PROMPT)).or_text(""),
        /// Let Akool lengthen the prompt.
        extend_prompt: Option<bool> = Rule::flag(),
        /// One of the model's sizes, as the caller wrote it.
        resolution: String =
            Rule::new(Kind::Size("Use a size of the model, such as \"720p\", for resolution.")).or_text("720p"),
        /// One of the model's lengths, in seconds.
        video_length: u32 = Rule::new(Kind::Whole(
            1.0,
            3600.0,
            "Use a whole number of seconds of the model for video_length.",
        ))
        .or_number(5.0),
        /// Where Akool fetches the picture that the video ends with.
        last_image_url: Option<String> = Rule::url(),
        /// Sound, if the model can make it.
        generate_audio: Option<bool> = Rule::flag(),
        /// How many variations.
        count: u32 =
            Rule::new(Kind::Whole(1.0, MAXIMUM_COUNT, "Use a whole number from 1 to 10 for count.")).or_number(1.0),
        /// Where Akool reports changes of each of them. All lower case in requests.
        webhookurl: Option<String> = Rule::new(Kind::Url(CreateRequest::MAXIMUM_WEBHOOK_URL)),
    }
    combinations: |_| {},
    // The batch used to have these fields. A sound of the caller's own, or an effect instead of a prompt, asks for more
    // than Akool would deliver, so those are refused.
    ignorable: [
        Ignorable::any("audio_type"),
        Ignorable::empty("audio_url"),
        Ignorable::any("is_premium_model"),
        Ignorable { name: "effect_code", when: |checker, value| is_scalar(value) && !checker.is_blank("prompt") },
    ],
}

impl BatchRequest {
    /// Most variations in one request, whatever the model.
    pub const MAXIMUM_COUNT: u32 = 10;

    /// Checks the request against the chosen model in Akool's list. Without a chosen model, and for everything the list
    /// does not mention, Akool decides.
    pub fn model_issues(&self, models: &[Model]) -> Vec<Issue> {
        let Some(name) = &self.model_name else { return Vec::new() };
        let Some(model) = models.iter().find(|model| model.value.as_ref() == Some(name)) else {
            let names: Vec<&str> = models.iter().filter_map(|model| model.value.as_deref()).collect();
            return vec![not_one_of("model_name", "one of the models", &names)];
        };
        let mut issues = Vec::new();
        let sizes: Vec<&str> = model.resolutions.iter().filter_map(|size| size.value.as_deref()).collect();
        if !sizes.is_empty() && !sizes.iter().any(|size| size.eq_ignore_ascii_case(&self.resolution)) {
            issues.push(not_one_of("resolution", "one of the model's sizes", &sizes));
        }
        if !model.durations.is_empty() && !model.durations.contains(&f64::from(self.video_length)) {
            let lengths: Vec<String> = model.durations.iter().map(f64::to_string).collect();
            let lengths: Vec<&str> = lengths.iter().map(String::as_str).collect();
            issues.push(not_one_of("video_length", "one of the model's lengths", &lengths));
        }
        if let Some(most) = model.maximum_count.filter(|most| i64::from(self.count) > *most) {
            let message = format!("Ask for a count of {most} at most; the model makes no more at once.");
            issues.push(Issue::new("count", IssueCode::InvalidValue, message));
        }
        if self.last_image_url.is_some() && model.supports_last_frame == Some(false) {
            let message = "Leave last_image_url out: the model takes no last frame.";
            issues.push(Issue::new("last_image_url", IssueCode::Conflict, message));
        }
        issues
    }
}

fn not_one_of(path: &str, what: &str, there_are: &[&str]) -> Issue {
    Issue::new(path, IssueCode::InvalidValue, format!("Use {what} for {path}: {}.", there_are.join(", ")))
}
