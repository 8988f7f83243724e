use serde::{Serialize, Serializer};

use crate::{AudioType, Issue, IssueCode, Raw, RawValue, is_public_url_syntax};

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

impl AudioUpdateRequest {
    const FIELDS: [&'static str; 3] = ["pre_video_id", "audio_type", "audio_url"];

    /// Reads a request strictly. On failure it returns every issue, not the first.
    pub fn parse(raw: &Raw) -> Result<Self, Vec<Issue>> {
        let Raw::Fields(fields) = raw else {
            let message = "Pass an object with pre_video_id and audio_type.";
            return Err(vec![Issue::new("", IssueCode::WrongType, message)]);
        };
        let value = |name: &str| {
            fields.iter().find(|(field, _)| field == name).map_or(&RawValue::Undefined, |(_, value)| value)
        };
        let mut issues = Vec::new();
        let pre_video_id = match value("pre_video_id") {
            RawValue::Text(id) if !id.trim().is_empty() => id.clone(),
            _ => {
                let message = "Give pre_video_id: the id of a finished job, as a string.";
                issues.push(Issue::new("pre_video_id", IssueCode::Required, message));
                String::new()
            }
        };
        let audio_type = match value("audio_type") {
            RawValue::Number(number) => AudioType::from_number(*number).filter(|kind| *kind != AudioType::Silent),
            _ => None,
        };
        if audio_type.is_none() {
            let message = "Use the number 1 (generated) or 2 (from audio_url) for audio_type.";
            issues.push(Issue::new("audio_type", IssueCode::InvalidValue, message));
        }
        let audio_url = match value("audio_url") {
            RawValue::Undefined => "",
            RawValue::Text(url) => url.as_str(),
            _ => {
                issues.push(Issue::new("audio_url", IssueCode::WrongType, "Give audio_url as a string."));
                ""
            }
        };
        match (audio_type, audio_url) {
            (Some(AudioType::Custom), url) if !is_public_url_syntax(url) => {
                let message = "Give audio_url as an absolute http:// or https:// address; with audio_type 2 the sound comes from there.";
                issues.push(Issue::new("audio_url", IssueCode::InvalidUrl, message));
            }
            (Some(AudioType::Generated), url) if !url.is_empty() => {
                let message = "Set audio_type to 2 to use audio_url, or leave audio_url out.";
                issues.push(Issue::new("audio_url", IssueCode::Conflict, message));
            }
            _ => {}
        }
        for (name, _) in fields.iter().filter(|(name, _)| !Self::FIELDS.contains(&name.as_str())) {
            issues.push(Issue::new(name, IssueCode::UnknownField, "Remove this: the vendor has no such field here."));
        }
        match audio_type {
            Some(audio_type) if issues.is_empty() => {
                Ok(Self { pre_video_id, audio_type, audio_url: audio_url.to_owned() })
            }
            _ => Err(issues),
        }
    }
}

fn as_number<S: Serializer>(audio_type: &AudioType, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u32(audio_type.number())
}
