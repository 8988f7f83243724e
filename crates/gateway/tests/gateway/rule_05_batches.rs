//! A batch is several creates in one call: each of its variations has its own money and its own end.

use std::sync::Mutex;

use serde_json::{Value, json};

use crate::support::{Answer, Gateway, Reply, Vendor, ok, record, refusal, report_of, settings};

const BATCH: &str = akool_contract::path::CREATE_BATCH;
const MODELS: &str = akool_contract::path::MODELS;

fn id(number: usize) -> String {
    format!("68917469{number:016x}")
}

fn created(number: usize, credits: f64) -> Value {
    let mut item = record(&id(number), 1);
    item["deduction_credit"] = json!(credits);
    item["batch_id"] = json!("1754362985482_101400");
    item["batch_count"] = json!(3);
    item["model_name"] = json!("fast");
    item
}

/// A vendor that answers batches like this and knows two models.
async fn vendor(batch: impl Fn(usize) -> Reply + Send + Sync + 'static) -> Vendor {
    let count = Mutex::new(0);
    Vendor::start(move |request| {
        let path = request.path.split('?').next().unwrap_or_default();
        if path == BATCH {
            let mut count = count.lock().expect("no panic");
            *count += 1;
            return batch(*count);
        }
        if path == MODELS {
            return ok(json!([
                { "value": "fast", "resolutionList": [{ "value": "720p", "unit_credit": 5 }], "durationList": [5, 10], "maxCount": 4 },
                { "value": "fine", "resolutionList": [{ "value": "1080p", "unit_credit": 8 }], "durationList": [5] },
            ]));
        }
        if path == akool_contract::path::RESULTS {
            let ids = request.json()["_ids"].as_str().unwrap_or_default().to_owned();
            let failed = |id: &str| {
                let mut record = record(id, 4);
                record["deduction_credit"] = json!(0);
                record
            };
            return ok(json!({ "result": ids.split(',').map(failed).collect::<Vec<_>>() }));
        }
        refusal(1008)
    })
    .await
}

async fn all_created() -> Vendor {
    vendor(|_| {
        ok(json!({ "successList": (0..3).map(|number| created(number, 20.0)).collect::<Vec<_>>(), "errorList": [] }))
    })
    .await
}

async fn gateway(vendor: &Vendor, credits: f64) -> Gateway {
    let mut settings = settings(&vendor.url);
    settings.budgets.subject_credits_per_day = Some(credits);
    Gateway::start_with(settings).await
}

fn three() -> Value {
    json!({ "image_url": "https://images.example/a.png", "prompt": "move", "count": 3 })
}

async fn send(gateway: &Gateway, token: &str, key: &str, body: &Value) -> Answer {
    let authorization = format!("Bearer {token}");
    let headers =
        [("Authorization", authorization.as_str()), ("Content-Type", "application/json"), ("Idempotency-Key", key)];
    gateway.send("POST", BATCH, &headers, body.to_string().as_bytes()).await
}

fn list(answer: &Answer, name: &str) -> Vec<Value> {
    answer.json()["data"][name].as_array().unwrap_or_else(|| panic!("{answer:?}")).clone()
}

fn batches(vendor: &Vendor) -> usize {
    vendor.seen().iter().filter(|request| request.path == BATCH).count()
}

#[tokio::test]
async fn rule_01_a_batch_is_built_anew_and_both_its_lists_are_rebuilt() {
    let vendor = vendor(|_| {
        ok(json!({
            "successList": [created(0, 5.0), created(1, 5.0)],
            "errorList": [{ "code": 1003, "msg": "balance 17 of team 6805fb", "uid": 101_400 }],
        }))
    })
    .await;
    let gateway = gateway(&vendor, 1000.0).await;
    let token = gateway.token("ada").await;
    let body = json!({
        "image_url": "https://images.example/a.png", "prompt": "move", "model_name": "fast", "resolution": "720P",
        "last_image_url": "https://images.example/b.png", "count": 3,
    });
    let answer = gateway.post(BATCH, &token, &body).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let mut sent = vendor.seen().iter().find(|request| request.path == BATCH).expect("it went out").json();
    let hook = sent.as_object_mut().expect("an object").remove("webhookurl").expect("a hook");
    assert!(hook.as_str().is_some_and(|url| url.starts_with(&format!("{}/webhooks/", gateway.url))));
    let mut expected = body;
    expected["negative_prompt"] = json!("");
    expected["video_length"] = json!(5);
    assert_eq!(sent, expected);
    let created = list(&answer, "successList");
    assert_eq!(created.len(), 2);
    assert_eq!((&created[0]["model_name"], &created[0]["batch_count"]), (&json!("fast"), &json!(3)));
    for private in ["uid", "team_id", "webhookUrl", "batch_id"] {
        assert_eq!(created[0].get(private), None, "{private}");
    }
    let error = json!({ "code": 1003, "msg": "The video service refuses this request.", "charged": "no" });
    assert_eq!(list(&answer, "errorList"), [error]);
    let handle = created[1]["_id"].as_str().expect("an id");
    assert_eq!(gateway.results(&token, handle).await.status, 200, "it is the caller's job like any other");
    let bob = gateway.token("bob").await;
    assert_eq!(gateway.results(&bob, handle).await.status, 404);
}

#[tokio::test]
async fn rule_01_a_batch_is_checked_before_it_costs_anything() {
    let vendor = all_created().await;
    let gateway = gateway(&vendor, 1000.0).await;
    let token = gateway.token("ada").await;
    let cases = [
        (json!({ "count": 11 }), vec!["count"]),
        (json!({ "webhookurl": "https://victim.example/" }), vec!["webhookurl"]),
        (json!({ "effect_code": "squish_1", "prompt": "" }), vec!["effect_code", "prompt"]),
        (json!({ "model_name": "slow" }), vec!["model_name"]),
        (
            json!({ "model_name": "fast", "resolution": "4k", "video_length": 6, "count": 5 }),
            vec!["count", "resolution", "video_length"],
        ),
    ];
    for (change, expected) in cases {
        let mut body = three();
        body.as_object_mut().expect("an object").extend(change.as_object().expect("an object").clone());
        let answer = gateway.post(BATCH, &token, &body).await;
        let mut paths = answer.issue_paths();
        paths.sort_unstable();
        assert_eq!((answer.status, paths), (400, expected.into_iter().map(str::to_owned).collect()), "{body}");
    }
    assert_eq!(batches(&vendor), 0);
    let models = vendor.seen().iter().filter(|request| request.path.starts_with(MODELS)).count();
    assert_eq!(models, 1, "the list of models is asked for once");
}

#[tokio::test]
async fn rule_02_a_tokens_limits_hold_for_every_variation() {
    let vendor = all_created().await;
    let gateway = gateway(&vendor, 10_000.0).await;
    let limited = async |limits: Value| {
        let answer = gateway.mint(json!({ "subject": "ada", "limits": limits })).await.json();
        answer["access_token"].as_str().expect("a token").to_owned()
    };
    let cases = [
        (json!({ "max_resolution": "720p" }), json!({ "resolution": "768P" }), "resolution"),
        (json!({ "max_resolution": "1080p" }), json!({ "resolution": "2k" }), "resolution"),
        (json!({ "max_video_seconds": 5 }), json!({ "video_length": 6 }), "video_length"),
        (json!({ "models": ["fine"] }), json!({ "model_name": "fast" }), "model_name"),
        (json!({ "models": ["fine"] }), json!({}), "model_name"),
    ];
    for (limits, change, field) in cases {
        let mut body = three();
        body.as_object_mut().expect("an object").extend(change.as_object().expect("an object").clone());
        let answer = gateway.post(BATCH, &limited(limits).await, &body).await;
        assert_eq!((answer.status, answer.issue_paths()), (400, vec![field.to_owned()]), "{body}");
    }
    let two = limited(json!({ "max_creates": 2 })).await;
    assert_eq!(gateway.post(BATCH, &two, &three()).await.status, 402, "three are more than two");
    assert_eq!(batches(&vendor), 0);
    let four = limited(json!({ "max_creates": 4 })).await;
    assert_eq!(gateway.post(BATCH, &four, &three()).await.status, 200);
    assert_eq!(gateway.post(BATCH, &four, &three()).await.status, 402, "one is left");
}

#[tokio::test]
async fn threat_06_every_variation_is_paid_for_before_the_batch_is_sent() {
    let vendor = all_created().await;
    let gateway = gateway(&vendor, 130.0).await;
    let token = gateway.token("ada").await;
    let body = three();
    let attempts = (0..20).map(|_| gateway.post(BATCH, &token, &body));
    let answers = futures_util::future::join_all(attempts).await;
    let taken = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!((taken, batches(&vendor)), (2, 2), "130 credits are two batches of three at 20");
    assert_eq!(gateway.credits(&token).await, 10.0);
}

#[tokio::test]
async fn rule_05_each_variation_is_settled_by_itself() {
    let vendor = vendor(|_| {
        ok(json!({
            "successList": [created(0, 10.0), created(1, 30.0)], "errorList": [{ "code": 1015, "msg": "create video error" }],
        }))
    })
    .await;
    let gateway = gateway(&vendor, 100.0).await;
    let token = gateway.token("ada").await;
    let answer = send(&gateway, &token, "order-1", &three()).await;
    assert_eq!(gateway.credits(&token).await, 60.0);
    let again = send(&gateway, &token, "order-1", &three()).await;
    assert_eq!((again.body == answer.body, batches(&vendor)), (true, 1), "the same order gets the same answer");
    let authorization = format!("Bearer {token}");
    let headers = [("Authorization", authorization.as_str()), ("Idempotency-Key", "order-1")];
    let recalled = gateway.send("GET", BATCH, &headers, b"").await;
    assert_eq!((recalled.body == answer.body, batches(&vendor)), (true, 1), "asking how it ended makes nothing");
    assert_eq!(gateway.send("GET", crate::support::CREATE, &headers, b"").await.status, 409, "it was no single create");
    let mut other = three();
    other["count"] = json!(2);
    assert_eq!(send(&gateway, &token, "order-1", &other).await.status, 409);
    let failed = list(&answer, "successList")[1]["_id"].as_str().expect("an id").to_owned();
    for _ in 0..2 {
        gateway.results(&token, &failed).await;
        assert_eq!(gateway.credits(&token).await, 90.0, "what the vendor gives back for one comes back once");
    }
}

#[tokio::test]
async fn rule_05_what_the_vendor_says_nothing_about_is_unknown() {
    let vendor = vendor(|_| ok(json!({ "successList": [created(0, 20.0), created(0, 20.0)] }))).await;
    let gateway = gateway(&vendor, 100.0).await;
    let token = gateway.token("ada").await;
    let answer = gateway.post(BATCH, &token, &three()).await;
    assert_eq!(list(&answer, "successList").len(), 1, "one job is one job");
    let charged: Vec<Value> = list(&answer, "errorList").iter().map(|error| error["charged"].clone()).collect();
    assert_eq!(charged, [json!("unknown"), json!("unknown")]);
    assert_eq!(gateway.credits(&token).await, 40.0, "money stays held for what is unknown");
}

#[tokio::test]
async fn rule_05_a_batch_that_failed_for_reasons_of_the_moment_may_be_tried_again() {
    let vendor = vendor(|number| match number {
        1 => refusal(1005),
        2 => ok(json!({ "successList": [], "errorList": [{ "code": 1015 }, { "code": 1015 }, { "code": 1015 }] })),
        _ => ok(json!({ "successList": (0..3).map(|number| created(number, 20.0)).collect::<Vec<_>>() })),
    })
    .await;
    let gateway = gateway(&vendor, 60.0).await;
    let token = gateway.token("ada").await;
    assert_eq!(send(&gateway, &token, "order-1", &three()).await.status, 429);
    let failed = send(&gateway, &token, "order-1", &three()).await;
    assert_eq!((failed.status, list(&failed, "errorList").len()), (200, 3));
    assert_eq!(gateway.credits(&token).await, 60.0);
    let third = send(&gateway, &token, "order-1", &three()).await;
    assert_eq!((list(&third, "successList").len(), batches(&vendor)), (3, 3));
    assert_eq!(gateway.credits(&token).await, 0.0);
}

#[tokio::test]
async fn threat_12_reports_find_the_variations_of_a_batch_whose_answer_was_lost_one_by_one() {
    let hook = std::sync::Arc::new(Mutex::new(Value::Null));
    let kept = hook.clone();
    let vendor = Vendor::start(move |request| {
        if request.path == BATCH {
            *kept.lock().expect("no panic") = request.json()["webhookurl"].clone();
            return Reply::HangUp;
        }
        let ids = request.json()["_ids"].as_str().unwrap_or_default().to_owned();
        let mut found = record(&ids, 2);
        found["webhookUrl"] = kept.lock().expect("no panic").clone();
        ok(json!({ "result": [found] }))
    })
    .await;
    let gateway = gateway(&vendor, 100.0).await;
    let token = gateway.token("ada").await;
    let lost = send(&gateway, &token, "order-1", &three()).await;
    assert_eq!((lost.json()["charged"].clone(), gateway.credits(&token).await), (json!("unknown"), 40.0));
    let url = hook.lock().expect("no panic").as_str().expect("a URL").to_owned();
    let path = url.strip_prefix(&gateway.url).expect("a URL of this gateway").to_owned();
    for found in 1..=3 {
        // Reports come several times, and not in order.
        for _ in 0..2 {
            let body = report_of(&id(found), 2).to_string();
            gateway.send("POST", &path, &[("Content-Type", "application/json")], body.as_bytes()).await;
        }
        let answer = loop {
            let answer = send(&gateway, &token, "order-1", &three()).await;
            if answer.status == 200 && list(&answer, "successList").len() == found {
                break answer;
            }
        };
        assert_eq!(list(&answer, "errorList").len(), 3 - found);
        let handle = list(&answer, "successList")[found - 1]["_id"].as_str().expect("an id").to_owned();
        assert_eq!(gateway.results(&token, &handle).await.status, 200);
    }
    // A fourth job was never asked for.
    let body = report_of(&id(9), 2).to_string();
    gateway.send("POST", &path, &[("Content-Type", "application/json")], body.as_bytes()).await;
    assert_eq!(list(&send(&gateway, &token, "order-1", &three()).await, "successList").len(), 3);
    assert_eq!((gateway.credits(&token).await, batches(&vendor)), (40.0, 1));
}

#[tokio::test]
async fn rule_05_a_batch_that_was_made_is_paid_for_whatever_stands_beside_the_list_of_its_jobs() {
    let all = || json!([created(0, 20.0), created(1, 20.0), created(2, 20.0)]);
    let with_null = json!([null, created(0, 20.0), created(1, 20.0), "", created(2, 20.0), 7, []]);
    let answers = [
        json!({ "successList": all(), "errorList": null }),
        json!({ "successList": all(), "errorList": {} }),
        json!({ "successList": all(), "errorList": "" }),
        json!({ "successList": all(), "errorList": [null] }),
        json!({ "successList": all() }),
        json!({ "successList": with_null, "errorList": [] }),
        all(),
    ];
    for data in answers {
        let answer = data.clone();
        let vendor = vendor(move |_| ok(answer.clone())).await;
        let gateway = gateway(&vendor, 1000.0).await;
        let token = gateway.token("ada").await;
        let answer = send(&gateway, &token, "order-1", &three()).await;
        assert_eq!(answer.status, 200, "{data}: {answer:?}");
        assert_eq!((list(&answer, "successList").len(), list(&answer, "errorList").len()), (3, 0), "{data}");
        assert_eq!(gateway.credits(&token).await, 940.0, "{data}");
        assert_eq!(send(&gateway, &token, "order-1", &three()).await.body, answer.body, "{data}");
        assert_eq!(batches(&vendor), 1);
    }
}

#[tokio::test]
async fn rule_05_refused_variations_are_free_also_when_there_is_no_list_of_jobs() {
    for list_of_jobs in [json!(null), json!({}), json!(""), json!([null])] {
        let refusals = json!([{ "code": 1015 }, { "code": 1015 }, { "code": 1015 }]);
        let data = json!({ "successList": list_of_jobs, "errorList": refusals });
        let vendor = vendor(move |_| ok(data.clone())).await;
        let gateway = gateway(&vendor, 1000.0).await;
        let token = gateway.token("ada").await;
        let answer = send(&gateway, &token, "order-1", &three()).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert!(list(&answer, "errorList").iter().all(|error| error["charged"] == json!("no")), "{answer:?}");
        assert_eq!(gateway.credits(&token).await, 1000.0);
    }
}

#[tokio::test]
async fn rule_05_what_the_answer_to_a_batch_says_nothing_about_may_have_been_paid() {
    for data in [json!({}), json!([]), json!({ "successList": null, "errorList": null }), json!(null), json!("")] {
        let answer = data.clone();
        let vendor = vendor(move |_| ok(answer.clone())).await;
        let gateway = gateway(&vendor, 1000.0).await;
        let token = gateway.token("ada").await;
        let answer = send(&gateway, &token, "order-1", &three()).await;
        let unknown = match answer.status {
            200 => list(&answer, "errorList").iter().filter(|error| error["charged"] == json!("unknown")).count(),
            _ => 3 * usize::from(answer.json()["charged"] == json!("unknown")),
        };
        assert_eq!(unknown, 3, "{data}: {answer:?}");
        assert_eq!(gateway.credits(&token).await, 940.0, "{data}: the money stays held");
        assert_eq!(send(&gateway, &token, "order-1", &three()).await.status, answer.status);
        assert_eq!(batches(&vendor), 1, "{data}: it is not sent again");
    }
}
