//! Typed, not forwarding. Also threats 9 (internal addresses), 10 (webhooks at a victim), 15 (hop-by-hop tricks) and 16
//! (redirects).

use serde_json::json;
use tokio::net::TcpListener;

use crate::support::{Gateway, Program, Reply, Vendor, ok, record, settings};

const CREATE: &str = akool_contract::path::CREATE;

#[tokio::test]
async fn rule_01_a_create_carries_exactly_our_headers_and_only_documented_fields() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    gateway.create(&gateway.token("ada").await).await;
    let request = vendor.only();
    assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", CREATE));
    assert_eq!(request.header_names(), ["accept", "content-length", "content-type", "host", "user-agent", "x-api-key"]);
    let mut body = request.json();
    let hook = body["webhookurl"].take();
    assert!(hook.as_str().is_some_and(|url| url.starts_with(&format!("{}/webhooks/", gateway.url))), "{hook}");
    body.as_object_mut().expect("an object").remove("webhookurl");
    assert_eq!(
        body,
        json!({
            "image_url": "https://images.example/a.png", "prompt": "move", "negative_prompt": "", "resolution": "720p",
            "audio_type": 3, "video_length": 5
        })
    );
}

#[tokio::test]
async fn rule_01_reading_routes_carry_exactly_our_headers() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    let token = gateway.token("ada").await;
    for path in [akool_contract::path::EFFECTS, akool_contract::path::CREDITS] {
        assert_eq!(gateway.get(path, &token).await.status, 200);
    }
    for request in vendor.seen() {
        assert_eq!(request.header_names(), ["accept", "host", "user-agent", "x-api-key"]);
        assert!(request.body.is_empty());
    }
    assert_eq!(vendor.seen().len(), 2);
}

#[tokio::test]
async fn threat_15_no_header_of_the_caller_goes_upstream_and_connection_cannot_take_ours_away() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    let authorization = format!("Bearer {}", gateway.token("ada").await);
    let headers = [
        ("Authorization", authorization.as_str()),
        ("Content-Type", "application/json"),
        ("Connection", "x-api-key, authorization, content-type"),
        ("X-Api-Key", "the-callers"),
        ("X-Forwarded-Host", "evil.example"),
        ("Cookie", "a=b"),
        ("X-Anything", "1"),
    ];
    let body = json!({ "image_url": "https://images.example/a.png", "prompt": "move" }).to_string();
    assert_eq!(gateway.send("POST", CREATE, &headers, body.as_bytes()).await.status, 200);
    let request = vendor.only();
    assert_eq!(request.header_names(), ["accept", "content-length", "content-type", "host", "user-agent", "x-api-key"]);
    assert_eq!(request.header("x-api-key"), Some(crate::support::KEY));
    assert_eq!(request.header("host"), vendor.url.strip_prefix("http://"));
}

#[tokio::test]
async fn threat_16_a_redirect_is_not_followed() {
    let elsewhere = Vendor::friendly().await;
    let target = elsewhere.url.clone();
    let vendor = Vendor::start(move |request| {
        let location = format!("{target}{}", request.path);
        Reply::Raw(format!("HTTP/1.1 307 X\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n").into_bytes())
    })
    .await;
    let gateway = Gateway::start(&vendor.url).await;
    let answer = gateway.create(&gateway.token("ada").await).await;
    assert_eq!((answer.status, answer.json()["charged"].as_str()), (502, Some("unknown")));
    assert_eq!(vendor.seen().len(), 1);
    assert!(elsewhere.seen().is_empty(), "the key went to another host");
}

#[tokio::test]
async fn rule_01_a_create_whose_connection_breaks_is_not_sent_again_even_on_a_kept_connection() {
    let vendor = Vendor::start(|request| match request.path.rsplit('/').next() {
        Some("createBySourcePrompt") => Reply::HangUp,
        _ => ok(json!({ "credit": 1 })),
    })
    .await;
    let gateway = Gateway::start(&vendor.url).await;
    let token = gateway.token("ada").await;
    // Leaves a connection in the pool.
    gateway.get(akool_contract::path::CREDITS, &token).await;
    let answer = gateway.create(&token).await;
    assert_eq!((answer.status, answer.json()["charged"].as_str()), (502, Some("unknown")));
    assert_eq!(answer.json()["retryable"], json!(false));
    let creates = vendor.seen().iter().filter(|request| request.method == "POST").count();
    assert_eq!(creates, 1, "money moves once");
}

#[tokio::test]
async fn rule_01_a_proxy_from_the_environment_is_not_used() {
    let vendor = Vendor::friendly().await;
    let proxy = Vendor::friendly().await;
    let variables = ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"].map(|name| (name, proxy.url.as_str()));
    let program = Program::start(&vendor.url, &variables).await;
    let authorization = format!("Bearer {}", crate::support::ISSUER);
    let minted = crate::support::exchange(
        &program.url,
        "POST",
        "/token",
        &[("Authorization", &authorization)],
        br#"{"subject":"ada"}"#,
    )
    .await;
    let authorization = format!("Bearer {}", minted.json()["access_token"].as_str().expect("a token"));
    let headers = [("Authorization", authorization.as_str())];
    let answer = crate::support::exchange(&program.url, "GET", akool_contract::path::CREDITS, &headers, b"").await;
    assert_eq!(answer.status, 200);
    // A program asks for its credits when it starts, too.
    while vendor.seen().len() < 2 {
        tokio::task::yield_now().await;
    }
    assert_eq!(proxy.seen().len(), 0);
    program.stop().await;
}

#[tokio::test]
async fn threat_09_no_url_of_a_caller_is_ever_fetched() {
    let canary = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let target = format!("http://{}/latest/meta-data", canary.local_addr().expect("an address"));
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    let token = gateway.token("ada").await;
    let request = json!({ "image_url": target, "prompt": "move", "audio_type": 2, "audio_url": target });
    assert_eq!(gateway.post(CREATE, &token, &request).await.status, 200);
    gateway.results(&token, &gateway.created(&token).await).await;
    // A connected caller would be waiting in the queue by now, since every answer above came after it.
    let accepted = tokio::time::timeout(std::time::Duration::from_millis(100), canary.accept()).await;
    assert!(accepted.is_err(), "something connected to an address that a caller named");
}

#[tokio::test]
async fn threat_11_no_url_of_a_result_is_ever_fetched() {
    let canary = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let target = format!("http://{}/video.mp4", canary.local_addr().expect("an address"));
    let inside = target.clone();
    let vendor = Vendor::start(move |request| {
        let mut record = record("689174694b4dbdd4ab3d28c9", 3);
        record["video_url"] = json!(inside);
        record["cover_url"] = json!(inside);
        if request.path.ends_with("resultsByIds") { ok(json!({ "result": [record] })) } else { ok(record) }
    })
    .await;
    let gateway = Gateway::start(&vendor.url).await;
    let token = gateway.token("ada").await;
    let handle = gateway.created(&token).await;
    let answer = gateway.results(&token, &handle).await;
    assert_eq!(answer.json()["data"]["result"][0]["video_url"], target.as_str(), "it is passed on as text");
    assert_eq!(gateway.get(&format!("/events?ids={handle}"), &token).await.status, 200);
    let accepted = tokio::time::timeout(std::time::Duration::from_millis(100), canary.accept()).await;
    assert!(accepted.is_err(), "something connected to an address that a result names");
}

#[tokio::test]
async fn threat_09_media_hosts_can_be_listed() {
    let vendor = Vendor::friendly().await;
    let mut settings = settings(&vendor.url);
    settings.media_hosts = Some(vec!["images.example".into()]);
    let gateway = Gateway::start_with(settings).await;
    let token = gateway.token("ada").await;
    for url in
        ["https://evil.example/a.png", "https://images.example.evil.example/a.png", "https://xn--images-.example/"]
    {
        let answer = gateway.post(CREATE, &token, &json!({ "image_url": url, "prompt": "move" })).await;
        assert_eq!((answer.status, answer.issue_paths()), (400, vec!["image_url".to_owned()]), "{url}");
    }
    assert!(vendor.seen().is_empty());
    assert_eq!(gateway.create(&token).await.status, 200);
    let own = format!("{}{}", gateway.url, gateway.uploaded(&token).await);
    let answer = gateway.post(CREATE, &token, &json!({ "image_url": own, "prompt": "move" })).await;
    assert_eq!(answer.status, 200, "what was uploaded here is always allowed");
}

#[tokio::test]
async fn threat_09_addresses_that_the_hosted_vendor_cannot_reach_are_refused_before_they_cost_anything() {
    // Nothing is sent: the settings name the hosted vendor, and every request below is refused first.
    let gateway = Gateway::start(akool_contract::path::VENDOR_ORIGIN).await;
    let token = gateway.token("ada").await;
    let urls =
        ["http://127.0.0.1/a", "http://localhost/a", "http://10.0.0.1/a", "http://[::1]/a", "http://169.254.169.254/a"];
    for url in urls {
        let answer = gateway.post(CREATE, &token, &json!({ "image_url": url, "prompt": "move" })).await;
        assert_eq!((answer.status, answer.issue_paths()), (400, vec!["image_url".to_owned()]), "{url}");
    }
}

#[tokio::test]
async fn threat_10_a_webhook_of_the_caller_is_refused_with_an_issue_on_its_field() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    let token = gateway.token("ada").await;
    let request = json!({ "image_url": "https://images.example/a.png", "prompt": "move", "webhookurl": "https://victim.example/" });
    let answer = gateway.post(CREATE, &token, &request).await;
    assert_eq!((answer.status, answer.issue_paths()), (400, vec!["webhookurl".to_owned()]));
    assert!(vendor.seen().is_empty());
}

#[tokio::test]
async fn rule_01_every_issue_of_a_request_is_named_at_once_and_nothing_is_sent() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    let token = gateway.token("ada").await;
    let answer =
        gateway.post(CREATE, &token, &json!({ "resolution": "8k", "video_length": "5s", "webhookUrl": "" })).await;
    assert_eq!((answer.status, answer.code()), (400, 1003));
    let mut paths = answer.issue_paths();
    paths.sort_unstable();
    assert_eq!(paths, ["image_url", "prompt", "resolution", "video_length", "webhookUrl"]);
    assert!(vendor.seen().is_empty());
}

#[tokio::test]
async fn rule_01_a_record_is_rebuilt_without_what_belongs_to_the_account() {
    let vendor = Vendor::start(|_| {
        let mut record = record("689174694b4dbdd4ab3d28c9", 3);
        record["video_url"] = json!("javascript:alert(1)");
        record["cover_url"] = json!("https://media.example/c.jpg");
        ok(record)
    })
    .await;
    let gateway = Gateway::start(&vendor.url).await;
    let data = gateway.create(&gateway.token("ada").await).await.json()["data"].clone();
    let mut names: Vec<&str> = data.as_object().expect("an object").keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        ["_id", "cover_url", "create_time", "deduction_credit", "file_name", "image_url", "prompt", "status"]
    );
}
