use std::collections::BTreeMap;

use serde_json::Value;

use crate::recording::{Difference, differences};

/// Fields that differ from run to run: both sides need a value of the same kind.
const VOLATILE: [&str; 23] = [
    "_id",
    "uid",
    "team_id",
    "batch_id",
    "create_time",
    "update_time",
    "video_url",
    "cover_url",
    "image_url",
    "last_image_url",
    "audio_url",
    "webhookUrl",
    "logo",
    "video",
    "external_video",
    "credit",
    "token",
    "pre_video_id",
    "video_duration",
    "progress",
    "deduction_duration",
    "file_name",
    "key",
];
/// Fields whose values later requests repeat.
const REPEATED: [&str; 6] = ["_id", "batch_id", "video_url", "cover_url", "video", "logo"];
const REDACTED: &str = "[redacted]";

/// The ids and URLs of a recording, and those of the simulator in their place.
#[derive(Default)]
pub struct Names(BTreeMap<String, String>);

impl Names {
    /// Remembers the names in two answers to the same request.
    pub fn learn(&mut self, recorded: &Value, now: &Value) {
        match (recorded, now) {
            (Value::Object(left), Value::Object(right)) => {
                for (name, left) in left {
                    match (left, right.get(name)) {
                        (Value::String(left), Some(Value::String(right))) if REPEATED.contains(&name.as_str()) => {
                            self.add(left, right);
                        }
                        (left, Some(right)) => self.learn(left, right),
                        _ => {}
                    }
                }
            }
            (Value::Array(left), Value::Array(right)) => {
                left.iter().zip(right).for_each(|(left, right)| self.learn(left, right));
            }
            _ => {}
        }
    }

    fn add(&mut self, recorded: &str, now: &str) {
        if recorded.is_empty() || now.is_empty() {
            return;
        }
        self.0.insert(recorded.into(), now.into());
        // A file is requested by its path only.
        if let (Some((_, left)), Some((_, right))) = (recorded.rsplit_once('/'), now.rsplit_once('/')) {
            self.0.insert(left.into(), right.into());
        }
    }

    /// Text with the names of the simulator.
    pub fn translated(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (recorded, now)| text.replace(recorded, now))
    }
}

/// The fields in which two answers differ.
pub fn compare(recorded: &Value, now: &Value, names: &Names) -> Vec<Difference> {
    differences(recorded, now, &|field, recorded, now| {
        let name = field.rsplit('/').next().unwrap_or_default();
        if VOLATILE.contains(&name) {
            return is_same_kind(recorded, now);
        }
        match recorded {
            Value::String(text) if text == REDACTED => !now.is_null(),
            Value::String(text) => names.translated(text) == now.as_str().unwrap_or_default(),
            _ => false,
        }
    })
}

fn is_same_kind(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::String(left), Value::String(right)) => left.is_empty() == right.is_empty(),
        (Value::String(left), Value::Number(_)) => left == REDACTED,
        _ => std::mem::discriminant(left) == std::mem::discriminant(right),
    }
}
