//! One job, one caller or one silent server must not hold up everybody else.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use akool_contract::path;
use akool_gateway::{Clock, Settings};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::Semaphore;

use crate::support::{
    Answer, Gateway, ISSUER, Program, Recorded, Reply, Stream, Vendor, ok, record, refusal, settings,
};

const BOUND: Duration = Duration::from_secs(20);

/// A vendor whose answer about jobs is of no use as soon as one of them is called poison.
async fn vendor_with_poison(status: Arc<AtomicI64>, reply: Reply) -> Vendor {
    Vendor::start(move |request| match request.path.as_str() {
        path::CREATE => ok(record(request.json()["prompt"].as_str().expect("a prompt"), 1)),
        path::RESULTS => {
            let ids = ids_of(request);
            if ids.iter().any(|id| id.starts_with("poison")) {
                return reply.clone();
            }
            let records: Vec<Value> = ids.iter().map(|id| record(id, status.load(Ordering::Relaxed))).collect();
            ok(json!({ "result": records }))
        }
        _ => ok(json!({})),
    })
    .await
}

fn ids_of(request: &Recorded) -> Vec<String> {
    let ids = request.json()["_ids"].as_str().unwrap_or_default().to_owned();
    ids.split(',').map(str::to_owned).collect()
}

fn unusable_replies() -> Vec<Reply> {
    let page = "<html>".repeat(100);
    let too_large =
        json!({ "code": 1000, "msg": "OK", "data": { "result": [{ "_id": "x", "prompt": "a".repeat(2_000_000) }] } });
    vec![
        Reply::Json(200, too_large),
        Reply::Raw(format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{page}", page.len()).into_bytes()),
        Reply::Raw(b"HTTP/1.1 500 X\r\ncontent-length: 0\r\n\r\n".to_vec()),
        Reply::Raw(b"HTTP/1.1 400 X\r\ncontent-length: 0\r\n\r\n".to_vec()),
        Reply::Json(400, json!({ "code": 1003, "msg": "no" })),
        refusal(1008),
        refusal(2001),
        Reply::HangUp,
    ]
}

async fn quick_gateway(vendor: &Vendor) -> Gateway {
    let mut settings = settings(&vendor.url);
    settings.deadlines.poll = Duration::from_millis(20);
    settings.streams_per_subject = 50;
    Gateway::start_with(settings).await
}

async fn created(gateway: &Gateway, token: &str, name: &str) -> String {
    let answer = gateway.create_as(token, name, name).await;
    answer.json()["data"]["_id"].as_str().unwrap_or_else(|| panic!("{answer:?}")).to_owned()
}

#[tokio::test]
async fn threat_27_a_job_that_makes_the_vendors_answer_unusable_silences_no_other_stream() {
    for reply in unusable_replies() {
        let status = Arc::new(AtomicI64::new(1));
        let vendor = vendor_with_poison(status.clone(), reply.clone()).await;
        let gateway = quick_gateway(&vendor).await;
        let (mallory, ada) = (gateway.token("mallory").await, gateway.token("ada").await);
        let mut streams = Vec::new();
        for number in 0..27 {
            let poison = created(&gateway, &mallory, &format!("poison{number}")).await;
            streams.push(Stream::open(&gateway.url, &mallory, &poison).await);
        }
        let job = created(&gateway, &ada, "good").await;
        let watched = tokio::time::timeout(BOUND, async {
            let mut stream = Stream::open(&gateway.url, &ada, &job).await;
            assert_eq!(stream.status().await, Some(1), "{reply:?}");
            status.store(3, Ordering::Relaxed);
            assert_eq!(stream.status().await, Some(3), "{reply:?}");
        });
        watched.await.unwrap_or_else(|_| panic!("the stream is silent: {reply:?}"));
    }
}

#[tokio::test]
async fn threat_27_a_stream_with_a_bad_job_still_delivers_the_good_ones() {
    for reply in unusable_replies() {
        let status = Arc::new(AtomicI64::new(1));
        let vendor = vendor_with_poison(status.clone(), reply.clone()).await;
        let gateway = quick_gateway(&vendor).await;
        let token = gateway.token("ada").await;
        let (poison, good) = (created(&gateway, &token, "poison").await, created(&gateway, &token, "good").await);
        let watched = tokio::time::timeout(BOUND, async {
            let mut stream = Stream::open(&gateway.url, &token, &format!("{poison},{good}")).await;
            let (name, snapshot) = stream.next().await.expect("a snapshot");
            let shown = snapshot["result"].as_array().expect("a list").iter().any(|job| job["_id"] == good.as_str());
            assert!(name == "snapshot" && shown, "{reply:?} {snapshot}");
        });
        watched.await.unwrap_or_else(|_| panic!("the stream is silent: {reply:?}"));
    }
}

#[tokio::test]
async fn threat_27_a_bad_job_is_asked_for_alone_from_then_on() {
    let status = Arc::new(AtomicI64::new(1));
    let reply = Reply::Raw(b"HTTP/1.1 500 X\r\ncontent-length: 0\r\n\r\n".to_vec());
    let vendor = vendor_with_poison(status.clone(), reply).await;
    let gateway = quick_gateway(&vendor).await;
    let token = gateway.token("ada").await;
    let (poison, good) = (created(&gateway, &token, "poison").await, created(&gateway, &token, "good").await);
    let mut stream = Stream::open(&gateway.url, &token, &format!("{poison},{good}")).await;
    tokio::time::timeout(BOUND, stream.next()).await.expect("it is not silent").expect("a snapshot");
    let before = vendor.posts().len();
    while vendor.posts().len() < before + 20 {
        tokio::task::yield_now().await;
    }
    let asked: Vec<Vec<String>> = vendor.posts().iter().skip(before).map(ids_of).collect();
    assert!(asked.iter().all(|ids| ids.len() == 1), "{asked:?}");
    assert!(asked.iter().filter(|ids| ids[0] == "poison").count() < 5, "and seldom: {asked:?}");
}

#[tokio::test]
async fn threat_27_the_results_of_good_jobs_come_and_a_bad_one_is_neither_done_nor_gone() {
    for reply in
        unusable_replies().into_iter().filter(|reply| !matches!(reply, Reply::Json(_, body) if body["code"] == 1008))
    {
        let vendor = vendor_with_poison(Arc::new(AtomicI64::new(3)), reply.clone()).await;
        let gateway = Gateway::start(&vendor.url).await;
        let token = gateway.token("ada").await;
        let poison = created(&gateway, &token, "poison").await;
        let mut ids = vec![poison.clone()];
        for number in 0..49 {
            ids.push(created(&gateway, &token, &format!("good{number}")).await);
        }
        for _ in 0..3 {
            let answer = gateway.results(&token, &ids.join(",")).await;
            let jobs = answer.json()["data"]["result"].as_array().cloned().unwrap_or_default();
            assert_eq!((answer.status, jobs.len()), (200, 50), "{reply:?} {answer:?}");
            let bad = jobs.iter().find(|job| job["_id"] == poison.as_str()).expect("it is listed");
            assert_eq!(bad.get("status"), None);
            assert_eq!(jobs.iter().filter(|job| job["status"] == 3).count(), 49);
        }
        assert!(gateway.results(&token, &poison).await.status >= 400, "alone there is no answer about it: {reply:?}");
    }
}

#[tokio::test]
async fn threat_27_a_vendor_in_trouble_is_not_asked_about_every_job_alone() {
    let vendor = Vendor::start(|request| match request.path.as_str() {
        path::CREATE => ok(record(request.json()["prompt"].as_str().expect("a prompt"), 1)),
        _ => Reply::Raw(b"HTTP/1.1 502 X\r\ncontent-length: 0\r\n\r\n".to_vec()),
    })
    .await;
    let gateway = Gateway::start(&vendor.url).await;
    let token = gateway.token("ada").await;
    let mut ids = Vec::new();
    for number in 0..50 {
        ids.push(created(&gateway, &token, &format!("job{number}")).await);
    }
    let before = vendor.posts().len();
    assert_eq!(gateway.results(&token, &ids.join(",")).await.status, 502);
    assert!(vendor.posts().len() - before <= 12);
}

#[tokio::test]
async fn threat_27_a_url_that_would_swell_the_vendors_answers_is_refused() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    let token = gateway.token("ada").await;
    let long = format!("https://images.example/{}", "a".repeat(40 * 1024));
    let short = "https://images.example/a.png";
    let table = [
        (path::CREATE, json!({ "image_url": long, "prompt": "move" }), "image_url"),
        (
            path::CREATE,
            json!({ "image_url": short, "prompt": "move", "audio_type": 2, "audio_url": long }),
            "audio_url",
        ),
        (path::CREATE, json!({ "image_url": short, "effect_code": "a".repeat(40 * 1024) }), "effect_code"),
        (path::CREATE_BATCH, json!({ "image_url": long, "prompt": "move" }), "image_url"),
        (path::CREATE_BATCH, json!({ "image_url": short, "prompt": "move", "last_image_url": long }), "last_image_url"),
        (path::UPDATE_AUDIO, json!({ "pre_video_id": "x", "audio_type": 2, "audio_url": long }), "audio_url"),
    ];
    for (route, body, field) in table {
        let answer = gateway.post(route, &token, &body).await;
        assert_eq!((answer.status, answer.issue_paths()), (400, vec![field.to_owned()]), "{route}");
        assert_eq!(answer.json()["issues"][0]["code"], "too_long");
    }
    assert!(vendor.seen().is_empty());
}

/// A vendor whose list of models comes when the test says so, and is then an outage.
async fn vendor_with_held_models(permits: Arc<Semaphore>) -> Vendor {
    Vendor::start(move |request| match request.path.as_str() {
        path::CREATE_BATCH => ok(json!({ "successList": [record("689174694b4dbdd4ab3d28c9", 1)], "errorList": [] })),
        path if path.starts_with(path::MODELS) => Reply::Held(permits.clone(), Box::new(Reply::HangUp)),
        _ => ok(json!({ "result": [] })),
    })
    .await
}

fn asked_for(vendor: &Vendor, path: &str) -> usize {
    vendor.seen().iter().filter(|request| request.path.starts_with(path)).count()
}

#[tokio::test]
async fn threat_27_a_silent_list_of_models_is_waited_for_once_and_not_by_one_batch_after_the_other() {
    let permits = Arc::new(Semaphore::new(0));
    let vendor = vendor_with_held_models(permits.clone()).await;
    let gateway = Arc::new(Gateway::start(&vendor.url).await);
    let token = gateway.token("ada").await;
    let batch = json!({ "image_url": "https://images.example/a.png", "prompt": "move", "model_name": "M" });
    // The first one who asks hangs up; that must not let the others begin anew.
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{batch}",
        path::CREATE_BATCH,
        batch.to_string().len()
    );
    let mut first = crate::support::Connection::open(&gateway.url).await;
    first.write(head.as_bytes()).await.expect("it listens");
    while asked_for(&vendor, path::MODELS) == 0 {
        tokio::task::yield_now().await;
    }
    drop(first);
    let batches: Vec<_> = (0..8)
        .map(|_| {
            let (gateway, token, batch) = (gateway.clone(), token.clone(), batch.clone());
            tokio::spawn(async move { gateway.post(path::CREATE_BATCH, &token, &batch).await.status })
        })
        .collect();
    // The failure took so long, and counts for as long.
    gateway.clock.advance(Duration::from_secs(25));
    permits.add_permits(1);
    for batch in batches {
        assert_eq!(batch.await.expect("no panic"), 200);
    }
    assert_eq!(gateway.post(path::CREATE_BATCH, &token, &batch).await.status, 200);
    assert_eq!(asked_for(&vendor, path::MODELS), 1);
    gateway.clock.advance(Duration::from_secs(26));
    permits.add_permits(1);
    assert_eq!(gateway.post(path::CREATE_BATCH, &token, &batch).await.status, 200);
    assert_eq!(asked_for(&vendor, path::MODELS), 2, "later it is asked again");
}

#[tokio::test]
async fn threat_27_effects_and_credits_are_asked_for_once_for_all_who_wait() {
    let permits = Arc::new(Semaphore::new(0));
    let held = permits.clone();
    let vendor = Vendor::start(move |_| Reply::Held(held.clone(), Box::new(Reply::HangUp))).await;
    let gateway = Arc::new(Gateway::start(&vendor.url).await);
    let token = gateway.token("ada").await;
    for route in [path::EFFECTS, path::CREDITS, path::MODELS] {
        let callers: Vec<_> = (0..8)
            .map(|_| {
                let (gateway, token) = (gateway.clone(), token.clone());
                tokio::spawn(async move { gateway.get(route, &token).await.status })
            })
            .collect();
        while asked_for(&vendor, route) == 0 {
            tokio::task::yield_now().await;
        }
        gateway.clock.advance(Duration::from_secs(25));
        permits.add_permits(1);
        for caller in callers {
            assert_eq!(caller.await.expect("no panic"), 502, "{route}");
        }
        assert_eq!(asked_for(&vendor, route), 1, "{route}");
    }
}

#[tokio::test]
async fn threat_27_idle_connections_do_not_keep_a_new_client_out() {
    let vendor = Vendor::friendly().await;
    let program = Program::start_limited(128, &vendor.url, &[]).await;
    let address = program.url.strip_prefix("http://").expect("an http URL").to_owned();
    let mut idle = Vec::new();
    for _ in 0..300 {
        idle.push(TcpStream::connect(&address).await.expect("it listens"));
    }
    let served = async { crate::support::exchange(&program.url, "GET", "/healthz", &[], b"").await.status };
    assert_eq!(tokio::time::timeout(BOUND, served).await.expect("it is served while they are still open"), 200);
    program.stop().await;
}

async fn connect_from(from: Ipv4Addr, to: &str) -> TcpStream {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(SocketAddr::from((from, 0))).expect("an address of this machine");
    socket.connect(to.parse().expect("an address")).await.expect("it listens")
}

/// What comes of a request on a connection of the test's own; nothing when it is closed.
async fn answer_on(mut stream: TcpStream) -> Option<u16> {
    let _ = stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes).await;
    (!bytes.is_empty()).then(|| Answer::parse(&bytes).status)
}

#[tokio::test]
async fn threat_27_an_address_holds_so_many_connections_and_a_trusted_proxy_any_number() {
    for (trusted, expected) in [("", None), ("127.0.0.1", Some(200))] {
        let vendor = Vendor::friendly().await;
        let mut settings = settings(&vendor.url);
        settings.address_connections = Some(4);
        settings.trusted_proxies = akool_gateway::TrustedProxies::parse(trusted).expect("a list");
        let gateway = Gateway::start_with(settings).await;
        let address = gateway.url.strip_prefix("http://").expect("an http URL");
        let mut busy = Vec::new();
        for _ in 0..4 {
            let mut stream = connect_from(Ipv4Addr::LOCALHOST, address).await;
            // A body that does not come keeps the connection busy.
            let head = format!(
                "POST /token HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {ISSUER}\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n"
            );
            stream.write_all(head.as_bytes()).await.expect("it listens");
            let mut interim = [0; b"HTTP/1.1 100 Continue\r\n\r\n".len()];
            stream.read_exact(&mut interim).await.expect("the body is waited for");
            busy.push(stream);
        }
        let other = connect_from(Ipv4Addr::new(127, 0, 0, 2), address).await;
        assert_eq!(answer_on(other).await, Some(200), "others are served");
        let fifth = answer_on(connect_from(Ipv4Addr::LOCALHOST, address).await).await;
        assert_eq!(fifth, expected, "trusted: {trusted}");
        drop(busy);
        while answer_on(connect_from(Ipv4Addr::LOCALHOST, address).await).await != Some(200) {
            tokio::task::yield_now().await;
        }
    }
}

#[tokio::test]
async fn threat_27_a_thousand_connections_at_once_wait_until_they_are_accepted() {
    let data = TempDir::new().expect("a folder");
    let settings = Settings { data_dir: data.path().into(), ..settings("http://127.0.0.1:9") };
    let server = akool_gateway::Gateway::bind(settings, Clock::default()).await.expect("it listens");
    let address = server.local_url().trim_start_matches("http://").to_owned();
    // It accepts none yet, so the system has to keep them: as many as it keeps for anyone.
    let kept = std::fs::read_to_string("/proc/sys/net/core/somaxconn")
        .map_or(128, |text| text.trim().parse().expect("a number"));
    let mut waiting = Vec::new();
    for number in 0..kept.min(1000) {
        let connected = tokio::time::timeout(BOUND, TcpStream::connect(&address)).await;
        waiting.push(connected.unwrap_or_else(|_| panic!("connection {number} is turned away")).expect("a connection"));
    }
    tokio::spawn(server.run(std::future::pending()));
    for connection in &mut waiting {
        connection
            .write_all(b"GET /healthz HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n")
            .await
            .expect("written");
    }
    for mut connection in waiting {
        let mut answer = Vec::new();
        connection.read_to_end(&mut answer).await.expect("an answer");
        assert_eq!(Answer::parse(&answer).status, 200);
    }
}
