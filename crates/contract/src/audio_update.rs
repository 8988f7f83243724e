use serde::{Serialize, Serializer};

use crate::checker::{Checker, check};
use crate::lenient::{Ignorable, Lenient};
use crate::rule::{Kind, Rule};
use crate::wire::WireRequest;
use crate::{AudioType, Issue, UncheckedRequest, WireValue};

/// A valid body of `updateVideoAudio`: new sound for a finished video, as a job of its own.
/// [`AudioUpdateRequest::parse`] is the only way to get one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AudioUpdateRequest {
    /// The finished video's job.
    pub pre_video_id: String,
    /// Generated or custom; a video cannot be made silent this way.
    #[serde(serialize_with = "as_number")]
    pub audio_type: AudioType,
    /// The caller's sound; empty when it is generated. The vendor's table calls it required, so it is always sent.
    pub audio_url: String,
}

const KINDS: &str = "Use the number 1 (generated) or 2 (from audio_url) for audio_type.";

static RULES: [Rule; 3] =
    [Rule::text("pre_video_id"), Rule::new("audio_type", Kind::Number(&[1.0, 2.0], KINDS)), Rule::url("audio_url")];

/// Fields of a create, as long as they say nothing.
static IGNORABLE: [Ignorable; 8] = [
    Ignorable::empty("image_url"),
    Ignorable::empty("prompt"),
    Ignorable::empty("negative_prompt"),
    Ignorable::empty("extend_prompt"),
    Ignorable::empty("is_premium_model"),
    Ignorable::empty("effect_code"),
    Ignorable::empty("webhookurl"),
    Ignorable::one("count"),
];

impl AudioUpdateRequest {
    /// Checks a request strictly and gives the fields that will be sent. On failure it returns every issue, not the
    /// first.
    pub fn check(raw: &UncheckedRequest) -> Result<WireRequest, Vec<Issue>> {
        Self::check_with(raw, None).map(|checked| checked.request)
    }

    fn check_with(
        raw: &UncheckedRequest,
        ignorable: Option<&'static [Ignorable]>,
    ) -> Result<Lenient<WireRequest>, Vec<Issue>> {
        let mut checked = check(raw, &RULES, ignorable, combinations)?;
        if checked.request.len() < RULES.len() {
            checked.request.push(("audio_url", WireValue::Text(String::new())));
        }
        Ok(checked)
    }

    /// Reads a request strictly. On failure it returns every issue, not the first.
    pub fn parse(raw: &UncheckedRequest) -> Result<Self, Vec<Issue>> {
        Self::check(raw).map(Self::of)
    }

    /// Reads a request as the service itself reads it: numbers may come as text, and fields of its other routes that say
    /// nothing are passed over.
    pub fn parse_leniently(raw: &UncheckedRequest) -> Result<Lenient<Self>, Vec<Issue>> {
        Self::check_with(raw, Some(&IGNORABLE)).map(|checked| checked.map(Self::of))
    }

    fn of(fields: WireRequest) -> Self {
        let mut request =
            Self { pre_video_id: String::new(), audio_type: AudioType::Generated, audio_url: String::new() };
        for (name, value) in fields {
            match (name, value) {
                ("pre_video_id", WireValue::Text(id)) => request.pre_video_id = id,
                ("audio_url", WireValue::Text(url)) => request.audio_url = url,
                (_, WireValue::Number(2.0)) => request.audio_type = AudioType::Custom,
                _ => {}
            }
        }
        request
    }
}

/// What one field demands of another.
fn combinations(checker: &mut Checker<'_>) {
    checker.require("pre_video_id", "Give pre_video_id: the id of a finished job, as a string.");
    checker.require("audio_type", KINDS);
    checker.match_sound();
}

fn as_number<S: Serializer>(audio_type: &AudioType, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u32(audio_type.number())
}
