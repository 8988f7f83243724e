//! A job's public id is a sealed handle. Also threat 8 (another's job).

use std::time::Duration;

use crate::support::{Gateway, Vendor};

const VENDOR_ID: &str = "689174694b4dbdd4ab3d28c9";

#[tokio::test]
async fn rule_04_the_vendors_id_never_shows_and_the_handle_stays_the_same() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    let token = gateway.token("ada").await;
    let created = gateway.create(&token).await;
    assert!(!String::from_utf8_lossy(&created.body).contains(VENDOR_ID));
    let handle = created.json()["data"]["_id"].as_str().expect("an id").to_owned();
    assert!(!handle.contains(','));

    let polled = gateway.results(&token, &handle).await;
    assert_eq!(polled.json()["data"]["result"][0]["_id"], handle.as_str());
    assert_eq!(
        polled.json()["data"]["result"].as_array().map(Vec::len),
        Some(1),
        "records that were not asked for are dropped"
    );
    assert_eq!(vendor.seen()[1].json()["_ids"], VENDOR_ID);
    assert!(!String::from_utf8_lossy(&polled.body).contains(VENDOR_ID));
}

#[tokio::test]
async fn rule_04_a_new_token_of_the_same_subject_reaches_its_earlier_jobs() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    let handle = gateway.created(&gateway.token("ada").await).await;
    gateway.clock.advance(Duration::from_secs(3600));
    assert_eq!(gateway.results(&gateway.token("ada").await, &handle).await.status, 200);
    gateway.clock.advance(Duration::from_secs(8 * 24 * 3600));
    assert_eq!(
        gateway.results(&gateway.token("ada").await, &handle).await.status,
        404,
        "it outlives its result by a day"
    );
}

#[tokio::test]
async fn threat_08_anothers_job_answers_byte_for_byte_like_one_that_never_existed() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    let adas = gateway.created(&gateway.token("ada").await).await;
    let asked_before = vendor.seen().len();
    let bob = format!("Bearer {}", gateway.token("bob").await);
    let ask = async |id: &str| {
        let headers = [
            ("Authorization", bob.as_str()),
            ("Content-Type", "application/json"),
            ("X-Request-Id", "the-same-for-all"),
        ];
        let body = serde_json::json!({ "_ids": id }).to_string();
        let answer = gateway.send("POST", akool_contract::path::RESULTS, &headers, body.as_bytes()).await;
        let head: Vec<String> =
            answer.head.lines().filter(|line| !line.starts_with("date")).map(str::to_owned).collect();
        (answer.status, head, answer.body)
    };
    let foreign = ask(&adas).await;
    assert_eq!(foreign.0, 404);
    let mut altered = adas.clone().into_bytes();
    altered[20] = if altered[20] == b'A' { b'B' } else { b'A' };
    let altered = String::from_utf8(altered).expect("text");
    for never in [altered.as_str(), VENDOR_ID, "x", "AAAA", &"A".repeat(76), &"A".repeat(5000)] {
        assert_eq!(ask(never).await, foreign, "{never}");
    }
    assert_eq!(vendor.seen().len(), asked_before, "the vendor is not asked about ids that do not open");
}

#[tokio::test]
async fn threat_08_a_foreign_id_among_ones_own_is_just_missing() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    let adas = gateway.created(&gateway.token("ada").await).await;
    let token = gateway.token("bob").await;
    let bobs = gateway.created(&token).await;
    let before = vendor.seen().len();
    let answer = gateway.results(&token, &format!("{adas},{bobs},{VENDOR_ID}")).await;
    assert_eq!(answer.json()["data"]["result"].as_array().map(Vec::len), Some(1));
    assert_eq!(answer.json()["data"]["result"][0]["_id"], bobs.as_str());
    assert_eq!(vendor.seen()[before].json()["_ids"], VENDOR_ID, "one id, and not the caller's text");
}

#[tokio::test]
async fn rule_04_ids_come_as_one_string_of_at_most_fifty() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    let token = gateway.token("ada").await;
    let bodies = [
        serde_json::json!({ "_ids": "" }),
        serde_json::json!({ "_ids": " , ," }),
        serde_json::json!({ "_ids": ["a"] }),
        serde_json::json!({ "ids": "a" }),
        serde_json::json!({ "_ids": "a", "more": 1 }),
        serde_json::json!({ "_ids": vec!["a"; 51].join(",") }),
        serde_json::json!("a"),
    ];
    for body in bodies {
        let answer = gateway.post(akool_contract::path::RESULTS, &token, &body).await;
        assert_eq!((answer.status, answer.issue_paths()), (400, vec!["_ids".to_owned()]), "{body}");
    }
    assert!(vendor.seen().is_empty());
}
