//! Errors keep the vendor's envelope, get a fitting HTTP status, and never repeat the vendor's words.

use serde_json::json;

use crate::support::{Answer, Gateway, Reply, Vendor, refusal};

fn check_envelope(answer: &Answer) {
    let body = answer.json();
    assert!(body["code"].is_i64() && body["msg"].is_string() && body["retryable"].is_boolean(), "{body}");
    assert_eq!(body["request_id"].as_str(), answer.header("x-request-id"), "{body}");
    let words = body.to_string();
    assert!(!words.contains("own words") && !words.contains("balance"), "{words}");
}

async fn create_and_read(reply: Reply) -> (Answer, Answer) {
    let vendor = Vendor::start(move |_| reply.clone()).await;
    let gateway = Gateway::start(&vendor.url).await;
    let token = gateway.token("ada").await;
    let created = gateway.create(&token).await;
    let read = gateway.get(akool_contract::path::EFFECTS, &token).await;
    check_envelope(&created);
    check_envelope(&read);
    (created, read)
}

#[tokio::test]
async fn rule_08_each_business_code_becomes_a_fitting_status_and_a_refusal_costs_nothing() {
    let table = [
        (1003, 400, 1003, false),
        (1004, 503, 2001, true),
        (1005, 429, 1005, true),
        (1006, 402, 1104, false),
        (1008, 404, 1008, false),
        (1009, 404, 1008, false),
        (1010, 409, 1010, false),
        (1015, 503, 1015, true),
        (1101, 503, 2001, true),
        (1102, 503, 2001, true),
        (1104, 402, 1104, false),
        (1108, 400, 1108, false),
        (1109, 503, 2001, true),
        (1200, 503, 2001, true),
        (1213, 403, 1213, false),
    ];
    for (code, status, public_code, retryable) in table {
        let (created, read) = create_and_read(refusal(code)).await;
        for answer in [&created, &read] {
            assert_eq!((answer.status, answer.code()), (status, public_code), "{code}");
            assert_eq!(answer.json()["retryable"], json!(retryable), "{code}");
        }
        assert_eq!(created.json()["charged"], json!("no"), "{code}");
        assert_eq!(read.json().get("charged"), None, "reading costs nothing anyway");
    }
}

#[tokio::test]
async fn rule_08_a_create_whose_end_is_not_known_says_so_and_does_not_invite_a_second_try() {
    let html = b"HTTP/1.1 200 X\r\ncontent-type: text/html\r\ncontent-length: 9\r\n\r\n<p>hi</p>";
    let replies = [
        (Reply::HangUp, 502),
        (Reply::Raw(html.to_vec()), 502),
        (Reply::Raw(b"HTTP/1.1 200 X\r\ncontent-length: 100\r\n\r\n{\"code\":1000".to_vec()), 504),
        (Reply::Json(500, json!({})), 502),
        (Reply::Json(200, json!({ "code": 4711 })), 502),
        (Reply::Json(200, json!({ "code": 1000, "data": { "no_id": 1 } })), 502),
        (Reply::Json(200, json!({ "code": 1000, "data": { "_id": "a,b" } })), 502),
        (Reply::Silence, 504),
    ];
    for (reply, status) in replies {
        let vendor = Vendor::start(move |_| reply.clone()).await;
        let mut settings = crate::support::settings(&vendor.url);
        settings.deadlines.vendor = std::time::Duration::from_millis(500);
        let gateway = Gateway::start_with(settings).await;
        let answer = gateway.create(&gateway.token("ada").await).await;
        check_envelope(&answer);
        assert_eq!(answer.status, status, "{answer:?}");
        assert_eq!((&answer.json()["charged"], &answer.json()["retryable"]), (&json!("unknown"), &json!(false)));
        assert_eq!(vendor.seen().len(), 1, "it is never sent again");
    }
}

#[tokio::test]
async fn rule_08_a_vendor_that_cannot_be_reached_has_charged_nothing() {
    let vendor = Vendor::friendly().await;
    let free_port = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", free_port.local_addr().expect("an address"));
    drop((vendor, free_port));
    let gateway = Gateway::start(&url).await;
    let answer = gateway.create(&gateway.token("ada").await).await;
    check_envelope(&answer);
    assert_eq!(
        (answer.status, &answer.json()["charged"], &answer.json()["retryable"]),
        (503, &json!("no"), &json!(true))
    );
}

#[tokio::test]
async fn rule_08_too_many_requests_say_when_to_come_back() {
    let wait = b"HTTP/1.1 429 X\r\nretry-after: 7\r\ncontent-length: 0\r\n\r\n";
    let (created, read) = create_and_read(Reply::Raw(wait.to_vec())).await;
    for answer in [created, read] {
        assert_eq!((answer.status, answer.header("retry-after")), (429, Some("7")));
    }
    let (created, _) = create_and_read(refusal(1005)).await;
    assert_eq!(created.header("retry-after"), Some("5"));
    let absurd = b"HTTP/1.1 429 X\r\nretry-after: 999999999\r\ncontent-length: 0\r\n\r\n";
    let (created, _) = create_and_read(Reply::Raw(absurd.to_vec())).await;
    assert_eq!(created.header("retry-after"), Some("300"));
}

#[tokio::test]
async fn rule_08_a_job_of_ours_that_the_vendor_does_not_see_yet_is_missing_and_not_an_error() {
    let vendor = Vendor::start(|request| match request.path.rsplit('/').next() {
        Some("resultsByIds") => refusal(1008),
        _ => crate::support::ok(crate::support::record("689174694b4dbdd4ab3d28c9", 1)),
    })
    .await;
    let gateway = Gateway::start(&vendor.url).await;
    let token = gateway.token("ada").await;
    let handle = gateway.created(&token).await;
    let answer = gateway.results(&token, &handle).await;
    assert_eq!((answer.status, &answer.json()["data"]["result"]), (200, &json!([])));
}

#[tokio::test]
async fn rule_08_a_callers_request_id_is_kept_when_it_is_harmless() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    let with = async |id: &str| gateway.send("GET", "/nothing", &[("X-Request-Id", id)], b"").await;
    assert_eq!(with("order-4711-a").await.header("x-request-id"), Some("order-4711-a"));
    for id in ["short", "with space here", "<script>alert(1)</script>", &"a".repeat(65)] {
        let answer = with(id).await;
        assert_ne!(answer.header("x-request-id"), Some(id));
        check_envelope(&answer);
    }
}
