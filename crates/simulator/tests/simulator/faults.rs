use std::time::Duration;

use akool_contract::path;
use serde_json::{Value, json};

use crate::support::{API_KEY, Bench, text};

async fn fault(bench: &Bench, fault: Value) {
    bench.control("faults", &fault).await;
}

async fn send_create(bench: &Bench) -> Result<reqwest::Response, reqwest::Error> {
    // A connection of its own: a kept one that breaks would be tried anew by the client.
    let client = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).build().expect("a client");
    let request = client.post(bench.url(path::CREATE)).header("x-api-key", API_KEY).json(&bench.request(json!({})));
    request.send().await
}

async fn jobs(bench: &Bench) -> usize {
    bench.control_get("jobs").await["jobs"].as_array().expect("a list").len()
}

#[tokio::test]
async fn an_answer_can_be_lost_before_or_after_the_effect() {
    let bench = Bench::new().await;
    for kind in ["close", "reset"] {
        for effect in [false, true] {
            let before = jobs(&bench).await;
            fault(&bench, json!({ "route": "create", "effect": effect, "answer": { "kind": kind } })).await;
            let error = send_create(&bench).await.expect_err("no answer");
            assert!(error.is_request(), "{error:?}");
            assert_eq!(jobs(&bench).await - before, usize::from(effect), "{kind}");
        }
    }
    assert_eq!(send_create(&bench).await.expect("an answer").status(), 200, "each hits once");
}

#[tokio::test]
async fn a_reset_differs_from_a_close() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let bench = Bench::new().await;
    for (kind, is_reset) in [("reset", true), ("close", false)] {
        fault(&bench, json!({ "route": "credits", "answer": { "kind": kind } })).await;
        let mut stream = tokio::net::TcpStream::connect(bench.simulator.address()).await.expect("a connection");
        let request = format!("GET {} HTTP/1.1\r\nhost: x\r\nx-api-key: {API_KEY}\r\n\r\n", path::CREDITS);
        stream.write_all(request.as_bytes()).await.expect("sent");
        let mut answer = Vec::new();
        let end = stream.read_to_end(&mut answer).await;
        assert!(answer.is_empty());
        let was_reset = end.is_err_and(|error| error.kind() == std::io::ErrorKind::ConnectionReset);
        assert_eq!(was_reset, is_reset, "{kind}");
    }
}

#[tokio::test]
async fn a_connection_can_be_refused_before_a_byte_is_read() {
    let bench = Bench::new().await;
    fault(&bench, json!({ "route": "connection", "answer": { "kind": "reset" } })).await;
    send_create(&bench).await.expect_err("no answer");
    assert_eq!(jobs(&bench).await, 0);
    let entries = bench.control_get("journal?route=create").await["entries"].clone();
    assert_eq!(entries, json!([]));
}

#[tokio::test]
async fn an_answer_can_be_withheld_forever() {
    let bench = Bench::new().await;
    fault(&bench, json!({ "route": "create", "effect": true, "answer": { "kind": "hang" } })).await;
    let waited = tokio::time::timeout(Duration::from_millis(300), send_create(&bench)).await;
    assert!(waited.is_err(), "still no answer");
    assert_eq!(jobs(&bench).await, 1);
}

#[tokio::test]
async fn any_status_can_be_returned_with_retry_after_and_any_body() {
    let bench = Bench::new().await;
    let too_many = json!({ "kind": "status", "status": 429, "retry_after": 28, "body": { "msg": "slow down" } });
    fault(&bench, json!({ "route": "create", "answer": too_many })).await;
    let response = send_create(&bench).await.expect("an answer");
    assert_eq!((response.status().as_u16(), response.headers()["retry-after"].to_str().ok()), (429, Some("28")));
    assert_eq!(response.json::<Value>().await.expect("JSON"), json!({ "msg": "slow down" }));

    let date = "Wed, 25 Nov 2026 00:00:00 GMT";
    let down = json!({ "kind": "status", "status": 503, "retry_after": date, "body": "down" });
    fault(&bench, json!({ "route": "create", "answer": down })).await;
    let response = send_create(&bench).await.expect("an answer");
    assert_eq!((response.status().as_u16(), response.headers()["retry-after"].to_str().ok()), (503, Some(date)));
    assert_eq!(response.text().await.expect("text"), "down");

    fault(&bench, json!({ "route": "create", "answer": { "kind": "status", "status": 500 } })).await;
    let response = send_create(&bench).await.expect("an answer");
    let body = response.json::<Value>().await.expect("JSON");
    assert_eq!(body, json!({ "status": 500, "msg": "Internal Server Error" }));
    assert_eq!(jobs(&bench).await, 0);
}

#[tokio::test]
async fn a_business_code_can_be_returned_with_status_200() {
    let bench = Bench::new().await;
    fault(&bench, json!({ "route": "create", "answer": { "kind": "business", "code": 1015 } })).await;
    let answer = bench.post_json(path::CREATE, &bench.request(json!({}))).await;
    assert_eq!(answer, json!({ "code": 1015, "msg": "video creation error, try again later" }));
    let banned = json!({ "kind": "business", "code": 1200, "msg": "banned" });
    fault(&bench, json!({ "route": "create", "answer": banned })).await;
    assert_eq!(
        bench.post_json(path::CREATE, &bench.request(json!({}))).await,
        json!({ "code": 1200, "msg": "banned" })
    );
}

#[tokio::test]
async fn a_web_page_can_replace_json() {
    let bench = Bench::new().await;
    fault(&bench, json!({ "route": "create", "answer": { "kind": "html" } })).await;
    let response = send_create(&bench).await.expect("an answer");
    assert_eq!(response.status(), 200);
    assert!(response.headers()["content-type"].to_str().expect("text").starts_with("text/html"));
    assert!(response.text().await.expect("text").contains("<html>"));
}

#[tokio::test]
async fn a_body_can_be_malformed_or_truncated() {
    let bench = Bench::new().await;
    fault(&bench, json!({ "route": "create", "answer": { "kind": "malformed" } })).await;
    let body = send_create(&bench).await.expect("an answer").bytes().await.expect("whole as HTTP");
    assert!(body.len() > 50 && serde_json::from_slice::<Value>(&body).is_err());

    fault(&bench, json!({ "route": "create", "answer": { "kind": "truncated" } })).await;
    let mut response = send_create(&bench).await.expect("a head");
    let promised = response.content_length().expect("a length") as usize;
    let mut received = 0;
    let cut = loop {
        match response.chunk().await {
            Ok(Some(chunk)) => received += chunk.len(),
            Ok(None) => break false,
            Err(_) => break true,
        }
    };
    assert!(cut && received == promised / 2, "{received} of {promised}");
    assert_eq!(jobs(&bench).await, 2, "both were carried out");
}

#[tokio::test]
async fn single_values_of_an_answer_can_be_changed() {
    let bench = Bench::new().await;
    let item = bench.finished(json!({})).await;
    let edit = json!({
        "kind": "edited",
        "set": { "/data/result/0/status": 9, "/data/result/0/new": true },
        "remove": ["/data/result/0/video_url"],
    });
    fault(&bench, json!({ "route": "results", "answer": edit })).await;
    let changed = bench.result(text(&item["_id"])).await;
    assert_eq!((&changed["status"], &changed["new"]), (&json!(9), &json!(true)));
    assert!(changed.get("video_url").is_none());
    assert_eq!(bench.result(text(&item["_id"])).await, item, "only once");
}

#[tokio::test]
async fn media_can_be_truncated() {
    let bench = Bench::new().await;
    let item = bench.finished(json!({})).await;
    fault(&bench, json!({ "route": "media", "answer": { "kind": "truncated" } })).await;
    let response = bench.client.get(text(&item["video_url"])).send().await.expect("a head");
    response.bytes().await.expect_err("half a body");
    bench.bytes(&item["video_url"]).await;
}

#[tokio::test]
async fn faults_hit_by_count_after_a_number_of_requests_and_by_predicate() {
    let bench = Bench::new().await;
    let refused = json!({ "kind": "business", "code": 1005 });
    fault(&bench, json!({ "route": "credits", "skip": 1, "count": 2, "answer": refused })).await;
    let mut codes = Vec::new();
    for _ in 0..4 {
        codes.push(bench.get_json(path::CREDITS).await["code"].clone());
    }
    assert_eq!(codes, [1000, 1005, 1005, 1000]);

    let when = json!({ "json": { "prompt": "unlucky" } });
    fault(&bench, json!({ "route": "create", "count": 0, "when": when, "answer": refused })).await;
    for (prompt, code) in [("lucky", 1000), ("unlucky", 1005), ("lucky", 1000), ("unlucky", 1005)] {
        assert_eq!(bench.post_json(path::CREATE, &bench.request(json!({ "prompt": prompt }))).await["code"], code);
    }
}

#[tokio::test]
async fn a_probability_hits_the_same_part_of_the_requests_for_the_same_seed() {
    let mut runs = Vec::new();
    for _ in 0..2 {
        let bench = Bench::with(akool_simulator::Options { seed: Some(3), ..crate::support::options() }).await;
        let refused = json!({ "kind": "business", "code": 1005 });
        fault(&bench, json!({ "route": "credits", "count": 0, "probability": 0.5, "answer": refused })).await;
        let mut hits = Vec::new();
        for _ in 0..40 {
            hits.push(bench.get_json(path::CREDITS).await["code"] == 1005);
        }
        runs.push(hits);
    }
    let hit = runs[0].iter().filter(|hit| **hit).count();
    assert!((5..=35).contains(&hit), "{hit} of 40");
    assert_eq!(runs[0], runs[1]);
}

#[tokio::test]
async fn a_fault_without_a_route_hits_any_request() {
    let bench = Bench::new().await;
    fault(&bench, json!({ "count": 2, "answer": { "kind": "business", "code": 2001 } })).await;
    assert_eq!(bench.get_json(path::CREDITS).await["code"], 2001);
    assert_eq!(bench.get_json(path::EFFECTS).await["code"], 2001);
    assert_eq!(bench.get_json(path::CREDITS).await["code"], 1000);
}

#[tokio::test]
async fn faults_can_be_listed_and_removed() {
    let bench = Bench::new().await;
    let closing = json!({ "id": "mine", "route": "credits", "count": 0, "answer": { "kind": "close" } });
    let added = bench.control("faults", &json!([closing, { "answer": { "kind": "genuine" }, "delay_ms": 1 }])).await;
    assert_eq!(added["ids"][0], "mine");
    bench.get(path::CREDITS).send().await.expect_err("no answer");
    let listed = bench.control_get("faults").await;
    assert_eq!(listed["faults"].as_array().expect("a list").len(), 2);
    assert!(listed["faults"][0]["hits"].as_u64().expect("a count") >= 1);
    let url = bench.url("/_control/faults/mine");
    assert_eq!(bench.client.delete(&url).send().await.expect("an answer").status(), 200);
    assert_eq!(bench.client.delete(&url).send().await.expect("an answer").status(), 404);
    assert_eq!(bench.get_json(path::CREDITS).await["code"], 1000);
}

#[tokio::test]
async fn invalid_faults_are_refused_with_a_reason() {
    let bench = Bench::new().await;
    let wrong = [
        json!({ "route": "create" }),
        json!({ "answer": { "kind": "explode" } }),
        json!({ "answer": { "kind": "close", "status": 3 } }),
        json!({ "route": "creation", "answer": { "kind": "close" } }),
        json!({ "answer": { "kind": "close" }, "probability": 2 }),
        json!({ "answer": { "kind": "truncated" }, "effect": false }),
        json!({ "answer": { "kind": "missing" }, "route": "create" }),
        json!({ "answer": { "kind": "html" }, "route": "webhook" }),
        json!({ "answer": { "kind": "html" }, "route": "connection" }),
        json!({ "answer": { "kind": "close" }, "cuont": 1 }),
    ];
    for body in wrong {
        let response = bench.client.post(bench.url("/_control/faults")).json(&body).send().await.expect("an answer");
        assert_eq!(response.status(), 400, "{body}");
        let answer: Value = response.json().await.expect("JSON");
        assert!(text(&answer["error"]).len() > 10, "{answer}");
    }
    assert_eq!(bench.control_get("faults").await["faults"], json!([]));
}
