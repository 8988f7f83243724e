use serde::{Serialize, Serializer};

use crate::checker::{Checker, check};
use crate::lenient::{Ignorable, Lenient, is_scalar};
use crate::rule::{Kind, Rule};
use crate::wire::{self, WireRequest};
use crate::{BatchRequest, CreateRequest, Issue, UncheckedRequest, WireValue};

/// A batch request that passed the one validator; to [`BatchRequest`] what [`crate::CheckedCreate`] is to
/// [`CreateRequest`].
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedBatch(WireRequest);

const MOST: f64 = BatchRequest::MAXIMUM_COUNT as f64;

/// Which sizes and lengths there are is a matter of the model, see [`BatchRequest::model_issues`].
static RULES: [Rule; 11] = [
    Rule::url("image_url"),
    Rule::new("prompt", Kind::Text(CreateRequest::MAXIMUM_PROMPT)),
    Rule::text("model_name"),
    Rule::new("negative_prompt", Kind::Text(CreateRequest::MAXIMUM_NEGATIVE_PROMPT)).or_text(""),
    Rule::flag("extend_prompt"),
    Rule::new("resolution", Kind::Size("Use a size of the model, such as \"720p\", for resolution.")).or_text("720p"),
    Rule::new("video_length", Kind::Whole(1.0, 3600.0, "Use a whole number of seconds of the model for video_length."))
        .or_number(5.0),
    Rule::url("last_image_url"),
    Rule::flag("generate_audio"),
    Rule::new("count", Kind::Whole(1.0, MOST, "Use a whole number from 1 to 10 for count.")).or_number(1.0),
    Rule::new("webhookurl", Kind::Url(CreateRequest::MAXIMUM_WEBHOOK_URL)),
];

/// The batch had these fields when it was new. A sound of the caller's own, and an effect that was to stand in for the
/// prompt, are more than the service would make of them: those are refused.
static IGNORABLE: [Ignorable; 4] = [
    Ignorable::any("audio_type"),
    Ignorable::empty("audio_url"),
    Ignorable::any("is_premium_model"),
    Ignorable { name: "effect_code", when: |checker, value| is_scalar(value) && !checker.is_blank("prompt") },
];

impl CheckedBatch {
    /// Checks a request strictly. On failure it returns every issue, not the first.
    pub fn check(raw: &UncheckedRequest) -> Result<Self, Vec<Issue>> {
        check(raw, &RULES, None, combinations).map(|checked| Self(checked.request))
    }

    /// Checks a request as the service itself reads it: numbers may come as text, and fields that its own clients still
    /// send although this route no longer has them are passed over.
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

impl Serialize for CheckedBatch {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        wire::write(&self.0, serializer)
    }
}

/// Effects belong to the single create, so nothing stands in for the prompt here.
fn combinations(checker: &mut Checker<'_>) {
    checker.require_picture();
    checker.require("prompt", "Give a prompt that says what should happen.");
}
