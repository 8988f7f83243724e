use serde::{Serialize, Serializer};

use crate::checker::{Checker, check};
use crate::rule::{Kind, Rule};
use crate::sent::SentFields;
use crate::{AudioType, Issue, Raw, Sent};

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

impl AudioUpdateRequest {
    /// Checks a request strictly and gives the fields that will be sent. On failure it returns every issue, not the
    /// first.
    pub fn check(raw: &Raw) -> Result<SentFields, Vec<Issue>> {
        let mut fields = check(raw, &RULES, combinations)?;
        if fields.len() < RULES.len() {
            fields.push(("audio_url", Sent::Text(String::new())));
        }
        Ok(fields)
    }

    /// Reads a request strictly. On failure it returns every issue, not the first.
    pub fn parse(raw: &Raw) -> Result<Self, Vec<Issue>> {
        let mut request =
            Self { pre_video_id: String::new(), audio_type: AudioType::Generated, audio_url: String::new() };
        for (name, value) in Self::check(raw)? {
            match (name, value) {
                ("pre_video_id", Sent::Text(id)) => request.pre_video_id = id,
                ("audio_url", Sent::Text(url)) => request.audio_url = url,
                (_, Sent::Number(2.0)) => request.audio_type = AudioType::Custom,
                _ => {}
            }
        }
        Ok(request)
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
