//! Changes are pushed, and the vendor is asked once for everybody. Also threat 25 (holding many streams).

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Gateway, Stream, Vendor, ok, record, report_of, settings};

/// A vendor on which all jobs have the same status, which the test can change.
async fn vendor_with(status: Arc<AtomicI64>) -> Vendor {
    Vendor::start(move |request| match request.path.rsplit('/').next() {
        Some("resultsByIds") => {
            let ids = request.json()["_ids"].as_str().unwrap_or_default().to_owned();
            let records: Vec<Value> = ids.split(',').map(|id| record(id, status.load(Ordering::Relaxed))).collect();
            ok(json!({ "result": records }))
        }
        _ => ok(record("689174694b4dbdd4ab3d28c9", 1)),
    })
    .await
}

async fn quick_gateway(vendor: &Vendor) -> Gateway {
    let mut settings = settings(&vendor.url);
    settings.deadlines.poll = Duration::from_millis(20);
    Gateway::start_with(settings).await
}

#[tokio::test]
async fn rule_06_a_stream_begins_with_a_snapshot_goes_on_with_changes_and_ends_when_all_is_done() {
    let status = Arc::new(AtomicI64::new(1));
    let vendor = vendor_with(status.clone()).await;
    let gateway = quick_gateway(&vendor).await;
    let token = gateway.token("ada").await;
    let handle = gateway.created(&token).await;
    let mut stream = Stream::open(&gateway.url, &token, &handle).await;
    assert!(stream.head.starts_with("HTTP/1.1 200"), "{}", stream.head);
    assert!(
        stream.head.contains("content-type: text/event-stream")
            && stream.head.contains("cache-control: no-store, no-transform\n")
    );
    let (name, snapshot) = stream.next().await.expect("a snapshot");
    assert_eq!((name.as_str(), &snapshot["result"][0]["status"]), ("snapshot", &json!(1)));
    assert_eq!(snapshot["result"][0]["_id"], handle.as_str());
    for (vendors, expected) in [(2, 2), (3, 3)] {
        status.store(vendors, Ordering::Relaxed);
        let (name, change) = stream.next().await.expect("a change");
        assert_eq!((name.as_str(), &change["status"], &change["_id"]), ("job", &json!(expected), &json!(handle)));
        assert_eq!((change.get("uid"), change.get("webhookUrl")), (None, None));
    }
    assert_eq!(stream.next().await, None);
    let asked = vendor.seen().len();
    let mut late = Stream::open(&gateway.url, &token, &handle).await;
    assert_eq!(
        late.next().await.map(|(name, data)| (name, data["result"][0]["status"].clone())),
        Some(("snapshot".into(), json!(3)))
    );
    assert_eq!(late.next().await, None);
    assert_eq!(vendor.seen().len(), asked + 1, "one look for one late watcher");
}

#[tokio::test]
async fn rule_06_many_watchers_of_one_job_cost_no_more_than_one() {
    let status = Arc::new(AtomicI64::new(1));
    let vendor = vendor_with(status.clone()).await;
    let mut settings = settings(&vendor.url);
    // Longer than the test: every look is one that somebody asked for.
    settings.deadlines.poll = Duration::from_secs(3600);
    settings.streams_per_subject = 100;
    let gateway = Gateway::start_with(settings).await;
    let token = gateway.token("ada").await;
    let handle = gateway.created(&token).await;
    let mut streams = Vec::new();
    for _ in 0..100 {
        let mut stream = Stream::open(&gateway.url, &token, &handle).await;
        assert_eq!(stream.next().await.map(|(name, _)| name).as_deref(), Some("snapshot"));
        streams.push(stream);
    }
    assert_eq!(vendor.seen().len(), 2, "one create and one look");
}

#[tokio::test]
async fn rule_06_a_report_of_the_vendor_wakes_the_poller() {
    let status = Arc::new(AtomicI64::new(1));
    let vendor = vendor_with(status.clone()).await;
    let mut settings = settings(&vendor.url);
    // Longer than the test: nothing but the report makes the gateway ask.
    settings.deadlines.poll = Duration::from_secs(3600);
    let gateway = Gateway::start_with(settings).await;
    let token = gateway.token("ada").await;
    let handle = gateway.created(&token).await;
    let hook = vendor.seen()[0].json()["webhookurl"].as_str().expect("a URL").to_owned();
    let mut stream = Stream::open(&gateway.url, &token, &handle).await;
    stream.next().await.expect("a snapshot");
    status.store(3, Ordering::Relaxed);
    let path = hook.strip_prefix(&gateway.url).expect("ours");
    let report = report_of("689174694b4dbdd4ab3d28c9", 3).to_string();
    assert_eq!(gateway.send("POST", path, &[], report.as_bytes()).await.status, 200);
    assert_eq!(stream.next().await.map(|(_, job)| job["status"].clone()), Some(json!(3)));
}

#[tokio::test]
async fn threat_25_a_subject_holds_a_few_streams_and_no_more() {
    let vendor = vendor_with(Arc::new(AtomicI64::new(1))).await;
    let mut settings = settings(&vendor.url);
    settings.streams_per_subject = 2;
    settings.deadlines.poll = Duration::from_millis(20);
    let gateway = Gateway::start_with(settings).await;
    let (ada, bob) = (gateway.token("ada").await, gateway.token("bob").await);
    let (adas, bobs) = (gateway.created(&ada).await, gateway.created(&bob).await);
    let first = Stream::open(&gateway.url, &ada, &adas).await;
    let second = Stream::open(&gateway.url, &ada, &adas).await;
    let third = gateway.get(&format!("/events?ids={adas}"), &ada).await;
    assert_eq!((third.status, third.code(), third.header("retry-after")), (429, 1005, Some("5")));
    assert!(Stream::open(&gateway.url, &bob, &bobs).await.head.starts_with("HTTP/1.1 200"));
    drop((first, second));
    // Until the gateway has noticed that they are gone.
    while !Stream::open(&gateway.url, &ada, &adas).await.head.starts_with("HTTP/1.1 200") {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn threat_25_a_stream_ends_with_its_token() {
    let vendor = vendor_with(Arc::new(AtomicI64::new(1))).await;
    let gateway = quick_gateway(&vendor).await;
    let minted = gateway.mint(json!({ "subject": "ada", "ttl_seconds": 1 })).await.json();
    let handle = gateway.created(&gateway.token("ada").await).await;
    let mut stream = Stream::open(&gateway.url, minted["access_token"].as_str().expect("a token"), &handle).await;
    while stream.next().await.is_some() {}
}

#[tokio::test]
async fn threat_08_streams_show_ones_own_jobs_only() {
    let vendor = vendor_with(Arc::new(AtomicI64::new(1))).await;
    let gateway = quick_gateway(&vendor).await;
    let adas = gateway.created(&gateway.token("ada").await).await;
    let bob = gateway.token("bob").await;
    assert_eq!(gateway.get(&format!("/events?ids={adas}"), &bob).await.status, 404);
    assert_eq!(gateway.post("/events", &bob, &json!({ "_ids": adas })).await.status, 404);
    assert_eq!(gateway.get("/events?ids=x", &bob).await.status, 404);
    assert_eq!(gateway.get("/events", &bob).await.status, 400);
    assert_eq!(gateway.get(&format!("/events?ids={adas}"), "wrong").await.status, 401);
}

#[tokio::test]
async fn rule_06_streams_end_when_the_gateway_is_asked_to_stop() {
    let vendor = vendor_with(Arc::new(AtomicI64::new(1))).await;
    let gateway = quick_gateway(&vendor).await;
    let token = gateway.token("ada").await;
    let handle = gateway.created(&token).await;
    let mut stream = Stream::open(&gateway.url, &token, &handle).await;
    stream.next().await.expect("a snapshot");
    drop(gateway);
    while stream.next().await.is_some() {}
}

#[tokio::test]
async fn rule_06_a_stream_can_be_opened_by_a_body_and_cover_more_jobs_than_one_poll() {
    let vendor = Vendor::start(|request| {
        if request.path == akool_contract::path::CREATE {
            return ok(record("689174694b4dbdd4ab3d28c9", 1));
        }
        ok(json!({ "result": [record("689174694b4dbdd4ab3d28c9", 3)] }))
    })
    .await;
    let gateway = Gateway::start(&vendor.url).await;
    let token = gateway.token("ada").await;
    let handle = gateway.created(&token).await;
    let ids = vec![handle.as_str(); 51].join(",");
    let all = gateway.post("/events", &token, &json!({ "_ids": ids })).await;
    assert_eq!(all.status, 200, "it ends by itself when all is done");
    assert!(String::from_utf8_lossy(&all.body).contains("event: snapshot"));
    let many = vec![handle.as_str(); 201].join(",");
    assert_eq!(gateway.post("/events", &token, &json!({ "_ids": many })).await.status, 400);
}
