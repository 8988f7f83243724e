//! Every log line written on behalf of a request names the request, in whatever layer or task it is written.

use serde_json::{Value, json};

use crate::support::{Program, Reply, Vendor, exchange, ok, record};

fn lines(log: &str) -> Vec<Value> {
    log.lines().map(|line| serde_json::from_str(line).expect("a JSON line")).collect()
}

fn of_request<'a>(lines: &'a [Value], request_id: &str) -> Vec<&'a Value> {
    lines.iter().filter(|line| line["span"]["request_id"] == json!(request_id)).collect()
}

async fn create(program: &Program, token: &str, request_id: &str) -> u16 {
    let authorization = format!("Bearer {token}");
    let headers =
        [("Authorization", authorization.as_str()), ("Content-Type", "application/json"), ("X-Request-Id", request_id)];
    let body = json!({ "image_url": "https://images.example/a.png", "prompt": "move" }).to_string();
    exchange(&program.url, "POST", akool_contract::path::CREATE, &headers, body.as_bytes()).await.status
}

#[tokio::test]
async fn rule_09_every_line_of_a_request_names_it_in_every_layer_and_task() {
    let vendor = Vendor::start(|_| Reply::HangUp).await;
    let program = Program::start(&vendor.url, &[]).await;
    let (ada, eve) = (program.token("ada").await, program.token("eve").await);
    for (token, request_id) in [(&ada, "create-ada-1"), (&ada, "create-ada-2"), (&eve, "create-eve-1")] {
        assert_eq!(create(&program, token, request_id).await, 502);
    }
    let lines = lines(&program.stop().await);
    let subject_of = |request_id: &str| {
        let own = of_request(&lines, request_id);
        // The call to the vendor is made by a task of its own, which outlives the request.
        let messages: Vec<&str> = own.iter().filter_map(|line| line["message"].as_str()).collect();
        assert_eq!(messages, ["a call to Akool failed", "request"], "{own:?}");
        for line in &own {
            assert_eq!(line["span"]["route"], json!(akool_contract::path::CREATE), "{line}");
        }
        own[0]["span"]["subject"].as_str().expect("a hashed subject").to_owned()
    };
    let subjects = ["create-ada-1", "create-ada-2", "create-eve-1"].map(subject_of);
    assert_eq!(subjects[0], subjects[1], "a subject has one hash");
    assert_ne!(subjects[0], subjects[2]);
    assert!(subjects.iter().all(|subject| subject.len() == 16 && subject != "ada"), "{subjects:?}");
}

#[tokio::test]
async fn rule_09_a_filter_chooses_the_lines_by_level_and_by_part_of_the_program() {
    let vendor = Vendor::start(|_| Reply::HangUp).await;
    for (filter, expected) in [
        (" , ", &["a call to Akool failed", "request"][..]),
        ("WARN", &["a call to Akool failed"]),
        ("info, akool_gateway::vendor = off", &["request"]),
        ("akool_ledger=trace,off", &[]),
    ] {
        let program = Program::start(&vendor.url, &[("AKOOL_GATEWAY_LOG", filter)]).await;
        assert_eq!(create(&program, &program.token("ada").await, "create-ada-1").await, 502);
        let lines = lines(&program.stop().await);
        let own = of_request(&lines, "create-ada-1");
        assert_eq!(own.iter().filter_map(|line| line["message"].as_str()).collect::<Vec<_>>(), expected, "{filter}");
    }
}

#[tokio::test]
async fn rule_09_a_failure_is_logged_with_its_causes_and_told_without_them() {
    let vendor = Vendor::start(|_| ok(record("689174694b4dbdd4ab3d28c9", 1))).await;
    let program = Program::start(&vendor.url, &[]).await;
    let token = program.token("ada").await;
    // Another program's lock: the ledger cannot be written meanwhile.
    let ledger = rusqlite::Connection::open(program.data_dir().join("gateway.sqlite3")).expect("the ledger");
    ledger.execute_batch("DROP TABLE budgets").expect("it can be damaged");
    assert_eq!(create(&program, &token, "create-ada-1").await, 503);
    let lines = lines(&program.stop().await);
    let failed = of_request(&lines, "create-ada-1").into_iter().find(|line| line["level"] == json!("ERROR"));
    let cause = failed.expect("an error")["error"].as_str().expect("a cause").to_owned();
    assert!(cause.starts_with("the order could not be recorded in the ledger, so it was not sent: "), "{cause}");
    assert!(vendor.seen().iter().all(|request| !request.path.ends_with("createBySourcePrompt")));
}

#[tokio::test]
async fn rule_09_health_checks_and_metrics_are_not_logged() {
    let vendor = Vendor::friendly().await;
    let program = Program::start(&vendor.url, &[("AKOOL_GATEWAY_METRICS_LISTEN", "127.0.0.1:0")]).await;
    for path in ["/healthz", "/readyz", "/nothing"] {
        exchange(&program.url, "GET", path, &[], b"").await;
    }
    let requests: Vec<Value> =
        lines(&program.stop().await).into_iter().filter(|line| line["message"] == json!("request")).collect();
    assert_eq!(requests.len(), 1, "{requests:?}");
    assert_eq!(requests[0]["span"]["route"], json!("other"));
}

#[tokio::test]
async fn rule_09_a_callers_trace_is_continued_in_the_log_and_not_sent_to_the_vendor() {
    let vendor = Vendor::friendly().await;
    let program = Program::start(&vendor.url, &[]).await;
    let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    let headers = [("traceparent", trace), ("X-Request-Id", "traced-request-1")];
    exchange(&program.url, "GET", "/nothing", &headers, b"").await;
    exchange(&program.url, "GET", "/nothing", &[("X-Request-Id", "plain-request-1")], b"").await;
    let authorization = format!("Bearer {}", program.token("ada").await);
    let headers = [("traceparent", trace), ("Authorization", authorization.as_str())];
    exchange(&program.url, "GET", akool_contract::path::CREDITS, &headers, b"").await;
    let lines = lines(&program.stop().await);
    let traced = of_request(&lines, "traced-request-1")[0]["span"].clone();
    assert_eq!(traced["trace_id"], json!("4bf92f3577b34da6a3ce929d0e0e4736"));
    assert_eq!(traced["parent_id"], json!("00f067aa0ba902b7"));
    assert_eq!(of_request(&lines, "plain-request-1")[0]["span"].get("trace_id"), None);
    assert!(vendor.seen().iter().all(|request| request.header("traceparent").is_none()));
}
