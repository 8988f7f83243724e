use serde::{Serialize, Serializer};

use crate::{CreateRequest, Issue, IssueCode, Raw, RawValue, is_public_url_syntax, suggest, text};

/// A create request that passed the one validator, field by field as it will be sent. The WebAssembly module sends it
/// as it is; natively [`CreateRequest`] gives the fields their types.
///
/// It is a table of rules and one loop over it, because code per field is what weighs in the module.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedCreate([Option<Sent>; RULES.len()]);

/// A field's value on its way to the vendor.
#[derive(Clone, Debug, PartialEq)]
pub enum Sent {
    /// Text.
    Text(String),
    /// A whole number.
    Number(f64),
    /// `true` or `false`.
    Flag(bool),
}

/// What the vendor says of one field.
struct Rule {
    name: &'static str,
    kind: Kind,
    /// What is sent when it is not given: text, a number, or nothing.
    default: Default,
}

enum Kind {
    /// At most so many UTF-16 code units.
    Text(usize),
    /// Likewise, and an address.
    Url(usize),
    Flag,
    /// One of the words; with what to do otherwise.
    Word(&'static [&'static str], &'static str),
    /// One of the numbers; likewise.
    Number(&'static [f64], &'static str),
}

enum Default {
    Nothing,
    Text(&'static str),
    Number(f64),
}

/// Where the documentation gives no limit.
const UNLIMITED: usize = usize::MAX;

const IMAGE_URL: usize = 0;
const PROMPT: usize = 1;
const AUDIO_TYPE: usize = 5;
const AUDIO_URL: usize = 6;
const EFFECT_CODE: usize = 9;

const RULES: [Rule; 11] = [
    Rule { name: "image_url", kind: Kind::Url(UNLIMITED), default: Default::Nothing },
    Rule { name: "prompt", kind: Kind::Text(CreateRequest::MAXIMUM_PROMPT), default: Default::Text("") },
    Rule {
        name: "negative_prompt",
        kind: Kind::Text(CreateRequest::MAXIMUM_NEGATIVE_PROMPT),
        default: Default::Text(""),
    },
    Rule { name: "extend_prompt", kind: Kind::Flag, default: Default::Nothing },
    Rule {
        name: "resolution",
        kind: Kind::Word(&["720p", "1080p", "4k"], "Use one of \"720p\", \"1080p\", \"4k\" for resolution."),
        default: Default::Text("720p"),
    },
    Rule {
        name: "audio_type",
        kind: Kind::Number(
            &[1.0, 2.0, 3.0],
            "Use the number 1 (generated), 2 (from audio_url) or 3 (silent) for audio_type.",
        ),
        default: Default::Number(3.0),
    },
    Rule { name: "audio_url", kind: Kind::Url(UNLIMITED), default: Default::Nothing },
    Rule {
        name: "video_length",
        kind: Kind::Number(&[5.0, 10.0], "Use the number 5 or 10 (seconds) for video_length."),
        default: Default::Number(5.0),
    },
    Rule { name: "is_premium_model", kind: Kind::Flag, default: Default::Nothing },
    Rule { name: "effect_code", kind: Kind::Text(UNLIMITED), default: Default::Nothing },
    Rule { name: "webhookurl", kind: Kind::Url(CreateRequest::MAXIMUM_WEBHOOK_URL), default: Default::Nothing },
];

impl CheckedCreate {
    /// Checks a request strictly. On failure it returns every issue, not the first.
    pub fn check(raw: &Raw) -> Result<Self, Vec<Issue>> {
        let fields = match raw {
            Raw::Fields(fields) => fields,
            Raw::NotAnObject(value) => {
                let message = text::join(&["Pass an object with image_url and prompt, not ", value.type_name(), "."]);
                return Err(vec![Issue::new("", IssueCode::WrongType, message)]);
            }
        };
        let mut checker = Checker { fields, issues: Vec::new() };
        let mut values = [const { None }; RULES.len()];
        for (slot, rule) in values.iter_mut().zip(&RULES) {
            *slot = checker.field(rule);
        }
        checker.combinations(&values);
        checker.unknown_fields();
        if checker.issues.is_empty() { Ok(Self(values)) } else { Err(checker.issues) }
    }

    /// The fields that will be sent, with their names.
    pub fn fields(self) -> impl Iterator<Item = (&'static str, Sent)> {
        RULES.iter().zip(self.0).filter_map(|(rule, value)| Some((rule.name, value?)))
    }

    pub(crate) fn from_values(values: [Option<Sent>; RULES.len()]) -> Self {
        Self(values)
    }
}

// A map of equal values in place of a derived struct: it is written by one piece of code and not by one per field, and
// serde-wasm-bindgen then needs no table of interned names.
impl Serialize for CheckedCreate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(RULES.iter().zip(&self.0).filter_map(|(rule, value)| Some((rule.name, value.as_ref()?))))
    }
}

impl Serialize for Sent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            // Whole by the rules: 5 and not 5.0 in JSON.
            Self::Number(number) => serializer.serialize_u32(*number as u32),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
        }
    }
}

/// Collects what is wrong.
struct Checker<'a> {
    fields: &'a [(String, RawValue)],
    issues: Vec<Issue>,
}

impl Checker<'_> {
    fn value(&self, name: &str) -> &RawValue {
        self.fields.iter().find(|(field, _)| field == name).map_or(&RawValue::Undefined, |(_, value)| value)
    }

    fn field(&mut self, rule: &Rule) -> Option<Sent> {
        match (self.value(rule.name), &rule.kind) {
            (RawValue::Undefined, _) => match rule.default {
                Default::Nothing => None,
                Default::Text(text) => Some(Sent::Text(text.into())),
                Default::Number(number) => Some(Sent::Number(number)),
            },
            (RawValue::Bool(flag), Kind::Flag) => Some(Sent::Flag(*flag)),
            (RawValue::Number(number), Kind::Number(allowed, _)) if allowed.contains(number) => {
                Some(Sent::Number(*number))
            }
            (RawValue::Text(word), Kind::Word(allowed, _)) if allowed.contains(&word.as_str()) => {
                Some(Sent::Text(word.clone()))
            }
            (RawValue::Number(_), Kind::Number(_, advice)) | (RawValue::Text(_), Kind::Word(_, advice)) => {
                self.issue(rule.name, IssueCode::InvalidValue, &[advice])
            }
            (RawValue::Text(text), Kind::Text(maximum) | Kind::Url(maximum)) => {
                let text = text.clone();
                self.text(rule, text, *maximum)
            }
            (other, kind) => {
                let expected = match kind {
                    Kind::Flag => "true or false",
                    Kind::Number(..) => "a number",
                    _ => "a string",
                };
                let given = other.type_name();
                self.issue(
                    rule.name,
                    IssueCode::WrongType,
                    &["Give ", rule.name, " as ", expected, ", not ", given, "."],
                )
            }
        }
    }

    fn text(&mut self, rule: &Rule, text: String, maximum: usize) -> Option<Sent> {
        // Blank counts as absent, but where the vendor wants to see the field.
        if text::is_blank(&text) && matches!(rule.default, Default::Nothing) {
            return None;
        }
        let length = text.encode_utf16().count();
        if length > maximum {
            let (length, maximum) = (text::decimal(length), text::decimal(maximum));
            let parts = ["Shorten ", rule.name, " to ", &maximum, " characters; it has ", &length, "."];
            return self.issue(rule.name, IssueCode::TooLong, &parts);
        }
        if matches!(rule.kind, Kind::Url(_)) && !is_public_url_syntax(&text) {
            let parts = ["Give ", rule.name, " as an absolute http(s) address without user name, password or spaces."];
            return self.issue(rule.name, IssueCode::InvalidUrl, &parts);
        }
        Some(Sent::Text(text))
    }

    /// What one field demands of another.
    fn combinations(&mut self, values: &[Option<Sent>; RULES.len()]) {
        if self.is_blank(IMAGE_URL) {
            let advice = "Give image_url: an http(s) address the vendor can fetch.";
            self.issue("image_url", IssueCode::Required, &[advice]);
        }
        if self.is_blank(PROMPT) && self.is_blank(EFFECT_CODE) {
            let advice = "Give a prompt that says what should happen, or an effect_code instead.";
            self.issue("prompt", IssueCode::Required, &[advice]);
        }
        let has_audio = !self.is_blank(AUDIO_URL);
        match values.get(AUDIO_TYPE) {
            Some(Some(Sent::Number(2.0))) if !has_audio => {
                let advice = "Give audio_url, or another audio_type than 2.";
                self.issue("audio_url", IssueCode::Required, &[advice]);
            }
            Some(Some(Sent::Number(1.0 | 3.0))) if has_audio => {
                let advice = "Set audio_type to 2 to use audio_url, or leave audio_url out.";
                self.issue("audio_url", IssueCode::Conflict, &[advice]);
            }
            _ => {}
        }
    }

    /// Absent, or text with nothing in it. A value of the wrong type is not blank: it has its own issue already.
    fn is_blank(&self, rule: usize) -> bool {
        match RULES.get(rule).map(|rule| self.value(rule.name)) {
            Some(RawValue::Text(text)) => text::is_blank(text),
            Some(RawValue::Undefined) | None => true,
            _ => false,
        }
    }

    fn unknown_fields(&mut self) {
        let known = RULES.map(|rule| rule.name);
        for (name, _) in self.fields {
            if known.contains(&name.as_str()) {
                continue;
            }
            let parts: &[&str] = match suggest::nearest(name, &known) {
                Some(known) => &["Rename ", name, " to ", known, ": the vendor spells it that way."],
                None => &["Remove ", name, ": the vendor has no such field here."],
            };
            self.issue(name, IssueCode::UnknownField, parts);
        }
    }

    fn issue(&mut self, path: &str, code: IssueCode, message: &[&str]) -> Option<Sent> {
        self.issues.push(Issue::new(path, code, text::join(message)));
        None
    }
}
