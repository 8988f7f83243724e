use serde::{Serialize, Serializer};

use crate::{AudioType, Issue, IssueCode, Raw, RawValue, Resolution, VideoLength, is_public_url_syntax, suggest, text};

/// A valid body of `createBySourcePrompt`; [`CreateRequest::parse`] is the only way to get one.
///
/// The vendor's table calls `negative_prompt`, `resolution`, `audio_type` and `video_length` required while its server
/// fills them in; so callers may leave them out and this always sends them.
#[derive(Clone, Debug, PartialEq)]
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
    /// Every field the vendor documents for this route.
    pub const FIELDS: [&'static str; 11] = [
        "image_url",
        "prompt",
        "negative_prompt",
        "extend_prompt",
        "resolution",
        "audio_type",
        "audio_url",
        "video_length",
        "is_premium_model",
        "effect_code",
        "webhookurl",
    ];
    /// Longest `prompt`, in UTF-16 code units as JavaScript's `length` and a form's `maxlength` count.
    pub const MAXIMUM_PROMPT: usize = 5000;
    /// Longest `negative_prompt`, counted the same way.
    pub const MAXIMUM_NEGATIVE_PROMPT: usize = 1000;
    /// Longest `webhookurl`, counted the same way.
    pub const MAXIMUM_WEBHOOK_URL: usize = 2048;

    /// Reads a request strictly. On failure it returns every issue, not the first, in the order of [`Self::FIELDS`]
    /// with unknown fields last.
    pub fn parse(raw: &Raw) -> Result<Self, Vec<Issue>> {
        let fields = match raw {
            Raw::Fields(fields) => fields,
            Raw::NotAnObject(value) => {
                let message = text::join(&["Pass an object with image_url and prompt, not ", value.type_name(), "."]);
                return Err(vec![Issue::new("", IssueCode::WrongType, message)]);
            }
        };
        let mut reader = Reader { fields, issues: Vec::new() };

        let image_url = reader.url("image_url");
        if image_url.is_none() && reader.is_blank("image_url") {
            reader.fault(
                "image_url",
                IssueCode::Required,
                "Give image_url: an http(s) address of a picture the vendor's servers can fetch.",
            );
        }
        let prompt = reader.text("prompt", Some(Self::MAXIMUM_PROMPT)).unwrap_or_default();
        if reader.is_blank("prompt") && reader.is_blank("effect_code") {
            reader.fault(
                "prompt",
                IssueCode::Required,
                "Give a prompt that says what should happen, or an effect_code instead.",
            );
        }
        let negative_prompt = reader.text("negative_prompt", Some(Self::MAXIMUM_NEGATIVE_PROMPT)).unwrap_or_default();
        let extend_prompt = reader.flag("extend_prompt");
        let resolution = reader.resolution();
        let audio_type = reader.audio_type();
        let audio_url = reader.url("audio_url");
        match audio_type {
            Some(AudioType::Custom) if reader.is_blank("audio_url") => reader.fault(
                "audio_url",
                IssueCode::Required,
                "Give audio_url: with audio_type 2 the sound comes from there. Use audio_type 1 for generated sound or 3 for none.",
            ),
            Some(AudioType::Generated | AudioType::Silent) if !reader.is_blank("audio_url") => reader.fault(
                "audio_url",
                IssueCode::Conflict,
                "Set audio_type to 2 to use audio_url, or leave audio_url out.",
            ),
            _ => {}
        }
        let video_length = reader.video_length();
        let is_premium_model = reader.flag("is_premium_model");
        let effect_code = reader.text("effect_code", None).filter(|code| !text::is_blank(code));
        let webhookurl =
            reader.url("webhookurl").filter(|url| reader.fits("webhookurl", url, Self::MAXIMUM_WEBHOOK_URL));
        reader.unknown_fields();

        match (reader.issues.is_empty(), image_url, resolution, audio_type, video_length) {
            (true, Some(image_url), Some(resolution), Some(audio_type), Some(video_length)) => Ok(Self {
                image_url,
                prompt,
                negative_prompt,
                extend_prompt,
                resolution,
                audio_type,
                audio_url,
                video_length,
                is_premium_model,
                effect_code,
                webhookurl,
            }),
            _ => Err(reader.issues),
        }
    }
}

impl Serialize for CreateRequest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fields = [
            Some(Sent::Text(&self.image_url)),
            Some(Sent::Text(&self.prompt)),
            Some(Sent::Text(&self.negative_prompt)),
            self.extend_prompt.map(Sent::Flag),
            Some(Sent::Text(self.resolution.as_str())),
            Some(Sent::Number(self.audio_type.number())),
            self.audio_url.as_deref().map(Sent::Text),
            Some(Sent::Number(self.video_length.seconds())),
            self.is_premium_model.map(Sent::Flag),
            self.effect_code.as_deref().map(Sent::Text),
            self.webhookurl.as_deref().map(Sent::Text),
        ];
        let present = Self::FIELDS.into_iter().zip(fields).filter_map(|(name, value)| Some((name, value?)));
        serializer.collect_map(present)
    }
}

/// A field's value on its way to the vendor.
enum Sent<'a> {
    Text(&'a str),
    Number(u32),
    Flag(bool),
}

impl Serialize for Sent<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => serializer.serialize_u32(*number),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
        }
    }
}

/// Reads typed fields and collects what is wrong with them.
struct Reader<'a> {
    fields: &'a [(String, RawValue)],
    issues: Vec<Issue>,
}

impl Reader<'_> {
    fn value(&self, name: &str) -> &RawValue {
        self.fields.iter().find(|(field, _)| field == name).map_or(&RawValue::Undefined, |(_, value)| value)
    }

    /// Absent, or text with nothing in it. A value of the wrong type is not blank: it has its own issue already.
    fn is_blank(&self, name: &str) -> bool {
        match self.value(name) {
            RawValue::Undefined => true,
            RawValue::Text(text) => text::is_blank(text),
            _ => false,
        }
    }

    fn fault(&mut self, path: &str, code: IssueCode, message: &'static str) {
        self.issues.push(Issue::new(path, code, message));
    }

    fn wrong_type(&mut self, name: &str, expected: &str) {
        let message = text::join(&["Give ", name, " as ", expected, ", not ", self.value(name).type_name(), "."]);
        self.issues.push(Issue::new(name, IssueCode::WrongType, message));
    }

    fn text(&mut self, name: &str, maximum: Option<usize>) -> Option<String> {
        match self.value(name) {
            RawValue::Undefined => None,
            RawValue::Text(text) => {
                let text = text.clone();
                maximum.is_none_or(|maximum| self.fits(name, &text, maximum)).then_some(text)
            }
            _ => {
                self.wrong_type(name, "a string");
                None
            }
        }
    }

    fn fits(&mut self, name: &str, text: &str, maximum: usize) -> bool {
        let length = text.encode_utf16().count();
        if length > maximum {
            let (length, maximum) = (text::decimal(length), text::decimal(maximum));
            let message = text::join(&["Shorten ", name, " to ", &maximum, " characters; it has ", &length, "."]);
            self.issues.push(Issue::new(name, IssueCode::TooLong, message));
            return false;
        }
        true
    }

    /// A URL that is there; blank counts as absent.
    fn url(&mut self, name: &str) -> Option<String> {
        let text = self.text(name, None).filter(|text| !text::is_blank(text))?;
        if is_public_url_syntax(&text) {
            return Some(text);
        }
        let message = text::join(&[
            "Give ",
            name,
            " as an absolute http:// or https:// address without user name, password or spaces.",
        ]);
        self.issues.push(Issue::new(name, IssueCode::InvalidUrl, message));
        None
    }

    fn flag(&mut self, name: &str) -> Option<bool> {
        match self.value(name) {
            RawValue::Undefined => None,
            RawValue::Bool(flag) => Some(*flag),
            _ => {
                self.wrong_type(name, "true or false");
                None
            }
        }
    }

    fn resolution(&mut self) -> Option<Resolution> {
        match self.value("resolution") {
            RawValue::Undefined => Some(Resolution::default()),
            RawValue::Text(word) => {
                let resolution = Resolution::from_word(word);
                if resolution.is_none() {
                    self.fault(
                        "resolution",
                        IssueCode::InvalidValue,
                        "Use one of \"720p\", \"1080p\", \"4k\" for resolution.",
                    );
                }
                resolution
            }
            _ => {
                self.wrong_type("resolution", "one of the strings \"720p\", \"1080p\", \"4k\"");
                None
            }
        }
    }

    fn audio_type(&mut self) -> Option<AudioType> {
        self.choice(
            "audio_type",
            AudioType::from_number,
            "one of the numbers 1, 2, 3",
            "Use 1 (generated), 2 (from audio_url) or 3 (silent) for audio_type.",
        )
    }

    fn video_length(&mut self) -> Option<VideoLength> {
        self.choice(
            "video_length",
            VideoLength::from_seconds,
            "the number 5 or 10",
            "Use 5 or 10 seconds for video_length.",
        )
    }

    fn choice<T: Default>(
        &mut self,
        name: &str,
        read: fn(f64) -> Option<T>,
        expected: &str,
        advice: &'static str,
    ) -> Option<T> {
        match self.value(name) {
            RawValue::Undefined => Some(T::default()),
            RawValue::Number(number) => {
                let choice = read(*number);
                if choice.is_none() {
                    self.fault(name, IssueCode::InvalidValue, advice);
                }
                choice
            }
            _ => {
                self.wrong_type(name, expected);
                None
            }
        }
    }

    fn unknown_fields(&mut self) {
        for (name, _) in self.fields {
            if CreateRequest::FIELDS.contains(&name.as_str()) {
                continue;
            }
            let message = match suggest::nearest(name, &CreateRequest::FIELDS) {
                Some(known) => text::join(&["Rename ", name, " to ", known, ": the vendor spells it that way."]),
                None => text::join(&["Remove ", name, ": the vendor has no such field here."]),
            };
            self.issues.push(Issue::new(name, IssueCode::UnknownField, message));
        }
    }
}
