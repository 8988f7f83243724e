use std::io;

use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;

/// Reads one message with a `Content-Length`, or a chunked one, and leaves what follows in `pending`. Nothing when the
/// other side closed.
pub async fn message(stream: &mut TcpStream, pending: &mut Vec<u8>) -> io::Result<Option<Message>> {
    let head_end = loop {
        if let Some(at) = find(pending, b"\r\n\r\n") {
            break at + 4;
        }
        if stream.read_buf(pending).await? == 0 {
            return Ok(None);
        }
    };
    let head = String::from_utf8_lossy(&pending[..head_end]).into_owned();
    let end = match header(&head, "content-length") {
        Some(length) => head_end + length.parse::<usize>().unwrap_or(0),
        None if header(&head, "transfer-encoding").is_some() => loop {
            if let Some(at) = find(&pending[head_end..], b"0\r\n\r\n") {
                break head_end + at + 5;
            }
            if stream.read_buf(pending).await? == 0 {
                return Ok(None);
            }
        },
        None => head_end,
    };
    while pending.len() < end {
        if stream.read_buf(pending).await? == 0 {
            return Ok(None);
        }
    }
    let body = pending[head_end..end].to_vec();
    pending.drain(..end);
    Ok(Some(Message { head, body }))
}

/// A request or an answer.
pub struct Message {
    pub head: String,
    pub body: Vec<u8>,
}

impl Message {
    /// The second word: a request's path or an answer's status.
    pub fn second_word(&self) -> &str {
        self.head.split(' ').nth(1).unwrap_or_default()
    }
}

pub fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(header, _)| header.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim())
}

pub fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}
