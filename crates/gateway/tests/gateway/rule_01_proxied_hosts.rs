//! What the gateway reaches through a proxy that the operator names, besides Akool: the bucket, the key set and archived
//! videos. The rules for addresses stay the same.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::support::{
    ConnectProxy, Door, KeyServer, Place, Program, Reply, Signer, TlsServer, Vendor, exchange, media, ok, pictures,
    record,
};

/// A vendor on which every job is finished, with the next of these URLs for its video.
async fn vendor_with_videos(urls: &'static [&'static str]) -> Vendor {
    let created = std::sync::atomic::AtomicUsize::new(0);
    Vendor::start(move |request| match request.path.rsplit('/').next() {
        Some("createBySourcePrompt") => {
            let number = created.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            ok(record(&format!("{number:024x}"), 1))
        }
        Some("resultsByIds") => {
            let ids = request.json()["_ids"].as_str().unwrap_or_default().to_owned();
            let finished = |id: &str| {
                let number = usize::from_str_radix(id, 16).expect("an id of this vendor");
                let mut record = record(id, 3);
                record["video_url"] = json!(urls[number % urls.len()]);
                record
            };
            ok(json!({ "result": ids.split(',').map(finished).collect::<Vec<Value>>() }))
        }
        Some("info") => ok(json!({ "credit": 934 })),
        _ => Reply::HangUp,
    })
    .await
}

async fn upload(program: &Program, token: &str) {
    let authorization = format!("Bearer {token}");
    let headers = [("Authorization", authorization.as_str()), ("Content-Type", "image/png")];
    let answer = exchange(&program.url, "POST", "/uploads", &headers, &pictures::png()).await;
    assert_eq!(answer.status, 201, "{answer:?}");
}

/// The bucket at another address.
fn at<'a>(place: &'a Place, endpoint: &'a str) -> Vec<(&'a str, &'a str)> {
    let is_endpoint = |name: &str| name.ends_with("_ENDPOINT");
    place
        .variables()
        .into_iter()
        .map(|(name, value)| (name, if is_endpoint(name) { endpoint } else { value }))
        .collect()
}

#[tokio::test]
async fn rule_01_the_bucket_the_key_set_and_archived_videos_are_reached_through_the_named_proxy() {
    const VIDEO_HOST: &str = "93.184.216.34";
    let (place, signer) = (Place::bucket().await, Signer::ec("e"));
    let keys = KeyServer::start(&[signer.jwk()]).await;
    let videos = Vendor::start(media::serving(media::video(50_000))).await;
    let vendor = vendor_with_videos(&["https://93.184.216.34/a.mp4"]).await;
    let tls = TlsServer::for_hosts(&["s3.shop.example", "id.shop.example", VIDEO_HOST]);
    let proxy = ConnectProxy::start(&[
        ("s3.shop.example:443", tls.before(place.endpoint()).await),
        ("id.shop.example:443", tls.before(&keys.url()).await),
        ("93.184.216.34:443", tls.before(&videos.url).await),
    ])
    .await;
    let settings = [
        ("AKOOL_GATEWAY_HTTPS_PROXY", proxy.url.as_str()),
        ("AKOOL_GATEWAY_SESSION_JWKS_URL", "https://id.shop.example/.well-known/jwks.json"),
        ("AKOOL_GATEWAY_SESSION_ISSUER", "https://shop.example"),
        ("AKOOL_GATEWAY_SESSION_AUDIENCE", "video"),
        ("AKOOL_GATEWAY_KEEP_RESULTS_DAYS", "7"),
        ("SSL_CERT_FILE", tls.root()),
    ];
    let program =
        Program::start(&vendor.url, &[at(&place, "https://s3.shop.example").as_slice(), &settings].concat()).await;
    assert!(proxy.asked().iter().all(|host| host == "s3.shop.example:443"), "{:?}", proxy.asked());

    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
    let session =
        signer.sign(&json!({ "iss": "https://shop.example", "aud": "video", "sub": "ada", "exp": now + 600 }));
    let authorization = format!("Bearer {session}");
    let minted = exchange(&program.url, "POST", "/token", &[("Authorization", &authorization)], b"").await.json();
    let token = minted["access_token"].as_str().unwrap_or_else(|| panic!("{minted}")).to_owned();
    assert!(proxy.asked().contains(&"id.shop.example:443".to_owned()));
    upload(&program, &token).await;
    assert_eq!(place.files("uploads").len(), 1);

    let order = json!({ "image_url": "https://images.example/a.png", "prompt": "move" });
    let created = program.post(crate::support::CREATE, &token, &order).await.json();
    let job = created["data"]["_id"].as_str().unwrap_or_else(|| panic!("{created}")).to_owned();
    while place.files("videos").is_empty() {
        program.results(&token, &job).await;
    }
    let mut hosts = proxy.asked();
    hosts.sort();
    hosts.dedup();
    assert_eq!(hosts, ["93.184.216.34:443", "id.shop.example:443", "s3.shop.example:443"]);
    program.stop().await;
}

#[tokio::test]
async fn threat_11_a_proxy_is_not_asked_for_an_address_that_is_not_public() {
    const INSIDE: [&str; 7] = [
        "https://169.254.169.254/a.mp4",
        "https://10.0.0.7/a.mp4",
        "https://127.0.0.1/a.mp4",
        "https://[::1]/a.mp4",
        "https://[::ffff:192.168.1.1]/a.mp4",
        "https://localhost/a.mp4",
        "http://93.184.216.34/a.mp4",
    ];
    let vendor = vendor_with_videos(&INSIDE).await;
    let proxy = ConnectProxy::start(&[]).await;
    let settings = [("AKOOL_GATEWAY_HTTPS_PROXY", proxy.url.as_str()), ("AKOOL_GATEWAY_KEEP_RESULTS_DAYS", "7")];
    let program = Program::start(&vendor.url, &settings).await;
    for _ in INSIDE {
        let (token, job) = program.created().await;
        program.results(&token, &job).await;
    }
    until_tried(&program, INSIDE.len()).await;
    assert_eq!(proxy.asked(), Vec::<String>::new());
    program.stop().await;
}

#[tokio::test]
async fn rule_01_servers_on_a_private_network_are_reached_without_the_named_proxy() {
    let vendor = Vendor::friendly().await;
    let place = Place::bucket().await;
    let proxy = ConnectProxy::start(&[]).await;
    let tls = TlsServer::for_hosts(&["localhost"]);
    let endpoint = format!("https://localhost:{}", tls.before(place.endpoint()).await);
    let settings = [("AKOOL_GATEWAY_HTTPS_PROXY", proxy.url.as_str()), ("SSL_CERT_FILE", tls.root())];
    let program = Program::start(&vendor.url, &[at(&place, &endpoint).as_slice(), &settings].concat()).await;
    upload(&program, &program.token("ada").await).await;
    assert_eq!(place.files("uploads").len(), 1);
    assert_eq!(proxy.asked(), Vec::<String>::new());
    program.stop().await;
}

#[tokio::test]
async fn threat_11_a_listed_host_is_fetched_from_only_if_the_vendor_is_a_simulator() {
    let inside = Door::by_machine_name().await;
    let video: &'static str = format!("http://{}/a.mp4", inside.authority()).leak();
    let vendor = vendor_with_videos(vec![video].leak()).await;
    let hosts = inside.host().to_owned();
    let videos = Vendor::start(media::serving(media::video(1000))).await;
    let arrived = inside.lead_to(&videos.url);
    let tls = TlsServer::for_hosts(&["openapi.akool.example"]);
    let proxy = ConnectProxy::start(&[("openapi.akool.example:443", tls.before(&vendor.url).await)]).await;
    let settings = [
        ("AKOOL_GATEWAY_HTTPS_PROXY", proxy.url.as_str()),
        ("AKOOL_GATEWAY_PLAIN_HTTP_HOSTS", hosts.as_str()),
        ("AKOOL_GATEWAY_KEEP_RESULTS_DAYS", "7"),
        ("SSL_CERT_FILE", tls.root()),
    ];
    let program = Program::start("https://openapi.akool.example", &settings).await;
    let (token, job) = program.created().await;
    program.results(&token, &job).await;
    until_tried(&program, 1).await;
    assert!(arrived.lock().expect("no panic").is_empty());
    program.stop().await;
}

/// Waits until the copying of so many videos has succeeded, or has failed once and pauses for a minute. A try that is under way has a later
/// date.
async fn until_tried(program: &Program, count: usize) {
    let ledger = rusqlite::Connection::open(program.data_dir().join("gateway.sqlite3")).expect("the ledger");
    let tried = || -> i64 {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
        let after = |seconds| (now + Duration::from_secs(seconds)).as_millis() as i64;
        let sql = "SELECT count(*) FROM kept_videos WHERE state <> 'waiting' OR not_before_ms BETWEEN ?1 AND ?2";
        ledger.query_row(sql, [after(30), after(60)], |row| row.get(0)).unwrap_or_default()
    };
    while tried() < count as i64 {
        tokio::task::yield_now().await;
    }
}
