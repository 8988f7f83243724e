use akool_contract::path;
use serde_json::json;

use crate::support::{Bench, text};

#[tokio::test]
async fn ended_and_queued_jobs_are_deleted_with_their_media() {
    let bench = Bench::new().await;
    let done = bench.finished(json!({})).await;
    let queued = bench.create_id(json!({})).await;
    let body = json!({ "_ids": format!("{},{queued}", text(&done["_id"])) });
    let answer = bench.post_json(path::DELETE, &body).await;
    let expected = json!({
        "code": 1000,
        "msg": "Delete successfully",
        "data": { "successIds": [done["_id"], queued], "noPermissionItems": [] },
    });
    assert_eq!(answer, expected);
    assert_eq!(bench.post_json(path::RESULTS, &body).await["data"]["result"], json!([]));
    let response = bench.client.get(text(&done["video_url"])).send().await.expect("an answer");
    assert_eq!(response.status(), 403);
    bench.advance(5_000).await;
    assert_eq!(bench.post_json(path::RESULTS, &body).await["data"]["result"], json!([]), "it does not come back");
}

#[tokio::test]
async fn a_job_being_processed_is_not_deleted_and_the_reason_is_returned() {
    let bench = Bench::new().await;
    let id = bench.create_id(json!({})).await;
    bench.advance(2_000).await;
    let answer = bench.post_json(path::DELETE, &json!({ "_ids": id })).await;
    assert_eq!(answer["code"], 1000);
    assert_eq!(answer["data"]["successIds"], json!([]));
    let msg = "video resource is processing, please try again later";
    assert_eq!(answer["data"]["noPermissionItems"], json!([{ "_id": id, "msg": msg }]));
    bench.advance(5_000).await;
    assert_eq!(bench.result(&id).await["status"], 3);
}

#[tokio::test]
async fn unknown_ids_are_answered_with_no_permission() {
    let bench = Bench::new().await;
    let answer = bench.post_json(path::DELETE, &json!({ "_ids": "0123456789abcdef01234567" })).await;
    assert_eq!(answer["data"]["noPermissionItems"][0]["_id"], "0123456789abcdef01234567");
    assert_eq!(answer["data"]["successIds"], json!([]));
}

#[tokio::test]
async fn ids_must_be_one_string() {
    let bench = Bench::new().await;
    for body in [json!({ "_ids": ["a"] }), json!({ "ids": "a" }), json!({})] {
        assert_eq!(bench.post_json(path::DELETE, &body).await["code"], 1003, "{body}");
    }
}
