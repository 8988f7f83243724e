use crate::rule::{Default, Kind, Rule};
use crate::sent::SentFields;
use crate::{Issue, IssueCode, Raw, RawValue, Sent, is_public_url_syntax, suggest, text};

/// Reads a request by a table, strictly: every field of it must be in the table and as the table says. On failure it
/// returns every issue, not the first. `combine` looks at what one field demands of another.
pub fn check(raw: &Raw, rules: &'static [Rule], combine: fn(&mut Checker<'_>)) -> Result<SentFields, Vec<Issue>> {
    let fields = match raw {
        Raw::Fields(fields) => fields,
        Raw::NotAnObject(value) => {
            let message = text::join(&["Pass an object with image_url and prompt, not ", value.type_name(), "."]);
            return Err(vec![Issue::new("", IssueCode::WrongType, message)]);
        }
    };
    let mut checker = Checker { fields, rules, sent: SentFields::new(), issues: Vec::new() };
    for rule in rules {
        if let Some(value) = checker.field(rule) {
            checker.sent.push((rule.name, value));
        }
    }
    combine(&mut checker);
    checker.unknown_fields();
    if checker.issues.is_empty() { Ok(checker.sent) } else { Err(checker.issues) }
}

/// Collects what is wrong.
pub struct Checker<'a> {
    fields: &'a [(String, RawValue)],
    rules: &'static [Rule],
    sent: SentFields,
    issues: Vec<Issue>,
}

impl Checker<'_> {
    /// What will be sent of a field.
    pub fn sent(&self, name: &str) -> Option<&Sent> {
        self.sent.iter().find(|(field, _)| *field == name).map(|(_, value)| value)
    }

    /// Absent, or text with nothing in it. A value of the wrong type is not blank: it has its own issue already.
    pub fn is_blank(&self, name: &str) -> bool {
        match self.value(name) {
            RawValue::Text(text) => text::is_blank(text),
            RawValue::Undefined => true,
            _ => false,
        }
    }

    /// Notes what is wrong.
    pub fn issue(&mut self, path: &str, code: IssueCode, message: &[&str]) -> Option<Sent> {
        self.issues.push(Issue::new(path, code, text::join(message)));
        None
    }

    /// Every request is about a picture.
    pub fn require_picture(&mut self) {
        if self.is_blank("image_url") {
            let advice = "Give image_url: an http(s) address the vendor can fetch.";
            self.issue("image_url", IssueCode::Required, &[advice]);
        }
    }

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
            (RawValue::Number(number), Kind::Whole(least, most, _))
                if (*least..=*most).contains(number) && number.trunc() == *number =>
            {
                Some(Sent::Number(*number))
            }
            (RawValue::Text(word), Kind::Word(allowed, _)) if allowed.contains(&word.as_str()) => {
                Some(Sent::Text(word.clone()))
            }
            (RawValue::Text(word), Kind::Size(_)) if is_size(word) => Some(Sent::Text(word.clone())),
            (RawValue::Number(_), Kind::Number(_, advice) | Kind::Whole(_, _, advice))
            | (RawValue::Text(_), Kind::Word(_, advice) | Kind::Size(advice)) => {
                self.issue(rule.name, IssueCode::InvalidValue, &[advice])
            }
            (RawValue::Text(text), Kind::Text(maximum) | Kind::Url(maximum)) => {
                let text = text.clone();
                self.text(rule, text, *maximum)
            }
            (other, kind) => {
                let expected = match kind {
                    Kind::Flag => "true or false",
                    Kind::Number(..) | Kind::Whole(..) => "a number",
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

    fn unknown_fields(&mut self) {
        let rules = self.rules;
        for (name, value) in self.fields {
            // What JSON would leave out was not given.
            if matches!(value, RawValue::Undefined) || rules.iter().any(|rule| rule.name == name) {
                continue;
            }
            let parts: &[&str] = match suggest::nearest(name, rules.iter().map(|rule| rule.name)) {
                Some(known) => &["Rename ", name, " to ", known, ": the vendor spells it that way."],
                None => &["Remove ", name, ": the vendor has no such field here."],
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
