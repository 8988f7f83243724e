use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::rand;

/// Identifies one request in responses and log lines.
#[derive(Clone, Debug)]
pub struct RequestId(String);

impl RequestId {
    /// The caller's own id if it is safe to log, otherwise a new UUID (version 7, which sorts by time).
    pub fn choose(offered: Option<&str>) -> Self {
        match offered {
            Some(text) if is_safe_to_log(text) => Self(text.to_owned()),
            _ => Self::new(),
        }
    }

    /// The random part comes from the generator that all ids use: [`uuid::Uuid::now_v7`] asks the system each time.
    fn new() -> Self {
        let mut random = [0; 10];
        rand::fill(&mut random).expect("the system gives random bytes");
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let milliseconds = u64::try_from(since_1970.as_millis()).unwrap_or(u64::MAX);
        Self(uuid::Builder::from_unix_timestamp_millis(milliseconds, &random).into_uuid().to_string())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_safe_to_log(text: &str) -> bool {
    (8..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}
