use super::declare::request;
use crate::validation::{Checker, Ignorable, Kind, Rule};
use crate::{AudioType, IssueCode, Resolution, VideoLength};

request! {
    /// A valid body of `createBySourcePrompt`; [`CreateRequest::parse`] is the only way to get one.
    ///
    /// Akool's table calls `negative_prompt`, `resolution`, `audio_type` and `video_length` required, but its server
    /// fills them in. Callers may leave them out, and they are always sent.
    pub struct CreateRequest {
        /// Where Akool fetches the picture.
        image_url: String = Rule::url().required(super::IMAGE_URL_ADVICE),
        /// What should happen. Akool ignores it when there is an effect.
        prompt: String = Rule::new(Kind::Text(CreateRequest::MAXIMUM_PROMPT)).or_text(""),
        /// What should not be seen.
        negative_prompt: String = Rule::new(Kind::Text(CreateRequest::MAXIMUM_NEGATIVE_PROMPT)).or_text(""),
        /// Let Akool lengthen the prompt.
        extend_prompt: Option<bool> = Rule::flag(),
        /// Nominal size.
        resolution: Resolution = Rule::new(Kind::Word(
            &["720p", "1080p", "4k"],
            "Use one of \"720p\", \"1080p\", \"4k\" for resolution.",
        ))
        .or_text("720p"),
        /// Where the sound comes from.
        audio_type: AudioType = Rule::new(Kind::Number(
            &[1.0, 2.0, 3.0],
            "Use the number 1 (generated), 2 (from audio_url) or 3 (silent) for audio_type.",
        ))
        .or_number(3.0),
        /// The caller's sound; present exactly when `audio_type` is [`AudioType::Custom`].
        audio_url: Option<String> = Rule::url(),
        /// Length of the video.
        video_length: VideoLength =
            Rule::new(Kind::Number(&[5.0, 10.0], "Use the number 5 or 10 (seconds) for video_length.")).or_number(5.0),
        /// Akool's better model; needs the pro plan.
        is_premium_model: Option<bool> = Rule::flag(),
        /// An effect of the catalogue; replaces the prompt.
        effect_code: Option<String> = Rule::name(),
        /// Where Akool reports changes. All lower case in requests.
        webhookurl: Option<String> = Rule::new(Kind::Url(CreateRequest::MAXIMUM_WEBHOOK_URL)),
    }
    combinations: combinations,
    // Fields of the batch, as long as they ask for nothing more than this route does anyway.
    ignorable: [
        Ignorable::empty("model_name"),
        Ignorable::empty("last_image_url"),
        Ignorable::empty("generate_audio"),
        Ignorable::one("count"),
    ],
}

impl CreateRequest {
    /// Longest `prompt`, in UTF-16 code units as JavaScript's `length` and a form's `maxlength` count.
    pub const MAXIMUM_PROMPT: usize = 5000;
    /// Longest `negative_prompt`, counted the same way.
    pub const MAXIMUM_NEGATIVE_PROMPT: usize = 1000;
    /// Longest URL in a request, counted the same way. Akool repeats a request in the answer about its job, so
    /// without a limit a few jobs could make the answer about fifty too large to read. Signed URLs fit.
    pub const MAXIMUM_URL: usize = 4096;
    /// Longest `webhookurl`, counted the same way.
    pub const MAXIMUM_WEBHOOK_URL: usize = 2048;
}

/// What one field demands of another.
fn combinations(checker: &mut Checker<'_>) {
    if checker.is_blank("prompt") && checker.is_blank("effect_code") {
        let advice = "Give a prompt that says what should happen, or an effect_code instead.";
        checker.issue("prompt", IssueCode::Required, &[advice]);
    }
    checker.match_sound();
}
