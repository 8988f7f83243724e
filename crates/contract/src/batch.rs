use crate::{CheckedBatch, Issue, IssueCode, Lenient, Model, UncheckedRequest, WireValue};

/// A valid body of `createBySourcePrompt/batch`: one picture and one prompt, several variations, by a model of choice.
/// [`BatchRequest::parse`] is the only way to get one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BatchRequest {
    /// Where the vendor fetches the picture.
    pub image_url: String,
    /// What should happen.
    pub prompt: String,
    /// A model's [`value`](Model::value); the vendor chooses when there is none.
    pub model_name: Option<String>,
    /// What should not be seen.
    pub negative_prompt: String,
    /// Let the vendor lengthen the prompt.
    pub extend_prompt: Option<bool>,
    /// One of the model's sizes, as it was written.
    pub resolution: String,
    /// One of the model's lengths, in seconds.
    pub video_length: u32,
    /// Where the vendor fetches the picture that the video ends with.
    pub last_image_url: Option<String>,
    /// Sound, where the model can make it.
    pub generate_audio: Option<bool>,
    /// How many variations.
    pub count: u32,
    /// Where the vendor reports changes of each of them. All lower case in requests.
    pub webhookurl: Option<String>,
}

impl BatchRequest {
    /// Most variations in one request, whatever the model.
    pub const MAXIMUM_COUNT: u32 = 10;

    /// Reads a request strictly. On failure it returns every issue, not the first.
    pub fn parse(raw: &UncheckedRequest) -> Result<Self, Vec<Issue>> {
        CheckedBatch::check(raw).map(Self::from)
    }

    /// Reads a request as the service itself reads it, see [`CheckedBatch::check_leniently`].
    pub fn parse_leniently(raw: &UncheckedRequest) -> Result<Lenient<Self>, Vec<Issue>> {
        CheckedBatch::check_leniently(raw).map(|checked| checked.map(Self::from))
    }

    /// What the chosen model cannot do, by the vendor's list of models. A model that is not named is the vendor's
    /// choice, and what the list says nothing about is left to the vendor.
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

impl From<CheckedBatch> for BatchRequest {
    fn from(checked: CheckedBatch) -> Self {
        let mut request = Self::default();
        for (name, value) in checked.fields() {
            match (name, value) {
                ("image_url", WireValue::Text(text)) => request.image_url = text,
                ("prompt", WireValue::Text(text)) => request.prompt = text,
                ("model_name", WireValue::Text(text)) => request.model_name = Some(text),
                ("negative_prompt", WireValue::Text(text)) => request.negative_prompt = text,
                ("extend_prompt", WireValue::Flag(flag)) => request.extend_prompt = Some(flag),
                ("resolution", WireValue::Text(text)) => request.resolution = text,
                ("video_length", WireValue::Number(seconds)) => request.video_length = seconds as u32,
                ("last_image_url", WireValue::Text(text)) => request.last_image_url = Some(text),
                ("generate_audio", WireValue::Flag(flag)) => request.generate_audio = Some(flag),
                ("count", WireValue::Number(count)) => request.count = count as u32,
                ("webhookurl", WireValue::Text(text)) => request.webhookurl = Some(text),
                _ => {}
            }
        }
        request
    }
}

impl From<&BatchRequest> for CheckedBatch {
    fn from(request: &BatchRequest) -> Self {
        let text = |text: &str| Some(WireValue::Text(text.to_owned()));
        Self::from_values([
            text(&request.image_url),
            text(&request.prompt),
            request.model_name.clone().map(WireValue::Text),
            text(&request.negative_prompt),
            request.extend_prompt.map(WireValue::Flag),
            text(&request.resolution),
            Some(WireValue::Number(f64::from(request.video_length))),
            request.last_image_url.clone().map(WireValue::Text),
            request.generate_audio.map(WireValue::Flag),
            Some(WireValue::Number(f64::from(request.count))),
            request.webhookurl.clone().map(WireValue::Text),
        ])
    }
}

impl serde::Serialize for BatchRequest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        CheckedBatch::from(self).serialize(serializer)
    }
}
