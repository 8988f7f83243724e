//! Rows that earlier versions left in the ledger give the same answers as then.

use serde_json::{Value, json};

use crate::support::{Answer, CREATE, Gateway, TestLedger, Vendor};

const BATCH: &str = akool_contract::path::CREATE_BATCH;

async fn replayed(gateway: &Gateway, path: &str, token: &str, key: &str) -> Answer {
    let authorization = format!("Bearer {token}");
    let headers = [("Authorization", authorization.as_str()), ("Idempotency-Key", key)];
    gateway.send("GET", path, &headers, b"").await
}

#[tokio::test]
async fn rule_05_failures_stored_by_earlier_versions_are_answered_as_then() {
    let vendor = Vendor::friendly().await;
    for ledger in TestLedger::each() {
        let gateway = Gateway::start_with(ledger.settings(&vendor.url)).await;
        let token = gateway.token("ada").await;
        assert_eq!(gateway.create_as(&token, "order", "move").await.status, 200);
        let rows = [
            (
                "unknown",
                r#"{"failed":{"status":504,"code":2001,"message":"The video service did not answer in time.","retryable":false,"charged":"unknown"}}"#,
                (504, json!(2001), json!("The video service did not answer in time."), json!("unknown")),
            ),
            (
                "refused",
                r#"{"failed":{"status":400,"code":1108,"message":"The picture or the sound could not be processed.","retryable":false,"charged":"no"}}"#,
                (400, json!(1108), json!("The picture or the sound could not be processed."), json!("no")),
            ),
        ];
        for (state, row, expected) in rows {
            ledger.execute(&format!("UPDATE attempts SET state = '{state}', answer = '{row}'"));
            for answer in
                [replayed(&gateway, CREATE, &token, "order").await, gateway.create_as(&token, "order", "move").await]
            {
                let body = answer.json();
                let told = (answer.status, body["code"].clone(), body["msg"].clone(), body["charged"].clone());
                assert_eq!(told, expected);
                assert_eq!(body["retryable"], json!(false));
            }
        }
        // Jobs are stored as ever.
        ledger.execute(r#"UPDATE attempts SET state = 'accepted', answer = '{"created":{"_id":"public","status":1}}'"#);
        assert_eq!(replayed(&gateway, CREATE, &token, "order").await.json()["data"]["_id"], json!("public"));
        // No row at all means that the answer was lost.
        ledger.execute("UPDATE attempts SET state = 'unknown', answer = NULL");
        let lost = replayed(&gateway, CREATE, &token, "order").await;
        assert_eq!((lost.status, &lost.json()["charged"]), (502, &json!("unknown")));
    }
}

#[tokio::test]
async fn rule_05_batches_stored_by_earlier_versions_are_answered_as_then() {
    let vendor = Vendor::friendly().await;
    let shown = json!({
        "successList": [{ "_id": "public-1", "status": 1 }],
        "errorList": [
            { "code": 2001, "msg": "The video service broke off.", "charged": "unknown" },
            { "code": 1108, "msg": "The picture or the sound could not be processed.", "charged": "no" },
        ],
    });
    for ledger in TestLedger::each() {
        let gateway = Gateway::start_with(ledger.settings(&vendor.url)).await;
        let token = gateway.token("ada").await;
        assert_eq!(gateway.create_as(&token, "order", "move").await.status, 200);
        let row = json!({ "batch": shown });
        ledger.execute(&format!("UPDATE attempts SET state = 'accepted', answer = '{row}'"));
        let answer = replayed(&gateway, BATCH, &token, "order").await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let data: Value = answer.json()["data"].clone();
        assert_eq!(data["errorList"], shown["errorList"]);
        assert_eq!(data["successList"][0]["_id"], json!("public-1"));
        // The key belongs to a batch, so it is not the key of one video.
        assert_eq!(replayed(&gateway, CREATE, &token, "order").await.status, 409);
    }
}
