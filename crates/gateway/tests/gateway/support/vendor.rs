use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

/// One request exactly as it came over the wire.
#[derive(Clone, Debug)]
pub struct Recorded {
    pub method: String,
    pub path: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Recorded {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }

    pub fn header_names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        names
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("the gateway sends JSON")
    }
}

/// What the vendor does with a request it has read.
#[derive(Clone, Debug)]
pub enum Reply {
    Json(u16, Value),
    Raw(Vec<u8>),
    /// And not the rest of it.
    RawThenHangUp(Vec<u8>),
    /// Closes without a word.
    HangUp,
    /// Says nothing.
    Silence,
    /// Answers when the test gives a permit.
    Held(Arc<Semaphore>, Box<Reply>),
}

/// A success.
pub fn ok(data: Value) -> Reply {
    Reply::Json(200, json!({ "code": 1000, "msg": "OK", "data": data }))
}

/// A refusal, with HTTP 200 as the vendor sends it.
pub fn refusal(code: i64) -> Reply {
    Reply::Json(200, json!({ "code": code, "msg": "the vendor's own words about balance 17", "data": null }))
}

/// A job's record with everything that is not meant for callers in it.
pub fn record(id: &str, status: i64) -> Value {
    json!({
        "_id": id, "status": status, "create_time": 1_754_362_985_482_i64, "uid": 101_400, "team_id": "6805fb69e92d9edc7ca0b409",
        "webhookUrl": "https://hook.example/x", "image_url": "https://images.example/a.png", "prompt": "move",
        "deduction_credit": 20, "file_name": "a.mp4", "surprise": { "deep": [1, 2] },
    })
}

type Script = dyn Fn(&Recorded) -> Reply + Send + Sync;

/// A stand-in for the vendor that speaks HTTP by hand, so that nothing between the wire and the test tidies up.
pub struct Vendor {
    pub url: String,
    seen: Arc<Mutex<Vec<Recorded>>>,
}

impl Vendor {
    pub async fn start(script: impl Fn(&Recorded) -> Reply + Send + Sync + 'static) -> Self {
        Self::start_at("127.0.0.1:0", script).await
    }

    pub async fn start_at(address: &str, script: impl Fn(&Recorded) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(address).await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (script, log): (Arc<Script>, _) = (Arc::new(script), seen.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, script.clone(), log.clone()));
            }
        });
        Self { url, seen }
    }

    /// A vendor on which everything works.
    pub async fn friendly() -> Self {
        Self::start(|request| match request.path.rsplit('/').next() {
            Some("createBySourcePrompt") => ok(record("689174694b4dbdd4ab3d28c9", 1)),
            Some("resultsByIds") => {
                let ids = request.json()["_ids"].as_str().unwrap_or_default().to_owned();
                let mut result: Vec<Value> = ids.split(',').map(|id| record(id, 2)).collect();
                result.push(record("ffffffffffffffffffffffff", 3));
                ok(json!({ "result": result }))
            }
            Some("effects") => ok(json!({ "result": [
                { "_id": "1", "name": "Squish", "effect_code": "squish_1", "logo": "https://media.example/a.png" }
            ], "count": 10 })),
            Some("info") => ok(json!({ "credit": 934 })),
            _ => Reply::Json(404, json!({ "status": 404, "msg": "Not Found" })),
        })
        .await
    }

    pub fn seen(&self) -> Vec<Recorded> {
        self.seen.lock().expect("no test panics while recording").clone()
    }

    /// What was asked on behalf of callers with a body: a program also asks for its credits when it starts.
    pub fn posts(&self) -> Vec<Recorded> {
        self.seen().into_iter().filter(|request| request.method == "POST").collect()
    }

    /// The only request there was.
    pub fn only(&self) -> Recorded {
        let seen = self.seen();
        assert_eq!(seen.len(), 1, "the vendor was asked once: {seen:?}");
        seen[0].clone()
    }
}

async fn converse(mut stream: TcpStream, script: Arc<Script>, log: Arc<Mutex<Vec<Recorded>>>) {
    let mut pending = Vec::new();
    while let Some(request) = read_request(&mut stream, &mut pending).await {
        let mut reply = script(&request);
        log.lock().expect("no test panics while recording").push(request);
        if let Reply::Held(permits, held) = reply {
            permits.acquire().await.expect("the test keeps it open").forget();
            reply = *held;
        }
        let bytes = match reply {
            Reply::Json(status, value) => {
                let body = value.to_string();
                let head = format!(
                    "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
                    body.len()
                );
                [head.into_bytes(), body.into_bytes()].concat()
            }
            Reply::Raw(bytes) => bytes,
            Reply::RawThenHangUp(bytes) => {
                let _ = stream.write_all(&bytes).await;
                return;
            }
            Reply::HangUp => return,
            Reply::Held(..) | Reply::Silence => {
                // Until the gateway gives up and closes.
                let _ = stream.read(&mut [0; 1]).await;
                return;
            }
        };
        if stream.write_all(&bytes).await.is_err() {
            return;
        }
    }
}

async fn read_request(stream: &mut TcpStream, pending: &mut Vec<u8>) -> Option<Recorded> {
    let head_end = loop {
        if let Some(at) = pending.windows(4).position(|window| window == b"\r\n\r\n") {
            break at + 4;
        }
        read_more(stream, pending).await?;
    };
    let head = String::from_utf8(pending[..head_end].to_vec()).ok()?;
    let mut lines = head.lines();
    let mut request_line = lines.next()?.split(' ');
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length =
        headers.iter().find(|(name, _)| name == "content-length").map_or(0, |(_, value)| value.parse().unwrap_or(0));
    while pending.len() < head_end + length {
        read_more(stream, pending).await?;
    }
    let body = pending[head_end..head_end + length].to_vec();
    pending.drain(..head_end + length);
    Some(Recorded { method: request_line.next()?.to_owned(), path: request_line.next()?.to_owned(), headers, body })
}

async fn read_more(stream: &mut TcpStream, pending: &mut Vec<u8>) -> Option<()> {
    let mut chunk = [0; 4096];
    let read = stream.read(&mut chunk).await.ok().filter(|read| *read > 0)?;
    pending.extend_from_slice(&chunk[..read]);
    Some(())
}
