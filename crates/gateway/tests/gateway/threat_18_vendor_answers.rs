//! What the vendor answers is capped and read into the type that was asked for.

use serde_json::json;

use crate::support::{Gateway, Reply, Vendor, ok, record};

async fn credits_status(reply: Reply) -> u16 {
    let vendor = Vendor::start(move |_| reply.clone()).await;
    let gateway = Gateway::start(&vendor.url).await;
    gateway.get(akool_contract::path::CREDITS, &gateway.token("ada").await).await.status
}

#[tokio::test]
async fn threat_18_an_endless_answer_is_cut_off_at_a_mebibyte() {
    let padding = "a".repeat(1024 * 1024);
    let huge = ok(json!({ "credit": 5, "padding": padding }));
    assert_eq!(credits_status(huge).await, 502);
    let endless = [
        b"HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n\r\n".to_vec(),
        [b"10000\r\n".to_vec(), vec![b' '; 0x10000], b"\r\n".to_vec()].concat().repeat(17),
    ]
    .concat();
    assert_eq!(credits_status(Reply::Raw(endless)).await, 502, "the cap counts, not the end of the answer");
}

#[tokio::test]
async fn threat_18_answers_that_are_not_the_envelope_are_refused() {
    let bodies = [
        "",
        "null",
        "[]",
        "1000",
        "{",
        "{\"code\":1000}",
        "{\"code\":1000,\"data\":null}",
        "{\"code\":1000,\"data\":[]}",
        "{\"code\":1000,\"data\":\"x\"}",
        "{\"code\":null,\"data\":{}}",
        "{\"data\":{\"credit\":5}}",
        "<html></html>",
        "{\"status\":404,\"msg\":\"Not Found\"}",
        "{\"code\":1e400,\"data\":{}}",
        "\u{feff}{\"code\":1000,\"data\":{\"credit\":1}}",
    ];
    for body in bodies {
        let reply = Reply::Raw(format!("HTTP/1.1 200 X\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes());
        assert_eq!(credits_status(reply).await, 502, "{body:?}");
    }
}

#[tokio::test]
async fn threat_18_unknown_fields_and_odd_types_of_an_honest_answer_do_no_harm() {
    let odd = json!({ "code": "1000", "extra": [1], "msg": 5, "data": { "credit": "934", "more": {} } });
    let vendor = Vendor::start(move |_| Reply::Json(200, odd.clone())).await;
    let gateway = Gateway::start(&vendor.url).await;
    let answer = gateway.get(akool_contract::path::CREDITS, &gateway.token("ada").await).await;
    assert_eq!((answer.status, answer.json()["data"]["credit"].as_f64()), (200, Some(934.0)));
    assert_eq!(answer.json()["data"].as_object().map(|data| data.len()), Some(1));
}

#[tokio::test]
async fn threat_18_an_unknown_status_is_passed_on_and_ends_nothing() {
    let vendor = Vendor::start(|request| match request.path.rsplit('/').next() {
        Some("resultsByIds") => ok(json!({ "result": [record("689174694b4dbdd4ab3d28c9", 17)] })),
        _ => ok(record("689174694b4dbdd4ab3d28c9", 1)),
    })
    .await;
    let gateway = Gateway::start(&vendor.url).await;
    let token = gateway.token("ada").await;
    let handle = gateway.created(&token).await;
    let answer = gateway.results(&token, &handle).await;
    assert_eq!((answer.status, answer.json()["data"]["result"][0]["status"].as_i64()), (200, Some(17)));
}

#[tokio::test]
async fn threat_18_lists_are_read_whatever_the_vendor_puts_in_their_place_or_into_them() {
    let found = record("689174694b4dbdd4ab3d28c9", 3);
    let data = [
        (json!({ "result": [null, found, 7, "x", [found], true] }), 1),
        (json!({ "result": found }), 1),
        (json!([found]), 1),
        (json!({ "result": null }), 0),
        (json!({ "result": {} }), 0),
        (json!({ "result": "" }), 0),
        (json!({}), 0),
        (json!([]), 0),
        (json!(null), 0),
        (json!(""), 0),
    ];
    for (data, count) in data {
        let answer = data.clone();
        let vendor = Vendor::start(move |request| match request.path.rsplit('/').next() {
            Some("createBySourcePrompt") => ok(record("689174694b4dbdd4ab3d28c9", 1)),
            _ => ok(answer.clone()),
        })
        .await;
        let gateway = Gateway::start(&vendor.url).await;
        let token = gateway.token("ada").await;
        let handle = gateway.created(&token).await;
        let answer = gateway.results(&token, &handle).await;
        let shown = answer.json()["data"]["result"].as_array().map(Vec::len);
        assert_eq!((answer.status, shown), (200, Some(count)), "{data}");
    }
}

#[tokio::test]
async fn threat_18_catalogues_and_deletions_are_read_whatever_stands_in_place_of_their_lists() {
    let odd = [json!(null), json!({}), json!(""), json!([]), json!([null, 7, "x", []])];
    for list in odd {
        let vendor = Vendor::start(move |request| {
            let path = request.path.split('?').next().unwrap_or_default().rsplit('/').next();
            match path {
                Some("createBySourcePrompt") => ok(record("689174694b4dbdd4ab3d28c9", 1)),
                Some("effects") => ok(json!({ "result": list, "count": list })),
                Some("delbyids") => ok(json!({ "successIds": list, "noPermissionItems": list })),
                _ => ok(json!([null, { "value": "fast", "resolutionList": list, "durationList": list }, list])),
            }
        })
        .await;
        let gateway = Gateway::start(&vendor.url).await;
        let token = gateway.token("ada").await;
        let handle = gateway.created(&token).await;
        let effects = gateway.get(akool_contract::path::EFFECTS, &token).await;
        assert_eq!((effects.status, &effects.json()["data"]["result"]), (200, &json!([])));
        let models = gateway.get(akool_contract::path::MODELS, &token).await;
        assert_eq!((models.status, &models.json()["data"][0]["value"]), (200, &json!("fast")));
        assert_eq!(models.json()["data"][0]["resolutionList"], json!([]));
        let deleted = gateway.post(akool_contract::path::DELETE, &token, &json!({ "_ids": handle })).await;
        assert_eq!(
            (deleted.status, &deleted.json()["data"]),
            (200, &json!({ "successIds": [], "noPermissionItems": [] }))
        );
    }
}

#[tokio::test]
async fn threat_18_a_job_that_was_made_is_found_in_a_list_too() {
    let vendor = Vendor::start(|_| ok(json!([null, record("689174694b4dbdd4ab3d28c9", 1)]))).await;
    let gateway = Gateway::start(&vendor.url).await;
    let created = gateway.create(&gateway.token("ada").await).await;
    assert_eq!((created.status, &created.json()["data"]["status"]), (200, &json!(1)), "{created:?}");
    for data in [json!([]), json!(null), json!({}), json!("")] {
        let vendor = Vendor::start(move |_| ok(data.clone())).await;
        let gateway = Gateway::start(&vendor.url).await;
        let created = gateway.create(&gateway.token("ada").await).await;
        assert_eq!((created.status, &created.json()["charged"]), (502, &json!("unknown")), "{created:?}");
    }
}
