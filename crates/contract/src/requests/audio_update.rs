use super::declare::request;
use crate::AudioType;
use crate::validation::{Ignorable, Kind, Rule};

const AUDIO_TYPES: &str = "Use the number 1 (generated) or 2 (from audio_url) for audio_type.";

request! {
    /// A valid body of `updateVideoAudio`: new sound for a finished video, as a job of its own.
    /// [`AudioUpdateRequest::parse`] is the only way to get one.
    pub struct AudioUpdateRequest {
        /// The finished video's job.
        pre_video_id: String =
            Rule::name().required("Give pre_video_id: the id of a finished job, as a string."),
        /// Generated or custom. A video cannot be made silent this way.
        audio_type: AudioType = Rule::new(Kind::Number(&[1.0, 2.0], AUDIO_TYPES)).required(AUDIO_TYPES),
        /// The caller's sound; empty when it is generated. Akool's table calls it required, so it is always sent.
        audio_url: String = Rule::url().or_text(""),
    }
    combinations: |checker| checker.match_sound(),
    // Fields of a create, as long as they ask for nothing.
    ignorable: [
        Ignorable::empty("image_url"),
        Ignorable::empty("prompt"),
        Ignorable::empty("negative_prompt"),
        Ignorable::empty("extend_prompt"),
        Ignorable::empty("is_premium_model"),
        Ignorable::empty("effect_code"),
        Ignorable::empty("webhookurl"),
        Ignorable::one("count"),
    ],
}
