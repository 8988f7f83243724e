use serde::Serialize;
use serde_json::Value;

/// A field in which two JSON values differ.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// JSON pointer of the field.
    pub field: String,
    /// The recorded value; absent when the field was not there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded: Option<Value>,
    /// The value now; absent when the field is not there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now: Option<Value>,
}

/// The fields in which two values differ. `is_same` decides about two values that are not both objects or arrays.
pub fn differences(recorded: &Value, now: &Value, is_same: &impl Fn(&str, &Value, &Value) -> bool) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(String::new(), Some(recorded), Some(now), is_same, &mut found);
    found
}

fn compare(
    field: String,
    recorded: Option<&Value>,
    now: Option<&Value>,
    is_same: &impl Fn(&str, &Value, &Value) -> bool,
    found: &mut Vec<Difference>,
) {
    match (recorded, now) {
        (Some(Value::Object(left)), Some(Value::Object(right))) => {
            let added = right.keys().filter(|name| !left.contains_key(*name));
            for name in left.keys().chain(added) {
                let name_in_pointer = name.replace('~', "~0").replace('/', "~1");
                compare(format!("{field}/{name_in_pointer}"), left.get(name), right.get(name), is_same, found);
            }
        }
        (Some(Value::Array(left)), Some(Value::Array(right))) => {
            for index in 0..left.len().max(right.len()) {
                compare(format!("{field}/{index}"), left.get(index), right.get(index), is_same, found);
            }
        }
        (Some(left), Some(right)) if left == right || is_same(&field, left, right) => {}
        _ => found.push(Difference { field, recorded: recorded.cloned(), now: now.cloned() }),
    }
}
