use aws_lc_rs::rand;

/// Names one request in answers and logs.
#[derive(Clone, Debug)]
pub struct RequestId(String);

impl RequestId {
    /// The caller's own id when it is harmless to log, else a new one.
    pub fn choose(offered: Option<&str>) -> Self {
        match offered {
            Some(text) if is_harmless(text) => Self(text.to_owned()),
            _ => Self::random(),
        }
    }

    fn random() -> Self {
        let mut bytes = [0_u8; 12];
        rand::fill(&mut bytes).expect("the system gives random bytes");
        let digit = |value: u8| char::from(b"0123456789abcdef"[usize::from(value)]);
        Self(bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect())
    }

    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_harmless(text: &str) -> bool {
    (8..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}
