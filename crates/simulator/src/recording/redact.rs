use std::{
    borrow::Cow,
    collections::BTreeSet,
    sync::{Mutex, MutexGuard, PoisonError},
};

use axum::http::HeaderMap;
use reqwest::Url;
use serde_json::{Map, Value};

use super::{RecordedBody, RecordedRequest};

/// Takes the place of a secret.
pub const REDACTED: &str = "[redacted]";
/// Parts of the names of fields that hold secrets, without case and punctuation.
const SECRET_NAMES: [&str; 15] = [
    "token",
    "secret",
    "password",
    "passwd",
    "signature",
    "authorization",
    "apikey",
    "accesskey",
    "privatekey",
    "credential",
    "cookie",
    "clientid",
    "dataencrypt",
    "nonce",
    "session",
];
/// Shorter values of secret fields are too common to be searched for elsewhere.
const MINIMUM_SECRET: usize = 6;
/// From this length on, a part of a path is taken for a capability. Akool's ids have 24 characters.
const CAPABILITY: usize = 32;

/// Removes secrets, by the names of fields, by their form, and wherever a secret of an earlier exchange appears again.
#[derive(Default)]
pub struct Redactor {
    secrets: Mutex<BTreeSet<String>>,
}

impl Redactor {
    /// Remembers a secret.
    pub fn learn(&self, secret: &str) {
        if secret.len() >= MINIMUM_SECRET && secret != REDACTED {
            self.lock().insert(secret.to_owned());
        }
    }

    /// Remembers the credentials of a request.
    pub fn learn_from_headers(&self, headers: &HeaderMap) {
        for name in ["x-api-key", "authorization", "cookie"] {
            let value = headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
            self.learn(value);
            self.learn(value.split_once(' ').map_or("", |(_, token)| token.trim()));
        }
    }

    /// Remembers the secrets of a body, by the names of their fields.
    pub fn learn_from(&self, body: &RecordedBody) {
        if let RecordedBody::Json(value) = body {
            self.learn_from_value(value);
        }
    }

    fn learn_from_value(&self, value: &Value) {
        match value {
            Value::Object(fields) => {
                for (name, value) in fields {
                    match value {
                        Value::String(text) if is_secret_name(name) || is_webhook(name) => self.learn(text),
                        other => self.learn_from_value(other),
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.learn_from_value(item)),
            _ => {}
        }
    }

    /// A request without secrets.
    pub fn request(&self, request: RecordedRequest) -> RecordedRequest {
        let segments = request.path.split('/').map(|segment| self.segment(segment)).collect::<Vec<_>>();
        RecordedRequest {
            path: segments.join("/"),
            query: self.query(&request.query, |name, value| is_secret_name(name) || is_capability(value)),
            body: self.body(request.body),
            ..request
        }
    }

    /// A body without secrets.
    pub fn body(&self, body: RecordedBody) -> RecordedBody {
        match body {
            RecordedBody::Json(value) => RecordedBody::Json(self.value(value)),
            RecordedBody::Text(text) => RecordedBody::Text(self.text(&text)),
            other => other,
        }
    }

    fn value(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(&text)),
            Value::Array(items) => items.into_iter().map(|item| self.value(item)).collect(),
            Value::Object(fields) => Value::Object(self.fields(fields)),
            other => other,
        }
    }

    fn fields(&self, fields: Map<String, Value>) -> Map<String, Value> {
        let field = |(name, value): (String, Value)| {
            let value = match value {
                Value::String(text) if text.is_empty() => Value::String(text),
                Value::String(_) | Value::Number(_) if is_secret_name(&name) => REDACTED.into(),
                Value::String(text) if is_webhook(&name) => self.webhook(&text).into(),
                other => self.value(other),
            };
            (name, value)
        };
        fields.into_iter().map(field).collect()
    }

    /// Text without known secrets, tokens and the secrets of URLs.
    pub fn text(&self, text: &str) -> String {
        let text = self.known(text);
        let mut was_bearer = false;
        let word = |word: &str| {
            let after_bearer = std::mem::replace(&mut was_bearer, word.trim().eq_ignore_ascii_case("bearer"));
            let (bare, space) = word.split_at(word.trim_end().len());
            let bare: Cow<'_, str> = match Url::parse(bare) {
                Ok(url) if url.has_host() => self.url(url).into(),
                _ if after_bearer || is_jwt(bare) => REDACTED.into(),
                _ => bare.into(),
            };
            format!("{bare}{space}")
        };
        text.split_inclusive(char::is_whitespace).map(word).collect()
    }

    fn known(&self, text: &str) -> String {
        self.lock().iter().fold(text.to_owned(), |text, secret| text.replace(secret.as_str(), REDACTED))
    }

    /// A URL without user, fragment, the values of its query and long parts of its path.
    fn url(&self, url: Url) -> String {
        let path = url.path().split('/').map(|segment| self.segment(segment)).collect::<Vec<_>>().join("/");
        let query = url.query().map(|query| format!("?{}", self.query(query, |_, _| true))).unwrap_or_default();
        format!("{}{path}{query}", url.origin().ascii_serialization())
    }

    /// The path of a webhook is often what proves that a callback is genuine.
    fn webhook(&self, text: &str) -> String {
        match Url::parse(text) {
            Ok(url) if url.has_host() => format!("{}/{REDACTED}", url.origin().ascii_serialization()),
            _ => REDACTED.into(),
        }
    }

    fn query(&self, query: &str, is_secret: impl Fn(&str, &str) -> bool) -> String {
        let pair = |pair: &str| match pair.split_once('=') {
            Some((name, value)) if is_secret(name, value) => format!("{name}={REDACTED}"),
            _ => self.known(pair),
        };
        query.split('&').map(pair).collect::<Vec<_>>().join("&")
    }

    fn segment(&self, segment: &str) -> String {
        if is_capability(segment) { REDACTED.into() } else { self.known(segment) }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

fn is_secret_name(name: &str) -> bool {
    let name = plain(name);
    SECRET_NAMES.iter().any(|part| name.contains(part))
}

fn is_webhook(name: &str) -> bool {
    plain(name).contains("webhook")
}

fn is_capability(text: &str) -> bool {
    text.len() >= CAPABILITY && text.bytes().any(|byte| byte.is_ascii_digit())
}

fn is_jwt(text: &str) -> bool {
    text.starts_with("eyJ") && text.matches('.').count() >= 2
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{RecordedBody, Redactor};

    fn redact(redactor: &Redactor, value: serde_json::Value) -> serde_json::Value {
        redactor.body(RecordedBody::Json(value)).json()
    }

    #[test]
    fn secrets_are_found_by_the_names_of_fields_and_then_everywhere() {
        let redactor = Redactor::default();
        let body = json!({ "clientSecret": "topsecret", "data": [{ "apiKey": "k-123456", "nonce": 1234 }] });
        redactor.learn_from(&RecordedBody::Json(body.clone()));
        let expected =
            json!({ "clientSecret": "[redacted]", "data": [{ "apiKey": "[redacted]", "nonce": "[redacted]" }] });
        assert_eq!(redact(&redactor, body), expected);
        assert_eq!(redact(&redactor, json!({ "msg": "topsecret!" })), json!({ "msg": "[redacted]!" }));
    }

    #[test]
    fn urls_keep_their_place_but_not_their_secrets() {
        let redactor = Redactor::default();
        let cases = [
            (
                "https://user:pass@host.test/cat.jpg?X-Sig=abc&e=1#part",
                "https://host.test/cat.jpg?X-Sig=[redacted]&e=[redacted]",
            ),
            ("https://host.test/files/0123456789abcdef0123456789abcdef", "https://host.test/files/[redacted]"),
            ("see https://host.test/a?t=1 now", "see https://host.test/a?t=[redacted] now"),
            ("Bearer abc and eyJhbGciOi.eyJpZCI.c2ln", "Bearer [redacted] and [redacted]"),
            ("a cat: it sits", "a cat: it sits"),
            ("6a19b3f0c1d2e3f405060708", "6a19b3f0c1d2e3f405060708"),
        ];
        for (text, expected) in cases {
            assert_eq!(redact(&redactor, json!(text)), json!(expected));
        }
        let hook = json!({ "webhookUrl": "https://host.test/hooks/abc?x=1" });
        assert_eq!(redact(&redactor, hook), json!({ "webhookUrl": "https://host.test/[redacted]" }));
    }
}
