//! How news travels: PostgreSQL carries text of less than 8000 bytes to all who listen, the sender included.

use std::collections::HashMap;

use crate::ReplicaEvent;

/// Where gateways listen.
pub const CHANNEL: &str = "akool_gateway";
const MAXIMUM_BYTES: usize = 7000;
const SENDER_DIGITS: usize = 16;

/// A piece of news as the texts that carry it, in order.
pub fn encode(sender: i64, event: &ReplicaEvent) -> Vec<String> {
    let json = serde_json::to_string(event).unwrap_or_default();
    let mut texts = Vec::new();
    let mut rest = json.as_str();
    loop {
        let end = rest.floor_char_boundary(MAXIMUM_BYTES);
        let (part, after) = rest.split_at(end);
        let kind = match (texts.is_empty(), after.is_empty()) {
            (true, true) => WHOLE,
            (_, false) => PART,
            (false, true) => LAST,
        };
        texts.push(format!("{sender:016x}{kind}{part}"));
        if after.is_empty() {
            return texts;
        }
        rest = after;
    }
}

const WHOLE: char = '.';
const PART: char = '+';
const LAST: char = '=';

/// Puts texts together again.
pub struct Decoder {
    own: i64,
    /// What is not complete yet. One sender's parts come one after the other; what is whole may come between them.
    begun: HashMap<i64, String>,
}

impl Decoder {
    /// For a gateway that has no interest in what it says itself.
    pub fn new(own: i64) -> Self {
        Self { own, begun: HashMap::new() }
    }

    /// The news that this text completes.
    pub fn decode(&mut self, text: &str) -> Option<ReplicaEvent> {
        let (sender, rest) = text.split_at_checked(SENDER_DIGITS)?;
        let sender = i64::from_str_radix(sender, 16).ok().filter(|sender| *sender != self.own)?;
        let kind = rest.chars().next()?;
        let part = &rest[kind.len_utf8()..];
        match kind {
            WHOLE => serde_json::from_str(part).ok(),
            PART => {
                self.begun.entry(sender).or_default().push_str(part);
                None
            }
            LAST => {
                let begun = self.begun.remove(&sender)?;
                serde_json::from_str(&(begun + part)).ok()
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(prompt: &str) -> ReplicaEvent {
        let record = serde_json::json!({ "_id": "job", "prompt": prompt });
        ReplicaEvent::Seen { asked: vec!["job".into()], records: vec![record] }
    }

    #[test]
    fn rule_07_news_of_any_length_arrives_whole_and_not_at_its_sender() {
        for prompt in ["short".to_owned(), "long \u{1F600}".repeat(5000), "\"".repeat(MAXIMUM_BYTES)] {
            let texts = encode(7, &seen(&prompt));
            assert!(texts.iter().all(|text| text.len() < 8000));
            let mut opener = Decoder::new(8);
            let whole = encode(7, &ReplicaEvent::Leading);
            let mut opened: Vec<ReplicaEvent> = Vec::new();
            for text in &texts {
                opened.extend(opener.decode(text));
                assert!(matches!(opener.decode(&whole[0]), Some(ReplicaEvent::Leading)), "between the parts");
            }
            let [ReplicaEvent::Seen { records, .. }] = opened.as_slice() else { panic!("{opened:?}") };
            assert_eq!(records[0]["prompt"], prompt.as_str());
            let mut own = Decoder::new(7);
            assert!(texts.iter().all(|text| own.decode(text).is_none()));
        }
        let mut opener = Decoder::new(8);
        for strange in ["", "x", "0000000000000007", "0000000000000007.", "0000000000000007.{}", "0000000000000007=x"] {
            assert!(opener.decode(strange).is_none(), "{strange}");
        }
    }
}
