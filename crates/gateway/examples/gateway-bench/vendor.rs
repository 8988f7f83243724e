use std::collections::BTreeMap;
use std::io;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::Value;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};

use crate::wire::{self, Message};

/// Requests by route.
type Counts = Arc<Mutex<BTreeMap<String, u64>>>;

struct Vendor {
    job_ms: u64,
    created: AtomicU64,
    counts: Counts,
}

/// A vendor with fixed answers. A job's id holds when it was made, and it is done `job_ms` later. `GET /count` tells how
/// often each route was asked, and `GET /forget` begins anew.
pub async fn serve(options: &Value) -> io::Result<()> {
    let job_ms = options["job_ms"].as_u64().unwrap_or(u64::MAX);
    let vendor = Rc::new(Vendor { job_ms, created: AtomicU64::new(0), counts: Counts::default() });
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("ready http://{}", listener.local_addr()?);
    let tasks = tokio::task::LocalSet::new();
    tasks
        .run_until(async {
            loop {
                match listener.accept().await {
                    Ok((stream, _)) => drop(tokio::task::spawn_local(converse(stream, vendor.clone()))),
                    Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
                }
            }
        })
        .await
}

async fn converse(mut stream: TcpStream, vendor: Rc<Vendor>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut pending = Vec::new();
    while let Some(request) = wire::message(&mut stream, &mut pending).await? {
        let body = vendor.answer(&request);
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(head.as_bytes()).await?;
    }
    Ok(())
}

impl Vendor {
    fn answer(&self, request: &Message) -> String {
        let route = request.second_word().rsplit('/').next().unwrap_or_default();
        match route {
            "count" => return serde_json::to_string(&*self.counts()).unwrap_or_default(),
            "forget" => {
                self.counts().clear();
                return "{}".into();
            }
            _ => *self.counts().entry(route.to_owned()).or_default() += 1,
        }
        match route {
            "createBySourcePrompt" => {
                let id = format!("{:012x}{:012x}", now_ms(), self.created.fetch_add(1, Ordering::Relaxed));
                format!(r#"{{"code":1000,"msg":"OK","data":{}}}"#, record(&id, 1))
            }
            "resultsByIds" => {
                let asked: Value = serde_json::from_slice(&request.body).unwrap_or_default();
                let ids = asked["_ids"].as_str().unwrap_or_default().split(',');
                let records: Vec<String> = ids.map(|id| record(id, self.status(id))).collect();
                format!(r#"{{"code":1000,"msg":"OK","data":{{"result":[{}]}}}}"#, records.join(","))
            }
            _ => r#"{"code":1000,"msg":"OK","data":{}}"#.into(),
        }
    }

    fn status(&self, id: &str) -> u8 {
        let made_ms = id.get(..12).and_then(|digits| u64::from_str_radix(digits, 16).ok()).unwrap_or(u64::MAX);
        if now_ms().saturating_sub(made_ms) >= self.job_ms { 3 } else { 2 }
    }

    fn counts(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, u64>> {
        self.counts.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// As long as the vendor's.
fn record(id: &str, status: u8) -> String {
    format!(
        r#"{{"create_time":1754362985482,"uid":101400,"team_id":"6805fb69e92d9edc7ca0b409","status":{status},"webhookUrl":"","resolution":"720p","file_name":"Image2Video_Animate this image with .mp4","effect_name":"","_id":"{id}","image_url":"https://images.example/1753772478686-9524-b6e4169bb1b44d5d8361936b3f6eddb8.png","prompt":"Animate this image with smooth camera movement","negative_prompt":"blurry, distorted hands, missing fingers","extend_prompt":true,"audio_type":3,"audio_url":"","deduction_credit":20,"effect_code":"","video_duration":5}}"#
    )
}

fn now_ms() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |age| age.as_millis() as u64)
}
