//! How an event travels: as the text of a PostgreSQL notification, which every listener receives, the sender included.

use crate::{LedgerError, ReplicaEvent};

/// Where replicas listen.
pub const CHANNEL: &str = "akool_gateway";
/// PostgreSQL's limit for the text of a notification.
const MAX_BYTES: usize = 7999;
const SENDER_DIGITS: usize = 16;
/// Between the sender and the event. Older gateways marked the parts of long texts by other characters.
const MARK: char = '.';

/// The text of a notification.
///
/// # Errors
///
/// [`LedgerError::EventTooLong`]
pub fn encode(sender: i64, event: &ReplicaEvent) -> Result<String, LedgerError> {
    let json = serde_json::to_string(event).unwrap_or_default();
    let text = format!("{sender:016x}{MARK}{json}");
    if text.len() > MAX_BYTES { Err(LedgerError::EventTooLong) } else { Ok(text) }
}

/// The event in a notification, unless it comes from `receiver` itself or from a version that this one does not know.
pub fn decode(receiver: i64, text: &str) -> Option<ReplicaEvent> {
    let (sender, rest) = text.split_at_checked(SENDER_DIGITS)?;
    if i64::from_str_radix(sender, 16).ok()? == receiver {
        return None;
    }
    serde_json::from_str(rest.strip_prefix(MARK)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_arrives_at_the_others_and_not_at_its_sender() {
        let vendor_ids = vec!["x".repeat(64); ReplicaEvent::MAX_IDS];
        for event in [
            ReplicaEvent::Leading,
            ReplicaEvent::Settled { attempt: i64::MAX },
            ReplicaEvent::Watching { vendor_ids: vendor_ids.clone() },
            ReplicaEvent::Polled { vendor_ids },
        ] {
            let text = encode(7, &event).expect("it fits");
            assert_eq!(decode(8, &text), Some(event));
            assert_eq!(decode(7, &text), None);
        }
    }

    #[test]
    fn an_event_that_is_too_long_is_not_sent() {
        let event = ReplicaEvent::Reported { vendor_id: "x".repeat(MAX_BYTES) };
        assert!(matches!(encode(7, &event), Err(LedgerError::EventTooLong)));
    }

    #[test]
    fn events_of_other_versions_are_ignored() {
        for text in [
            "",
            "x",
            "0000000000000007",
            "0000000000000007.",
            "0000000000000007.{}",
            r#"0000000000000007.{"seen":{"asked":["job"],"records":[]}}"#,
            r#"0000000000000007+{"seen":{"asked":["job"],"#,
            r#"0000000000000007="records":[]}}"#,
        ] {
            assert_eq!(decode(8, text), None, "{text}");
        }
    }
}
