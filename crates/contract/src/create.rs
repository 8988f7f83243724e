use crate::{AudioType, CheckedCreate, Issue, Lenient, Resolution, UncheckedRequest, VideoLength, WireValue};

/// A valid body of `createBySourcePrompt`; [`CreateRequest::parse`] is the only way to get one.
///
/// The vendor's table calls `negative_prompt`, `resolution`, `audio_type` and `video_length` required while its server
/// fills them in; so callers may leave them out and this always sends them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CreateRequest {
    /// Where the vendor fetches the picture.
    pub image_url: String,
    /// What should happen; ignored by the vendor when there is an effect.
    pub prompt: String,
    /// What should not be seen.
    pub negative_prompt: String,
    /// Let the vendor lengthen the prompt.
    pub extend_prompt: Option<bool>,
    /// Nominal size.
    pub resolution: Resolution,
    /// Where the sound comes from.
    pub audio_type: AudioType,
    /// The caller's sound; there exactly when `audio_type` is [`AudioType::Custom`].
    pub audio_url: Option<String>,
    /// Length.
    pub video_length: VideoLength,
    /// The vendor's better model; pro plan and above.
    pub is_premium_model: Option<bool>,
    /// An effect from the catalogue; takes the place of the prompt.
    pub effect_code: Option<String>,
    /// Where the vendor reports changes. All lower case in requests.
    pub webhookurl: Option<String>,
}

impl CreateRequest {
    /// Longest `prompt`, in UTF-16 code units as JavaScript's `length` and a form's `maxlength` count.
    pub const MAXIMUM_PROMPT: usize = 5000;
    /// Longest `negative_prompt`, counted the same way.
    pub const MAXIMUM_NEGATIVE_PROMPT: usize = 1000;
    /// Longest URL in a request, counted the same way. The vendor repeats a request in the answer about its job, so
    /// without a limit a few jobs could make the answer about fifty too large to read. Signed URLs fit.
    pub const MAXIMUM_URL: usize = 4096;
    /// Longest `webhookurl`, counted the same way.
    pub const MAXIMUM_WEBHOOK_URL: usize = 2048;

    /// Reads a request strictly. On failure it returns every issue, not the first.
    pub fn parse(raw: &UncheckedRequest) -> Result<Self, Vec<Issue>> {
        CheckedCreate::check(raw).map(Self::from)
    }

    /// Reads a request as the service itself reads it, see [`CheckedCreate::check_leniently`].
    pub fn parse_leniently(raw: &UncheckedRequest) -> Result<Lenient<Self>, Vec<Issue>> {
        CheckedCreate::check_leniently(raw).map(|checked| checked.map(Self::from))
    }
}

impl From<CheckedCreate> for CreateRequest {
    fn from(checked: CheckedCreate) -> Self {
        let mut request = Self::default();
        for (name, value) in checked.fields() {
            match (name, value) {
                ("image_url", WireValue::Text(text)) => request.image_url = text,
                ("prompt", WireValue::Text(text)) => request.prompt = text,
                ("negative_prompt", WireValue::Text(text)) => request.negative_prompt = text,
                ("extend_prompt", WireValue::Flag(flag)) => request.extend_prompt = Some(flag),
                ("resolution", WireValue::Text(word)) => {
                    request.resolution = Resolution::from_word(&word).unwrap_or_default();
                }
                ("audio_type", WireValue::Number(number)) => {
                    request.audio_type = AudioType::from_number(number).unwrap_or_default();
                }
                ("audio_url", WireValue::Text(text)) => request.audio_url = Some(text),
                ("video_length", WireValue::Number(seconds)) => {
                    request.video_length = VideoLength::from_seconds(seconds).unwrap_or_default();
                }
                ("is_premium_model", WireValue::Flag(flag)) => request.is_premium_model = Some(flag),
                ("effect_code", WireValue::Text(text)) => request.effect_code = Some(text),
                ("webhookurl", WireValue::Text(text)) => request.webhookurl = Some(text),
                _ => {}
            }
        }
        request
    }
}

impl From<&CreateRequest> for CheckedCreate {
    fn from(request: &CreateRequest) -> Self {
        let text = |text: &str| Some(WireValue::Text(text.to_owned()));
        Self::from_values([
            text(&request.image_url),
            text(&request.prompt),
            text(&request.negative_prompt),
            request.extend_prompt.map(WireValue::Flag),
            text(request.resolution.as_str()),
            Some(WireValue::Number(f64::from(request.audio_type.number()))),
            request.audio_url.clone().map(WireValue::Text),
            Some(WireValue::Number(f64::from(request.video_length.seconds()))),
            request.is_premium_model.map(WireValue::Flag),
            request.effect_code.clone().map(WireValue::Text),
            request.webhookurl.clone().map(WireValue::Text),
        ])
    }
}

impl serde::Serialize for CreateRequest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        CheckedCreate::from(self).serialize(serializer)
    }
}
