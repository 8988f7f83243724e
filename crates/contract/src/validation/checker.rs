use super::rule::{DefaultValue, Kind, Rule};
use super::{Ignorable, Issue, IssueCode, Lenient, is_public_url_syntax, suggest};
use crate::{UncheckedField, UncheckedRequest, WireRequest, WireValue, text};

/// Reads a request by a table, strictly: every field of it must be in the table and as the table says. On failure it
/// returns every issue, not the first. `combine` checks what one field demands of another.
///
/// With `ignorable` the request is read as Akool reads it: a number may come as text, and those fields are ignored and
/// named. Everything else is as strict as without.
pub fn check(
    request: &UncheckedRequest,
    rules: &'static [Rule],
    ignorable: Option<&'static [Ignorable]>,
    combine: fn(&mut Checker<'_>),
) -> Result<Lenient<WireRequest>, Vec<Issue>> {
    let fields = match request {
        UncheckedRequest::Fields(fields) => fields,
        UncheckedRequest::NotAnObject(value) => {
            let message = text::join(&["Pass an object with the fields of the request, not ", value.type_name(), "."]);
            return Err(vec![Issue::new("", IssueCode::WrongType, message)]);
        }
    };
    let mut checker =
        Checker { fields, rules, ignorable, valid: WireRequest::default(), ignored: Vec::new(), issues: Vec::new() };
    for rule in rules {
        if let Some(value) = checker.field(rule) {
            checker.valid.push(rule.name, value);
        }
    }
    combine(&mut checker);
    checker.unknown_fields();
    let Checker { valid, ignored, issues, .. } = checker;
    if issues.is_empty() { Ok(Lenient { request: valid, ignored }) } else { Err(issues) }
}

/// Collects the issues of one request.
pub struct Checker<'a> {
    fields: &'a [(String, UncheckedField)],
    rules: &'static [Rule],
    ignorable: Option<&'static [Ignorable]>,
    valid: WireRequest,
    ignored: Vec<&'static str>,
    issues: Vec<Issue>,
}

impl Checker<'_> {
    /// Whether a field is absent, or text with nothing in it. A value of the wrong type is not blank: it has its own
    /// issue already.
    pub fn is_blank(&self, name: &str) -> bool {
        match self.value(name) {
            UncheckedField::Text(text) => text::is_blank(text),
            UncheckedField::Undefined => true,
            _ => false,
        }
    }

    /// Records an issue; the field then has no value.
    pub fn issue(&mut self, path: &str, code: IssueCode, message: &[&str]) -> Option<WireValue> {
        self.issues.push(Issue::new(path, code, text::join(message)));
        None
    }

    /// Requires a sound file where `audio_type` says that there is one, and only there.
    pub fn match_sound(&mut self) {
        let has_sound = !self.is_blank("audio_url");
        match self.valid.get("audio_type") {
            Some(WireValue::Number(2.0)) if !has_sound => {
                let advice = "Give audio_url, or another audio_type than 2.";
                self.issue("audio_url", IssueCode::Required, &[advice]);
            }
            Some(WireValue::Number(1.0 | 3.0)) if has_sound => {
                let advice = "Set audio_type to 2 to use audio_url, or leave audio_url out.";
                self.issue("audio_url", IssueCode::Conflict, &[advice]);
            }
            _ => {}
        }
    }

    fn value(&self, name: &str) -> &UncheckedField {
        self.fields.iter().find(|(field, _)| field == name).map_or(&UncheckedField::Undefined, |(_, value)| value)
    }

    fn field(&mut self, rule: &Rule) -> Option<WireValue> {
        let kind = &rule.kind;
        let as_number;
        let mut value = self.value(rule.name);
        if let (UncheckedField::Text(text), Kind::Number(..) | Kind::Whole(..), Some(_)) = (value, kind, self.ignorable)
            && let Some(number) = text::whole_number(text)
        {
            as_number = UncheckedField::Number(number);
            value = &as_number;
        }
        let is_allowed = match (value, kind) {
            (UncheckedField::Undefined, _) => return self.absent(rule),
            (UncheckedField::Bool(_), Kind::Flag) => true,
            (UncheckedField::Number(number), Kind::Number(allowed, _)) => allowed.contains(number),
            (UncheckedField::Number(number), Kind::Whole(least, most, _)) => {
                (*least..=*most).contains(number) && number.trunc() == *number
            }
            (UncheckedField::Text(word), Kind::Word(allowed, _)) => allowed.contains(&word.as_str()),
            (UncheckedField::Text(word), Kind::Size(_)) => is_size(word),
            (UncheckedField::Text(text), Kind::Text(maximum) | Kind::Url(maximum)) => {
                let text = text.clone();
                return self.text(rule, text, *maximum);
            }
            _ => {
                let given = value.type_name();
                let parts = ["Give ", rule.name, " as ", kind.expected(), ", not ", given, "."];
                return self.issue(rule.name, IssueCode::WrongType, &parts);
            }
        };
        if is_allowed { WireValue::of(value) } else { self.issue(rule.name, IssueCode::InvalidValue, &[kind.advice()]) }
    }

    fn absent(&mut self, rule: &Rule) -> Option<WireValue> {
        match rule.default {
            DefaultValue::Nothing => None,
            DefaultValue::Required(advice) => self.issue(rule.name, IssueCode::Required, &[advice]),
            DefaultValue::Text(text) => Some(WireValue::Text(text.to_owned())),
            DefaultValue::Number(number) => Some(WireValue::Number(number)),
        }
    }

    fn text(&mut self, rule: &Rule, text: String, maximum: usize) -> Option<WireValue> {
        // Blank text counts as absent, except where Akool wants to see the field: there it is sent as it is.
        let is_sent_blank = matches!((&rule.kind, &rule.default), (Kind::Text(_), DefaultValue::Text(_)));
        if text::is_blank(&text) && !is_sent_blank {
            return self.absent(rule);
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
        Some(WireValue::Text(text))
    }

    fn unknown_fields(&mut self) {
        let rules = self.rules;
        for (name, value) in self.fields {
            // A field that JSON leaves out was not given.
            if matches!(value, UncheckedField::Undefined) || rules.iter().any(|rule| rule.name == name) {
                continue;
            }
            let ignorable = self.ignorable.unwrap_or_default().iter().find(|ignorable| ignorable.name == name);
            if let Some(ignorable) = ignorable.filter(|ignorable| (ignorable.when)(self, value)) {
                self.ignored.push(ignorable.name);
                continue;
            }
            let parts: &[&str] = match suggest::nearest(name, rules.iter().map(|rule| rule.name)) {
                Some(known) => &["Rename ", name, " to ", known, ": Akool spells it that way."],
                None => &["Remove ", name, ": Akool has no such field here."],
            };
            self.issue(name, IssueCode::UnknownField, parts);
        }
    }
}

/// Digits, then p or k in either case.
fn is_size(word: &str) -> bool {
    match word.as_bytes().split_last() {
        Some((b'p' | b'P' | b'k' | b'K', digits)) => {
            (1..=4).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit)
        }
        _ => false,
    }
}
