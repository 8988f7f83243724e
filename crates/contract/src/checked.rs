use serde::{Serialize, Serializer};

use crate::checker::{Checker, check};
use crate::lenient::{Ignorable, Lenient};
use crate::rule::{Kind, Rule};
use crate::wire::{self, WireRequest};
use crate::{CreateRequest, Issue, IssueCode, UncheckedRequest, WireValue};

/// A create request that passed the one validator, field by field as it will be sent. The WebAssembly module sends it
/// as it is; natively [`CreateRequest`] gives the fields their types.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedCreate(WireRequest);

static RULES: [Rule; 11] = [
    Rule::url("image_url"),
    Rule::new("prompt", Kind::Text(CreateRequest::MAXIMUM_PROMPT)).or_text(""),
    Rule::new("negative_prompt", Kind::Text(CreateRequest::MAXIMUM_NEGATIVE_PROMPT)).or_text(""),
    Rule::flag("extend_prompt"),
    Rule::new(
        "resolution",
        Kind::Word(&["720p", "1080p", "4k"], "Use one of \"720p\", \"1080p\", \"4k\" for resolution."),
    )
    .or_text("720p"),
    Rule::new(
        "audio_type",
        Kind::Number(
            &[1.0, 2.0, 3.0],
            "Use the number 1 (generated), 2 (from audio_url) or 3 (silent) for audio_type.",
        ),
    )
    .or_number(3.0),
    Rule::url("audio_url"),
    Rule::new("video_length", Kind::Number(&[5.0, 10.0], "Use the number 5 or 10 (seconds) for video_length."))
        .or_number(5.0),
    Rule::flag("is_premium_model"),
    Rule::text("effect_code"),
    Rule::new("webhookurl", Kind::Url(CreateRequest::MAXIMUM_WEBHOOK_URL)),
];

/// Fields of the batch, as long as they ask for what there is without them.
static IGNORABLE: [Ignorable; 4] = [
    Ignorable::empty("model_name"),
    Ignorable::empty("last_image_url"),
    Ignorable::empty("generate_audio"),
    Ignorable::one("count"),
];

impl CheckedCreate {
    /// Checks a request strictly. On failure it returns every issue, not the first.
    pub fn check(raw: &UncheckedRequest) -> Result<Self, Vec<Issue>> {
        check(raw, &RULES, None, combinations).map(|checked| Self(checked.request))
    }

    /// Checks a request as the service itself reads it: numbers may come as text, and fields of its other routes that say
    /// nothing are passed over.
    pub fn check_leniently(raw: &UncheckedRequest) -> Result<Lenient<Self>, Vec<Issue>> {
        check(raw, &RULES, Some(&IGNORABLE), combinations).map(|checked| checked.map(Self))
    }

    /// The fields that will be sent, with their names.
    pub fn fields(self) -> WireRequest {
        self.0
    }

    pub(crate) fn from_values(values: [Option<WireValue>; RULES.len()]) -> Self {
        Self(RULES.iter().zip(values).filter_map(|(rule, value)| Some((rule.name, value?))).collect())
    }
}

impl Serialize for CheckedCreate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        wire::write(&self.0, serializer)
    }
}

/// What one field demands of another.
fn combinations(checker: &mut Checker<'_>) {
    checker.require_picture();
    if checker.is_blank("prompt") && checker.is_blank("effect_code") {
        let advice = "Give a prompt that says what should happen, or an effect_code instead.";
        checker.issue("prompt", IssueCode::Required, &[advice]);
    }
    checker.match_sound();
}
