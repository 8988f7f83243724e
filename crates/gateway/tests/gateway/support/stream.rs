use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

/// An open event stream.
pub struct Stream {
    lines: tokio::io::Lines<BufReader<TcpStream>>,
    pub head: String,
}

impl Stream {
    pub async fn open(base: &str, token: &str, ids: &str) -> Self {
        let mut stream =
            TcpStream::connect(base.strip_prefix("http://").expect("an http URL")).await.expect("it listens");
        let request = format!(
            "GET /events?ids={ids} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.expect("it listens");
        let mut lines = BufReader::new(stream).lines();
        let mut head = String::new();
        while let Some(line) = lines.next_line().await.expect("text").filter(|line| !line.is_empty()) {
            head.push_str(&line);
            head.push('\n');
        }
        Self { lines, head }
    }

    /// The next event's name and data; nothing when the stream has ended.
    pub async fn next(&mut self) -> Option<(String, Value)> {
        let mut name = String::new();
        // A gateway that is killed breaks the connection off.
        while let Some(line) = self.lines.next_line().await.ok().flatten() {
            if let Some(event) = line.strip_prefix("event: ") {
                name = event.to_owned();
            }
            if let Some(data) = line.strip_prefix("data: ") {
                return Some((name, serde_json::from_str(data).expect("JSON")));
            }
        }
        None
    }

    /// The status of the only job, as the next event shows it.
    pub async fn status(&mut self) -> Option<i64> {
        let (name, data) = self.next().await?;
        let job = if name == "snapshot" { &data["result"][0] } else { &data };
        job["status"].as_i64()
    }
}
