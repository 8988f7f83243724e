use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use aws_lc_rs::rand;

/// Names one request in answers and logs.
#[derive(Clone, Debug)]
pub struct RequestId(String);

impl RequestId {
    /// The caller's own id when it is harmless to log, else a new one.
    pub fn choose(offered: Option<&str>) -> Self {
        match offered {
            Some(text) if is_harmless(text) => Self(text.to_owned()),
            _ => Self::new(),
        }
    }

    /// One that no other request has; it need not be hard to guess.
    fn new() -> Self {
        static START: LazyLock<[u8; 8]> = LazyLock::new(|| {
            let mut bytes = [0; 8];
            rand::fill(&mut bytes).expect("the system gives random bytes");
            bytes
        });
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        let digit = |value: u8| char::from(b"0123456789abcdef"[usize::from(value)]);
        Self(START.iter().chain(&count).flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect())
    }

    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_harmless(text: &str) -> bool {
    (8..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}
