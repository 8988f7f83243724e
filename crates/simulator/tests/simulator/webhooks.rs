use akool_contract::path;
use serde_json::{Value, json};

use crate::support::{Bench, CLIENT_ID, HookReceiver, START_MS, text};

#[tokio::test]
async fn a_job_reports_its_start_and_its_end() {
    let bench = Bench::new().await;
    let receiver = HookReceiver::start(&[]).await;
    let item = bench.finished(json!({ "webhookurl": receiver.url() })).await;
    let expected = [
        json!({ "_id": item["_id"], "status": 2, "type": "image2video", "deduction_credit": 20 }),
        json!({ "_id": item["_id"], "status": 3, "type": "image2video", "url": item["video_url"], "deduction_credit": 20 }),
    ];
    assert_eq!(receiver.messages(), expected);
}

#[tokio::test]
async fn a_failure_is_reported_without_a_url_and_with_the_refund() {
    let bench = Bench::new().await;
    let receiver = HookReceiver::start(&[]).await;
    let item = bench.finished(json!({ "webhookUrl": receiver.url(), "prompt": "[fail]" })).await;
    let last = receiver.messages().pop().expect("a callback");
    assert_eq!(last, json!({ "_id": item["_id"], "status": 4, "type": "image2video", "deduction_credit": 0 }));
}

#[tokio::test]
async fn a_callback_is_signed_over_the_four_sorted_values() {
    let bench = Bench::new().await;
    let receiver = HookReceiver::start(&[]).await;
    bench.finished(json!({ "webhookurl": receiver.url() })).await;
    for body in receiver.bodies() {
        assert_eq!(body.as_object().expect("an object").len(), 4, "{body}");
        let timestamp = body["timestamp"].as_i64().expect("a number");
        assert!((START_MS..START_MS + 5_000).contains(&timestamp));
        let nonce = text(&body["nonce"]);
        assert!(nonce.len() == 4 && nonce.parse::<u32>().is_ok());
        let data = text(&body["dataEncrypt"]);
        assert_eq!(body["signature"], akool_simulator::envelope::sign(CLIENT_ID, timestamp, nonce, data));
    }
}

#[tokio::test]
async fn a_callback_is_resent_with_growing_pauses_until_a_200() {
    let bench = Bench::new().await;
    let receiver = HookReceiver::start(&[500, 201, 302]).await;
    let plan = json!({ "queue_ms": 0, "processing_ms": 600_000 });
    bench.control("plans", &plan).await;
    bench.create_id(json!({ "webhookurl": receiver.url() })).await;
    bench.advance(0).await;
    let mut counts = vec![receiver.bodies().len()];
    for step in [4_999, 1, 14_999, 1, 59_999, 1, 400_000] {
        bench.advance(step).await;
        counts.push(receiver.bodies().len());
    }
    assert_eq!(counts, [1, 1, 2, 2, 3, 3, 4, 4], "nothing but 200 counts as taken");
    let log = bench.control_get("webhooks").await;
    let answers: Vec<&Value> =
        log["deliveries"].as_array().expect("a list").iter().map(|delivery| &delivery["answered"]).collect();
    assert_eq!(answers, [&json!(500), &json!(201), &json!(302), &json!(200)]);
}

#[tokio::test]
async fn a_callback_that_is_never_accepted_is_given_up_and_the_job_still_ends() {
    let bench = Bench::new().await;
    let receiver = HookReceiver::start(&[404; 64]).await;
    let id = bench.create_id(json!({ "webhookurl": receiver.url() })).await;
    bench.advance(48 * 3_600_000).await;
    assert_eq!(bench.result(&id).await["status"], 3);
    assert_eq!(receiver.bodies().len(), 16, "two callbacks, eight attempts each");
    bench.advance(48 * 3_600_000).await;
    assert_eq!(receiver.bodies().len(), 16);
}

#[tokio::test]
async fn an_empty_url_means_no_callback() {
    let bench = Bench::new().await;
    bench.finished(json!({ "webhookurl": "" })).await;
    assert_eq!(bench.control_get("webhooks").await["deliveries"], json!([]));
}

#[tokio::test]
async fn callbacks_can_be_missing_duplicated_forged_or_malformed() {
    let bench = Bench::new().await;
    let receiver = HookReceiver::start(&[]).await;
    let fault = |answer: Value| json!({ "route": "webhook", "when": { "json": { "status": 3 } }, "answer": answer });

    bench.control("faults", &fault(json!({ "kind": "missing" }))).await;
    bench.finished(json!({ "webhookurl": receiver.url() })).await;
    assert_eq!(receiver.statuses(), [2]);

    bench.control("faults", &fault(json!({ "kind": "duplicate", "times": 3 }))).await;
    bench.finished(json!({ "webhookurl": receiver.url() })).await;
    assert_eq!(receiver.statuses(), [2, 2, 3, 3, 3]);
    assert_eq!(receiver.bodies()[3], receiver.bodies()[4], "byte for byte the same");

    bench.control("faults", &fault(json!({ "kind": "forged" }))).await;
    bench.finished(json!({ "webhookurl": receiver.url() })).await;
    let forged = receiver.bodies().pop().expect("a callback");
    assert_eq!(forged["signature"], "0".repeat(40));

    let other = HookReceiver::start(&[]).await;
    bench.control("faults", &fault(json!({ "kind": "malformed" }))).await;
    bench.finished(json!({ "webhookurl": other.url() })).await;
    let lengths: Vec<usize> = other.bodies().iter().map(|body| text(&body["dataEncrypt"]).len()).collect();
    assert!(lengths[1] < lengths[0], "{lengths:?}");
}

#[tokio::test]
async fn a_batch_reports_every_video() {
    let bench = Bench::new().await;
    let receiver = HookReceiver::start(&[]).await;
    let request = bench.request(json!({ "count": 2, "webhookurl": receiver.url() }));
    bench.post_json(path::CREATE_BATCH, &request).await;
    bench.advance(5_000).await;
    let mut statuses = receiver.statuses();
    statuses.sort_unstable();
    assert_eq!(statuses, [2, 2, 3, 3]);
}
