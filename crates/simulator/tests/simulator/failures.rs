use serde_json::{Value, json};

use crate::support::{Bench, START_MS, text};

fn assert_failed(item: &Value, code: i64) {
    assert_eq!(item["status"], 4, "{item}");
    assert_eq!(item["error_code"], code, "{item}");
    assert!(!text(&item["error_reason"]).is_empty());
    assert!(item.get("video_url").is_none() && item.get("cover_url").is_none(), "{item}");
}

#[tokio::test]
async fn a_prompt_can_request_a_failure_and_its_reason() {
    let bench = Bench::new().await;
    let item = bench.finished(json!({ "prompt": "a cat [fail]" })).await;
    assert_failed(&item, 1015);
    let item = bench.finished(json!({ "prompt": "[FAIL: no face was found] a cat" })).await;
    assert_failed(&item, 1015);
    assert_eq!(item["error_reason"], "no face was found");
    assert_eq!(item["update_time"], START_MS + 5_000 + 4_100);
}

#[tokio::test]
async fn a_slow_job_takes_three_times_as_long() {
    let bench = Bench::new().await;
    let id = bench.create_id(json!({ "prompt": "[slow] zoom" })).await;
    bench.advance(3 * 4_100 - 1).await;
    assert_eq!(bench.result(&id).await["status"], 2);
    bench.advance(1).await;
    assert_eq!(bench.result(&id).await["status"], 3);
}

#[tokio::test]
async fn pictures_that_cannot_be_fetched_or_decoded_fail_the_job_with_a_reason() {
    let bench = Bench::new().await;
    let cases = [
        ("/missing.jpg", "404"),
        ("/error.jpg", "500"),
        ("/empty.jpg", "empty"),
        ("/text.jpg", ""),
        ("/half.jpg", ""),
        ("/endless.jpg", "larger than 20 MiB"),
        ("/loop.jpg", "redirects too often"),
    ];
    for (path, reason) in cases {
        let item = bench.finished(json!({ "image_url": bench.site.url(path) })).await;
        assert_failed(&item, 1108);
        assert!(text(&item["error_reason"]).contains(reason), "{path}: {item}");
    }
    // And the server goes on.
    assert_eq!(bench.finished(json!({})).await["status"], 3);
}

#[tokio::test]
async fn an_unreachable_server_fails_the_job() {
    let bench = Bench::new().await;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    drop(listener);
    let item = bench.finished(json!({ "image_url": format!("http://127.0.0.1:{port}/a.jpg?secret=1") })).await;
    assert_failed(&item, 1108);
    assert!(!text(&item["error_reason"]).contains("secret"), "the reason does not repeat the URL");
}

#[tokio::test]
async fn a_broken_or_missing_sound_file_fails_the_job() {
    let bench = Bench::new().await;
    for path in ["/text.jpg", "/missing.mp3"] {
        let item = bench.finished(json!({ "audio_type": 2, "audio_url": bench.site.url(path) })).await;
        assert_failed(&item, 1110);
    }
}

#[tokio::test]
async fn a_redirect_to_a_picture_is_followed() {
    let bench = Bench::new().await;
    assert_eq!(bench.finished(json!({ "image_url": bench.site.url("/moved.jpg") })).await["status"], 3);
}

#[tokio::test]
async fn a_control_call_fails_a_job_at_once() {
    let bench = Bench::new().await;
    let id = bench.create_id(json!({})).await;
    bench.control(&format!("jobs/{id}"), &json!({ "fail": "pulled the plug", "fail_code": 1205 })).await;
    let item = bench.result(&id).await;
    assert_failed(&item, 1205);
    assert_eq!(item["error_reason"], "pulled the plug");
    bench.advance(10_000).await;
    assert_eq!(bench.result(&id).await, item, "it stays as it is");
    let again = bench.client.post(bench.url(&format!("/_control/jobs/{id}"))).json(&json!({ "fail": "again" }));
    assert_eq!(again.send().await.expect("an answer").status(), 400);
}
