//! A result's URL is the vendor's word, and names are the name service's; neither leads the gateway inside.

use std::io;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use akool_gateway::Network;
use futures_util::future::BoxFuture;
use serde_json::json;
use tempfile::TempDir;
use tokio::net::TcpStream;

use crate::support::{Gateway, Reply, Vendor, ok, record, settings, until_it_pauses};

const PUBLIC: &str = "93.184.216.34:443";
const METADATA_SERVICE: &str = "169.254.169.254:443";

/// A network whose one name means something else every time, and on which nothing can be reached.
#[derive(Debug)]
struct Rebinding {
    answers: Vec<Vec<&'static str>>,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Network for Rebinding {
    fn resolve<'a>(&'a self, host: &'a str, _port: u16) -> BoxFuture<'a, io::Result<Vec<SocketAddr>>> {
        let mut seen = self.seen.lock().expect("no test panics here");
        let times = seen.iter().filter(|event| event.starts_with("resolve")).count();
        seen.push(format!("resolve {host}"));
        let addresses = self.answers[times.min(self.answers.len() - 1)].iter();
        let addresses = addresses.map(|address| address.parse().expect("an address")).collect();
        Box::pin(async move { Ok(addresses) })
    }

    fn connect(&self, address: SocketAddr) -> BoxFuture<'_, io::Result<TcpStream>> {
        self.seen.lock().expect("no test panics here").push(format!("connect {address}"));
        Box::pin(async { Err(io::ErrorKind::ConnectionRefused.into()) })
    }
}

#[tokio::test]
async fn threat_11_a_name_is_resolved_once_and_a_rebound_one_leads_nowhere() {
    let vendor = Vendor::start(|request| {
        let mut record = record("689174694b4dbdd4ab3d28c9", 3);
        record["video_url"] = json!("https://media.example/video.mp4");
        match request.path.rsplit('/').next() {
            Some("resultsByIds") => ok(json!({ "result": [record] })),
            Some("createBySourcePrompt") => ok(record),
            _ => Reply::HangUp,
        }
    })
    .await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let mut settings = settings(&vendor.url);
    settings.archive.days = NonZeroU32::new(7);
    settings.deadlines.archive = Duration::from_millis(10);
    settings.network = Arc::new(Rebinding {
        answers: vec![
            vec![PUBLIC],
            vec!["127.0.0.1:443"],
            vec![PUBLIC, "10.0.0.1:443"],
            vec![METADATA_SERVICE],
            vec!["[::1]:443"],
            vec![PUBLIC],
        ],
        seen: seen.clone(),
    });
    let data = TempDir::new().expect("a folder");
    settings.data_dir = data.path().to_path_buf();
    let gateway = Gateway::start_with(settings).await;
    let token = gateway.token("ada").await;
    let job = gateway.created(&token).await;
    gateway.results(&token, &job).await;
    for minutes in [1, 10, 60, 6 * 60, 24 * 60] {
        until_it_pauses(data.path(), &gateway.clock, minutes).await;
        gateway.clock.advance(Duration::from_secs(minutes * 60));
    }
    let events = || seen.lock().expect("no test panics here").clone();
    while events().len() < 8 {
        tokio::task::yield_now().await;
    }
    let (resolve, connect) = ("resolve media.example".to_owned(), format!("connect {PUBLIC}"));
    let try_outside = [resolve.clone(), connect];
    let tries_inside = [resolve.clone(), resolve.clone(), resolve.clone(), resolve];
    // Each try resolves once, and connects only where that very answer is outside altogether.
    assert_eq!(events(), [&try_outside[..], &tries_inside, &try_outside].concat());
    let token = gateway.token("ada").await;
    let shown = gateway.results(&token, &job).await.json()["data"]["result"][0]["video_url"].clone();
    assert_eq!(shown, "https://media.example/video.mp4", "the job is as it was");
}
