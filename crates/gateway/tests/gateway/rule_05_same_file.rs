//! The same file sent again is the same file, so the same key with it is the same order. Also threat 12 (retry, lost
//! answer) and threat 24 (guessing uploads).

use std::sync::Arc;
use std::time::Duration;

use akool_gateway::{Clock, Secret};
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use crate::support::sounds::seeded_wav;
use crate::support::{
    Answer, CREATE, Gateway, MASTER, Place, Reply, TestLedger, Vendor, exchange, ok, pictures, record, refusal,
};

const BATCH: &str = akool_contract::path::CREATE_BATCH;
const UPDATE_AUDIO: &str = akool_contract::path::UPDATE_AUDIO;
const OTHER_MASTER: &str = "Zz9Yy8Xx7Ww6Vv5Uu4Tt3Ss2Rr1Qq0Pp9Oo8Nn7M";
const DAY: Duration = Duration::from_secs(24 * 3600);

async fn order(gateway: &Gateway, path: &str, token: &str, key: &str, body: &Value) -> Answer {
    let authorization = format!("Bearer {token}");
    let headers =
        [("Authorization", authorization.as_str()), ("Content-Type", "application/json"), ("Idempotency-Key", key)];
    gateway.send("POST", path, &headers, body.to_string().as_bytes()).await
}

async fn uploaded(gateway: &Gateway, token: &str, content_type: &str, bytes: &[u8]) -> String {
    let answer = gateway.upload(token, content_type, bytes).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.json()["url"].as_str().expect("a URL").to_owned()
}

/// Uploads straight into the bucket.
async fn put(gateway: &Gateway, token: &str, content_type: &str, bytes: &[u8]) -> String {
    let announcement = json!({ "content_type": content_type, "content_length": bytes.len() });
    let directions = gateway.post("/uploads/direct", token, &announcement).await.json();
    let url = directions["url"].as_str().expect("a URL");
    let at = url.match_indices('/').nth(2).expect("a path").0;
    assert_eq!(exchange(&url[..at], "PUT", &url[at..], &[("Content-Type", content_type)], bytes).await.status, 200);
    let path = directions["complete_url"].as_str().and_then(|url| url.strip_prefix(&gateway.url)).expect("ours");
    let authorization = format!("Bearer {token}");
    let completed = gateway.send("POST", path, &[("Authorization", &authorization)], b"").await;
    assert_eq!(completed.status, 201, "{completed:?}");
    completed.json()["url"].as_str().expect("a URL").to_owned()
}

/// A vendor that makes another job every time it is asked.
async fn vendor() -> Vendor {
    let made = std::sync::atomic::AtomicUsize::new(0);
    Vendor::start(move |request| {
        let id = format!("{:024x}", made.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1);
        match request.path.rsplit('/').next() {
            Some("batch") => ok(json!({ "successList": [record(&id, 1)], "errorList": [] })),
            _ => ok(record(&id, 1)),
        }
    })
    .await
}

#[tokio::test]
async fn rule_05_the_same_key_with_the_same_file_sent_again_is_the_same_order() {
    for place in Place::all().await {
        let vendor = vendor().await;
        let gateway = Gateway::start_with(place.settings(&vendor.url)).await;
        let token = gateway.token("ada").await;
        let image = uploaded(&gateway, &token, "image/png", &pictures::png()).await;
        let audio = uploaded(&gateway, &token, "audio/wav", &seeded_wav(1, 500)).await;
        let single = |image: &str, audio: &str| json!({ "image_url": image, "prompt": "move", "audio_type": 2, "audio_url": audio });
        let batch = |image: &str| json!({ "image_url": image, "last_image_url": image, "prompt": "move" });
        let first = order(&gateway, CREATE, &token, "order-1", &single(&image, &audio)).await;
        let first_batch = order(&gateway, BATCH, &token, "order-2", &batch(&image)).await;
        let job = first.json()["data"]["_id"].as_str().expect("an id").to_owned();
        let new_sound = |audio: &str| json!({ "pre_video_id": job, "audio_type": 2, "audio_url": audio });
        let first_sound = order(&gateway, UPDATE_AUDIO, &token, "order-3", &new_sound(&audio)).await;
        assert_eq!((first.status, first_batch.status, first_sound.status), (200, 200, 200), "{first_sound:?}");

        // Minutes later, and on another day.
        for pause in [Duration::from_secs(300), DAY, 2 * DAY] {
            gateway.clock.advance(pause);
            let token = gateway.token("ada").await;
            let image = uploaded(&gateway, &token, "image/png", &pictures::png()).await;
            let audio = uploaded(&gateway, &token, "audio/wav", &seeded_wav(1, 500)).await;
            let again = order(&gateway, CREATE, &token, "order-1", &single(&image, &audio)).await;
            assert_eq!((again.status, &again.body), (200, &first.body), "{}", place.name);
            let again = order(&gateway, BATCH, &token, "order-2", &batch(&image)).await;
            assert_eq!((again.status, &again.body), (200, &first_batch.body), "{}", place.name);
            let again = order(&gateway, UPDATE_AUDIO, &token, "order-3", &new_sound(&audio)).await;
            assert_eq!((again.status, &again.body), (200, &first_sound.body), "{}", place.name);
        }
        assert_eq!(vendor.seen().len(), 3, "{}: each was paid once", place.name);
        assert_eq!(place.files("uploads").len(), 2, "{}: each file is there once", place.name);

        let other = uploaded(&gateway, &gateway.token("ada").await, "image/jpeg", &pictures::jpeg(1)).await;
        let refused = order(&gateway, CREATE, &gateway.token("ada").await, "order-1", &single(&other, &audio)).await;
        assert_eq!((refused.status, vendor.seen().len()), (409, 3), "another picture is another order");
    }
}

#[tokio::test]
async fn rule_05_a_file_is_the_same_by_either_way_of_uploading() {
    let (place, vendor) = (Place::bucket().await, vendor().await);
    let gateway = Gateway::start_with(place.settings(&vendor.url)).await;
    let token = gateway.token("ada").await;
    let body = |image: &str| json!({ "image_url": image, "prompt": "move" });
    let image = put(&gateway, &token, "image/png", &pictures::png()).await;
    let first = order(&gateway, CREATE, &token, "order-1", &body(&image)).await;
    for _ in 0..2 {
        gateway.clock.advance(Duration::from_secs(90));
        let image = put(&gateway, &token, "image/png", &pictures::png()).await;
        assert_eq!(order(&gateway, CREATE, &token, "order-1", &body(&image)).await.body, first.body);
        let image = uploaded(&gateway, &token, "image/png", &pictures::png()).await;
        assert_eq!(order(&gateway, CREATE, &token, "order-1", &body(&image)).await.body, first.body);
    }
    assert_eq!((vendor.seen().len(), place.files("uploads").len()), (1, 1));
}

#[tokio::test]
async fn rule_05_the_same_file_is_the_same_order_also_after_the_master_secret_was_replaced() {
    for place in Place::all().await {
        let vendor = vendor().await;
        let body = |image: &str| json!({ "image_url": image, "prompt": "move" });
        let before = Gateway::start_with(place.settings(&vendor.url)).await;
        let token = before.token("ada").await;
        let image = uploaded(&before, &token, "image/png", &pictures::png()).await;
        let first = order(&before, CREATE, &token, "order-1", &body(&image)).await;
        drop(before);

        let mut rotated = place.settings(&vendor.url);
        rotated.master_secret = Secret::new(OTHER_MASTER);
        rotated.previous_master_secret = Some(Secret::new(MASTER));
        let after = Gateway::start_with(rotated).await;
        let token = after.token("ada").await;
        let image = uploaded(&after, &token, "image/png", &pictures::png()).await;
        let again = order(&after, CREATE, &token, "order-1", &body(&image)).await;
        assert_eq!((again.status, &again.body), (200, &first.body), "{}", place.name);
        assert_eq!((vendor.seen().len(), place.files("uploads").len()), (1, 1), "{}", place.name);
        assert_eq!(after.file(&image, &[]).await.status, 200);
    }
}

#[tokio::test]
async fn threat_24_the_same_file_of_two_subjects_is_two_files() {
    let vendor = Vendor::friendly().await;
    let place = Place::disk();
    let gateway = Gateway::start_with(place.settings(&vendor.url)).await;
    let adas = uploaded(&gateway, &gateway.token("ada").await, "image/png", &pictures::png()).await;
    let bobs = uploaded(&gateway, &gateway.token("bob").await, "image/png", &pictures::png()).await;
    // The first 21 characters hold nothing but the file's name.
    let name = |url: &str| url.rsplit('/').next().expect("a capability")[..21].to_owned();
    assert_ne!(name(&adas), name(&bobs));
    assert_eq!(place.files("uploads").len(), 2);

    // Nor can its name be told from the bytes by anyone who knows another gateway.
    let other = Place::disk();
    let mut settings = other.settings(&vendor.url);
    settings.master_secret = Secret::new(OTHER_MASTER);
    let elsewhere = Gateway::start_with(settings).await;
    let elsewhere = uploaded(&elsewhere, &elsewhere.token("ada").await, "image/png", &pictures::png()).await;
    assert_ne!(name(&adas), name(&elsewhere));
}

#[tokio::test]
async fn rule_07_a_file_that_is_sent_again_lives_on_for_seven_days_and_its_first_url_for_as_long_as_it_said() {
    let vendor = Vendor::friendly().await;
    for place in Place::all().await {
        let clock = Clock::default();
        let gateway = Gateway::start_at(place.settings(&vendor.url), clock.clone()).await;
        let first = uploaded(&gateway, &gateway.token("ada").await, "image/png", &pictures::png()).await;
        clock.advance(6 * DAY);
        let second = uploaded(&gateway, &gateway.token("ada").await, "image/png", &pictures::png()).await;
        for url in [&first, &second] {
            assert_eq!(gateway.file(url, &[]).await.status, 200, "{}", place.name);
            assert_eq!(gateway.file(url, &[("Range", "bytes=0-3")]).await.status, 206, "{}", place.name);
        }
        assert_eq!(place.files("uploads").len(), 1, "{}", place.name);
        clock.advance(DAY);
        assert_eq!(gateway.file(&first, &[]).await.status, 404);
        let capability = second.rsplit('/').next().expect("a capability").to_owned();
        drop(gateway);

        // What has expired is deleted at the start.
        clock.advance(6 * DAY - Duration::from_secs(60));
        let gateway = Gateway::start_at(place.settings(&vendor.url), clock.clone()).await;
        let path = format!("/files/{capability}");
        assert_eq!(gateway.send("GET", &path, &[], b"").await.status, 200, "{}: its second life is whole", place.name);
        drop(gateway);
        clock.advance(DAY + Duration::from_secs(60));
        let gateway = Gateway::start_at(place.settings(&vendor.url), clock).await;
        assert_eq!(gateway.send("GET", &path, &[], b"").await.status, 404);
        assert!(place.files("uploads").is_empty(), "{}", place.name);
    }
}

#[tokio::test]
async fn rule_07_a_file_that_is_sent_again_takes_no_more_room() {
    let vendor = Vendor::friendly().await;
    for place in Place::all().await {
        let mut settings = place.settings(&vendor.url);
        settings.uploads_total_max_bytes = 1500;
        let gateway = Gateway::start_with(settings).await;
        let token = gateway.token("ada").await;
        for _ in 0..3 {
            uploaded(&gateway, &token, "audio/wav", &seeded_wav(1, 1000)).await;
        }
        assert_eq!(gateway.upload(&token, "audio/wav", &seeded_wav(3, 1000)).await.status, 503, "{}", place.name);
        assert_eq!(gateway.upload(&token, "audio/wav", &seeded_wav(3, 500)).await.status, 201, "{}", place.name);
        // Several at once, as a page does that is impatient.
        let same = seeded_wav(1, 1000);
        let again = futures_util::future::join_all((0..4).map(|_| gateway.upload(&token, "audio/wav", &same))).await;
        assert!(again.iter().all(|answer| answer.status == 201), "{}: {again:?}", place.name);
        assert_eq!(place.files("uploads").len(), 2, "{}", place.name);
    }
}

#[tokio::test]
async fn rule_07_a_file_that_an_earlier_version_kept_is_still_served() {
    let vendor = Vendor::friendly().await;
    for place in Place::all().await {
        let gateway = Gateway::start_with(place.settings(&vendor.url)).await;
        let answer = gateway.upload(&gateway.token("ada").await, "image/png", &pictures::png()).await.json();
        let (url, expiry) =
            (answer["url"].as_str().expect("a URL"), answer["expires_at"].as_u64().expect("a time") / 1000);
        let served = gateway.file(url, &[]).await;
        // It named files by the second.
        let (folder, name) = (place.folder("uploads"), place.files("uploads").remove(0));
        let earlier = format!("{expiry}-{}", name.split_once('-').expect("an expiry").1);
        std::fs::rename(folder.join(&name), folder.join(&earlier)).expect("it can be renamed");
        let again = gateway.file(url, &[]).await;
        assert_eq!((again.status, again.body), (200, served.body), "{}", place.name);
    }
}

#[tokio::test]
async fn rule_05_a_conflict_never_says_that_nothing_was_paid_while_the_earlier_order_may_have_been() {
    for ledger in TestLedger::each() {
        let permits = Arc::new(Semaphore::new(0));
        let held = permits.clone();
        let vendor = Vendor::start(move |request| match request.json()["prompt"].as_str() {
            Some("lost") => Reply::HangUp,
            Some("wrong") => refusal(1003),
            Some("slow") => Reply::Held(held.clone(), Box::new(ok(record("689174694b4dbdd4ab3d28ca", 1)))),
            _ => ok(record("689174694b4dbdd4ab3d28c9", 1)),
        })
        .await;
        let gateway = Arc::new(Gateway::start_with(ledger.settings(&vendor.url)).await);
        let token = gateway.token("ada").await;
        for prompt in ["made", "lost", "wrong"] {
            gateway.create_as(&token, prompt, prompt).await;
        }
        let slow = {
            let (gateway, token) = (gateway.clone(), token.clone());
            tokio::spawn(async move { gateway.create_as(&token, "slow", "slow").await })
        };
        while vendor.seen().len() < 4 {
            tokio::task::yield_now().await;
        }
        for (key, charged) in [("made", "yes"), ("lost", "unknown"), ("slow", "unknown"), ("wrong", "no")] {
            let single = gateway.create_as(&token, key, "another prompt").await;
            let batch = json!({ "image_url": "https://images.example/a.png", "prompt": key });
            let batch = order(&gateway, BATCH, &token, key, &batch).await;
            for answer in [single, batch] {
                let json = answer.json();
                assert_eq!(
                    (answer.status, &json["charged"], &json["retryable"]),
                    (409, &json!(charged), &json!(false)),
                    "{key}"
                );
                let sends_to_pay_again = json["msg"].as_str().is_some_and(|text| text.contains("take a new one"));
                assert_eq!(sends_to_pay_again, charged == "no", "{key}: {}", json["msg"]);
            }
        }
        permits.add_permits(1);
        assert_eq!(slow.await.expect("it ends").status, 200);
        assert_eq!(vendor.seen().len(), 4, "nothing was sent for any of them");

        // A batch's key, asked for where single videos are made, and the other way round.
        let batch = json!({ "image_url": "https://images.example/a.png", "prompt": "made" });
        order(&gateway, BATCH, &token, "batch", &batch).await;
        let recalled = gateway.recall(&token, "batch").await;
        assert_ne!(recalled.json()["charged"], json!("no"), "{recalled:?}");
        let authorization = format!("Bearer {token}");
        let headers = [("Authorization", authorization.as_str()), ("Idempotency-Key", "made")];
        let recalled = gateway.send("GET", BATCH, &headers, b"").await;
        assert_eq!((recalled.status, &recalled.json()["charged"]), (409, &json!("unknown")));
    }
}
