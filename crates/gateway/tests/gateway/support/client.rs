use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::KEY;

/// An answer, byte for byte.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    /// Reads one from the bytes of a closed connection.
    pub fn parse(bytes: &[u8]) -> Self {
        assert!(!contains(bytes, KEY.as_bytes()), "an answer holds the vendor's key");
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").map(|at| at + 4);
        let end = end.unwrap_or_else(|| panic!("no answer, but {:?}", String::from_utf8_lossy(bytes)));
        let head = String::from_utf8(bytes[..end].to_vec()).expect("a head of text");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        Self { status, head, body: bytes[end..].to_vec() }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .find(|(header, _)| header.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    pub fn code(&self) -> i64 {
        self.json()["code"].as_i64().expect("a code")
    }

    pub fn issue_paths(&self) -> Vec<String> {
        let issues = self.json()["issues"].as_array().cloned().unwrap_or_default();
        issues.iter().filter_map(|issue| issue["path"].as_str().map(str::to_owned)).collect()
    }
}

/// A connection on which the test writes what it likes.
pub struct Connection {
    stream: TcpStream,
}

impl Connection {
    pub async fn open(base: &str) -> Self {
        let address = base.strip_prefix("http://").expect("an http URL");
        Self { stream: TcpStream::connect(address).await.expect("the gateway listens") }
    }

    pub async fn write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.stream.write_all(bytes).await
    }

    /// What comes until it holds these bytes, or the other side closes.
    pub async fn read_until(&mut self, expected: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        while !contains(&bytes, expected) {
            match self.stream.read_u8().await {
                Ok(byte) => bytes.push(byte),
                Err(_) => break,
            }
        }
        bytes
    }

    /// Everything until the other side closes.
    pub async fn read_to_end(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let _ = self.stream.read_to_end(&mut bytes).await;
        bytes
    }
}

/// One request on a connection of its own.
pub async fn exchange(base: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let host = base.strip_prefix("http://").expect("an http URL");
    let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
    if method == "POST" || !body.is_empty() {
        head.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    let mut connection = Connection::open(base).await;
    // A refusal may come, and the connection close, before all of a large body is written.
    let _ = connection.write(&[head.as_bytes(), body].concat()).await;
    Answer::parse(&connection.read_to_end().await)
}

pub fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}
