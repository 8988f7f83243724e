use uuid::Uuid;

/// Identifies one request in responses and log lines.
#[derive(Clone, Debug)]
pub struct RequestId(String);

impl RequestId {
    /// The caller's own id if it is safe to log, otherwise a new UUID (version 7, which sorts by time).
    pub fn choose(offered: Option<&str>) -> Self {
        match offered {
            Some(text) if is_safe_to_log(text) => Self(text.to_owned()),
            _ => Self(Uuid::now_v7().to_string()),
        }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_safe_to_log(text: &str) -> bool {
    (8..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}
