//! What a monitoring system is told, and what it is not.

use serde_json::json;

use crate::support::{Gateway, KEY, Reply, Vendor, exchange, ok, record, refusal, settings};

async fn gateway(vendor: &Vendor) -> Gateway {
    let mut settings = settings(&vendor.url);
    settings.metrics_listen = Some("127.0.0.1:0".parse().expect("an address"));
    settings.budgets.subject_credits_per_day = Some(60.0);
    Gateway::start_with(settings).await
}

async fn metrics(gateway: &Gateway) -> String {
    let url = gateway.metrics_url.as_deref().expect("there are metrics");
    let base = url.strip_suffix("/metrics").expect("the path");
    let answer = exchange(base, "GET", "/metrics", &[], b"").await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("content-type").is_some_and(|content| content.starts_with("application/openmetrics-text")));
    String::from_utf8(answer.body).expect("text")
}

fn value(text: &str, line: &str) -> f64 {
    let found = text.lines().find_map(|entry| entry.strip_prefix(line)?.trim().parse().ok());
    found.unwrap_or_else(|| panic!("no line {line} in\n{text}"))
}

#[tokio::test]
async fn rule_08_requests_vendor_calls_creates_and_credits_are_counted() {
    let vendor = Vendor::start(|request| match request.path.rsplit('/').next() {
        Some("createBySourcePrompt") if request.json()["prompt"] == "lost" => Reply::HangUp,
        Some("createBySourcePrompt") if request.json()["prompt"] == "bad" => refusal(1003),
        Some("createBySourcePrompt") => ok(record("689174694b4dbdd4ab3d28c9", 1)),
        _ => refusal(1008),
    })
    .await;
    let gateway = gateway(&vendor).await;
    let token = gateway.token("ada").await;
    for (key, prompt) in [("a", "move"), ("a", "move"), ("b", "bad"), ("c", "lost"), ("d", "move"), ("e", "move")] {
        gateway.create_as(&token, key, prompt).await;
    }
    gateway.get("/nowhere", &token).await;
    let text = metrics(&gateway).await;
    let path = crate::support::CREATE;
    let requests = |status: u16| {
        value(
            &text,
            &format!("akool_gateway_http_requests_total{{route=\"{path}\",method=\"POST\",status=\"{status}\"}}"),
        )
    };
    assert_eq!((requests(200), requests(400), requests(502), requests(402)), (3.0, 1.0, 1.0, 1.0));
    let calls = |outcome: &str| {
        let labels = format!("{{route=\"createBySourcePrompt\",outcome=\"{outcome}\"}}");
        value(&text, &format!("akool_gateway_vendor_requests_total{labels}"))
    };
    assert_eq!((calls("success"), calls("refused"), calls("lost")), (2.0, 1.0, 1.0));
    let creates = |end: &str| value(&text, &format!("akool_gateway_creates_total{{end=\"{end}\"}}"));
    let ends = ["accepted", "refused", "unknown", "repeated", "no_room"].map(creates);
    assert_eq!(ends, [2.0, 1.0, 1.0, 1.0, 1.0]);
    assert_eq!(value(&text, "akool_gateway_credits_reserved_total "), 80.0, "four were held, at 20 each");
    assert_eq!(value(&text, "akool_gateway_credits_settled_total "), 40.0);
    assert_eq!(value(&text, "akool_gateway_ready "), 1.0);
    assert!(value(&text, &format!("akool_gateway_http_request_seconds_count{{route=\"{path}\"}}")) >= 6.0);
}

#[tokio::test]
async fn rule_08_streams_and_watched_jobs_are_gauges() {
    let vendor = Vendor::friendly().await;
    let gateway = gateway(&vendor).await;
    let token = gateway.token("ada").await;
    let job = gateway.created(&token).await;
    let (url, path, authorization) = (gateway.url.clone(), format!("/events?ids={job}"), format!("Bearer {token}"));
    let watching =
        tokio::spawn(async move { exchange(&url, "GET", &path, &[("Authorization", &authorization)], b"").await });
    while value(&metrics(&gateway).await, "akool_gateway_watched_jobs ") != 1.0 {}
    assert_eq!(value(&metrics(&gateway).await, "akool_gateway_open_streams "), 1.0);
    watching.abort();
    while value(&metrics(&gateway).await, "akool_gateway_open_streams ") != 0.0 {}
    while value(&metrics(&gateway).await, "akool_gateway_watched_jobs ") != 0.0 {}
}

#[tokio::test]
async fn rule_09_metrics_hold_no_secret_and_no_label_that_callers_can_multiply() {
    let vendor = Vendor::friendly().await;
    let gateway = gateway(&vendor).await;
    let token = gateway.token("ada").await;
    let job = gateway.created(&token).await;
    gateway.results(&token, &job).await;
    let file = gateway.uploaded(&token).await;
    gateway.send("GET", &file, &[], b"").await;
    for number in 0..100 {
        gateway.send(&format!("METHOD{number}"), &format!("/path-{number}"), &[], b"").await;
        gateway.send("GET", &format!("/files/{number}"), &[], b"").await;
        gateway.post(crate::support::RESULTS, &token, &json!({ "_ids": format!("id-{number}") })).await;
    }
    let text = metrics(&gateway).await;
    for secret in [KEY, crate::support::ISSUER, crate::support::MASTER, token.as_str(), job.as_str(), "ada", "path-1"] {
        assert!(!text.contains(secret), "{secret} is in\n{text}");
    }
    let series = text.lines().filter(|line| line.starts_with("akool_gateway_http_requests_total")).count();
    assert!(series < 20, "{series} series:\n{text}");
}

#[tokio::test]
async fn rule_09_metrics_are_where_callers_are_not() {
    let vendor = Vendor::friendly().await;
    let gateway = gateway(&vendor).await;
    assert_eq!(gateway.send("GET", "/metrics", &[], b"").await.status, 404);
    let url = gateway.metrics_url.as_deref().expect("there are metrics");
    let base = url.strip_suffix("/metrics").expect("the path");
    for path in ["/", "/token", "/healthz"] {
        assert_eq!(exchange(base, "GET", path, &[], b"").await.status, 404, "{path}");
    }
    let without = Gateway::start(&vendor.url).await;
    assert_eq!(without.metrics_url, None, "and nowhere unless asked for");
}
