use std::collections::BTreeMap;

use axum::http::HeaderMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The conditions of a fault or plan; all given ones must hold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// The body contains this text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_contains: Option<String>,
    /// The path and query contain this text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path_contains: Option<String>,
    /// Headers that must be present and contain this text.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// Fields of the JSON body, by name or JSON pointer, that must have exactly this value.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub json: BTreeMap<String, Value>,
}

/// The parts of a request that conditions are checked against.
pub struct Observation<'a> {
    /// Path and query.
    pub path: &'a str,
    /// Headers.
    pub headers: &'a HeaderMap,
    /// The body as text.
    pub body: &'a str,
    /// The body as JSON, if it is JSON.
    pub json: &'a Value,
}

impl When {
    /// Whether all given conditions hold.
    pub fn holds(&self, observation: &Observation<'_>) -> bool {
        self.body_contains.as_ref().is_none_or(|text| observation.body.contains(text))
            && self.path_contains.as_ref().is_none_or(|text| observation.path.contains(text))
            && self.headers.iter().all(|(name, text)| {
                observation
                    .headers
                    .get_all(name)
                    .iter()
                    .any(|value| value.to_str().is_ok_and(|value| value.contains(text)))
            })
            && self.json.iter().all(|(name, value)| field(observation.json, name) == Some(value))
    }
}

fn field<'a>(json: &'a Value, name: &str) -> Option<&'a Value> {
    if name.starts_with('/') { json.pointer(name) } else { json.get(name) }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;
    use serde_json::json;

    use super::{Observation, When};

    #[test]
    fn every_condition_must_hold() {
        let mut headers = HeaderMap::new();
        headers.insert("user-agent", "tests/1".parse().expect("a header value"));
        let json = json!({ "prompt": "a cat", "nested": { "number": 2 } });
        let body = json.to_string();
        let observation = Observation { path: "/create?x=1", headers: &headers, body: &body, json: &json };
        let holds =
            |when: serde_json::Value| serde_json::from_value::<When>(when).expect("a predicate").holds(&observation);
        assert!(holds(json!({})));
        assert!(holds(json!({ "body_contains": "cat", "path_contains": "x=1", "headers": { "User-Agent": "tests" } })));
        assert!(holds(json!({ "json": { "prompt": "a cat", "/nested/number": 2 } })));
        assert!(!holds(json!({ "json": { "prompt": "a dog" } })));
        assert!(!holds(json!({ "body_contains": "cat", "headers": { "x-missing": "" } })));
    }
}
