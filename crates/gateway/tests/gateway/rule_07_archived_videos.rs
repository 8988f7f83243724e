//! Finished videos are copied before the vendor deletes them, and nothing that goes wrong with that harms the job.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use akool_gateway::{Clock, Secret, Settings};
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use crate::support::{Gateway, Place, Program, Reply, TestLedger, Vendor, media, ok, record, until_it_pauses};

/// Between the six tries there are.
const PAUSES_MINUTES: [u64; 5] = [1, 10, 60, 6 * 60, 24 * 60];
const TWO_DAYS: Duration = Duration::from_secs(2 * 24 * 3600);
const OTHER_MASTER: &str = "Zz9Yy8Xx7Ww6Vv5Uu4Tt3Ss2Rr1Qq0Pp9Oo8Nn7M";

/// A vendor on which every job is finished, with its video at `base`; each create makes another job.
async fn vendor(base: &str) -> Vendor {
    let base = base.to_owned();
    let created = AtomicUsize::new(0);
    Vendor::start(move |request| match request.path.rsplit('/').next() {
        Some("createBySourcePrompt") => ok(record(&format!("{:024x}", created.fetch_add(1, Ordering::Relaxed) + 1), 1)),
        Some("resultsByIds") => {
            let ids = request.json()["_ids"].as_str().unwrap_or_default().to_owned();
            let finished = |id: &str| {
                let mut record = record(id, 3);
                record["video_url"] = json!(format!("{base}/{id}.mp4"));
                record
            };
            ok(json!({ "result": ids.split(',').map(finished).collect::<Vec<Value>>() }))
        }
        Some("delbyids") => {
            let ids = request.json()["_ids"].as_str().unwrap_or_default().to_owned();
            ok(json!({ "successIds": ids.split(',').collect::<Vec<_>>(), "noFinishedIds": [] }))
        }
        _ => Reply::HangUp,
    })
    .await
}

fn keeping(place: &Place, vendor: &Vendor) -> Settings {
    let mut settings = place.settings(&vendor.url);
    settings.archive.days = NonZeroU32::new(30);
    settings.deadlines.archive = Duration::from_millis(10);
    settings
}

async fn video_url(gateway: &Gateway, token: &str, job: &str) -> String {
    let answer = gateway.results(token, job).await;
    answer.json()["data"]["result"][0]["video_url"].as_str().unwrap_or_else(|| panic!("{answer:?}")).to_owned()
}

/// Asks until the job's video is one of the gateway's own, and gives its URL.
async fn archived_url(gateway: &Gateway, token: &str, job: &str) -> String {
    loop {
        let url = video_url(gateway, token, job).await;
        if url.starts_with(&gateway.url) {
            return url;
        }
    }
}

async fn until(condition: impl Fn() -> bool) {
    while !condition() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn rule_07_a_finished_video_is_copied_once_and_served_from_the_copy() {
    for place in Place::all().await {
        let video = media::video(300_000);
        let source = Vendor::start(media::serving(video.clone())).await;
        let vendor = vendor(&source.url).await;
        let gateway = Gateway::start_with(keeping(&place, &vendor)).await;
        let token = gateway.token("ada").await;
        let job = gateway.created(&token).await;
        let url = archived_url(&gateway, &token, &job).await;
        assert_eq!(archived_url(&gateway, &token, &job).await, url, "{}: the URL stays the same", place.name);
        assert_eq!(source.seen().len(), 1, "{}", place.name);
        let names = source.only().header_names().iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(names, ["accept", "host", "user-agent"], "nothing of ours goes along");

        let served = gateway.file(&url, &[]).await;
        assert_eq!((served.status, &served.body), (200, &video), "{}", place.name);
        assert_eq!(served.header("content-type"), Some("video/mp4"));
        let part = gateway.file(&url, &[("Range", "bytes=299990-")]).await;
        assert_eq!((part.status, part.body.as_slice()), (206, &video[299_990..]), "{}", place.name);
        assert_eq!(place.files("videos").len(), 1, "{}", place.name);
    }
}

#[tokio::test]
async fn rule_07_a_video_outlives_the_vendors_own_and_a_change_of_the_master_secret() {
    let place = Place::disk();
    let source = Vendor::start(media::serving(media::video(1000))).await;
    let vendor = vendor(&source.url).await;
    let settings = keeping(&place, &vendor);
    let gateway = Gateway::start_with(settings.clone()).await;
    let token = gateway.token("ada").await;
    let job = gateway.created(&token).await;
    let url = archived_url(&gateway, &token, &job).await;
    let path = url.strip_prefix(&gateway.url).expect("ours").to_owned();
    drop(gateway);

    let mut rotated = settings;
    rotated.previous_master_secret = Some(std::mem::replace(&mut rotated.master_secret, Secret::new(OTHER_MASTER)));
    let gateway = Gateway::start_with(rotated).await;
    let days = |days: u64| Duration::from_secs(days * 24 * 3600);
    gateway.clock.advance(days(29));
    assert_eq!(gateway.send("GET", &path, &[], b"").await.status, 200, "after 29 days");
    gateway.clock.advance(days(2));
    assert_eq!(gateway.send("GET", &path, &[], b"").await.status, 404, "after 31 days");
}

#[tokio::test]
async fn rule_07_a_copy_that_fails_leaves_the_job_as_it_was_and_is_tried_again() {
    for place in Place::all().await {
        let video = media::video(50_000);
        let (whole, tries) = (video.clone(), AtomicUsize::new(0));
        let source = Vendor::start(move |_| match tries.fetch_add(1, Ordering::Relaxed) {
            0 => Reply::HangUp,
            1 => Reply::Raw(b"HTTP/1.1 500 X\r\ncontent-length: 0\r\n\r\n".to_vec()),
            2 => {
                let mut broken = media::answer(&whole);
                broken.truncate(30_000);
                Reply::RawThenHangUp(broken)
            }
            _ => Reply::Raw(media::answer(&whole)),
        })
        .await;
        let vendor = vendor(&source.url).await;
        let gateway = Gateway::start_with(keeping(&place, &vendor)).await;
        let job = gateway.created(&gateway.token("ada").await).await;
        for minutes in PAUSES_MINUTES.into_iter().take(3) {
            let token = gateway.token("ada").await;
            let url = video_url(&gateway, &token, &job).await;
            assert!(url.starts_with(&source.url), "the vendor's own, as long as there is no copy");
            until_it_pauses(place.data_dir(), &gateway.clock, minutes).await;
            assert!(place.everything("videos").is_empty(), "{}: nothing is left of half a video", place.name);
            gateway.clock.advance(Duration::from_secs(minutes * 60));
        }
        let token = gateway.token("ada").await;
        let url = archived_url(&gateway, &token, &job).await;
        assert_eq!(gateway.file(&url, &[]).await.body, video, "{}", place.name);
        assert_eq!(source.seen().len(), 4, "{}", place.name);
    }
}

#[tokio::test]
async fn rule_07_a_video_that_cannot_be_copied_is_given_up_after_six_tries() {
    let place = Place::disk();
    let source = Vendor::start(|_| Reply::Raw(b"HTTP/1.1 404 X\r\ncontent-length: 0\r\n\r\n".to_vec())).await;
    let vendor = vendor(&source.url).await;
    let gateway = Gateway::start_with(keeping(&place, &vendor)).await;
    let token = gateway.token("ada").await;
    let job = gateway.created(&token).await;
    assert!(video_url(&gateway, &token, &job).await.starts_with(&source.url));
    for minutes in PAUSES_MINUTES {
        until_it_pauses(place.data_dir(), &gateway.clock, minutes).await;
        gateway.clock.advance(Duration::from_secs(minutes * 60));
    }
    until(|| source.seen().len() == 6).await;
    // Another job, which is tried next if the first one is not.
    gateway.clock.advance(TWO_DAYS);
    let token = gateway.token("ada").await;
    let other = gateway.created(&token).await;
    video_url(&gateway, &token, &other).await;
    until(|| source.seen().len() >= 7).await;
    let asked: Vec<String> = source.seen().into_iter().map(|request| request.path).collect();
    assert_eq!(asked.iter().filter(|path| **path == asked[0]).count(), 6, "{asked:?}");
}

#[tokio::test]
async fn rule_07_a_kill_in_the_middle_of_copying_costs_a_second_try_and_nothing_else() {
    let place = Place::disk();
    let video = media::video(50_000);
    let never = Arc::new(Semaphore::new(0));
    let (whole, tries) = (video.clone(), AtomicUsize::new(0));
    let source = Vendor::start(move |_| match tries.fetch_add(1, Ordering::Relaxed) {
        0 => Reply::Held(never.clone(), Box::new(Reply::HangUp)),
        _ => Reply::Raw(media::answer(&whole)),
    })
    .await;
    let vendor = vendor(&source.url).await;
    let data = place.data_dir();
    let variables =
        [("AKOOL_GATEWAY_DATA_DIR", data.to_str().expect("a path of text")), ("AKOOL_GATEWAY_KEEP_RESULTS_DAYS", "30")];
    let program = Program::start(&vendor.url, &variables).await;
    let (token, job) = program.created().await;
    program.results(&token, &job).await;
    until(|| source.seen().len() == 1).await;
    program.kill().await;

    // Later than the lease of the one that was killed.
    let clock = Clock::default();
    clock.advance(Duration::from_secs(16 * 60));
    let gateway = Gateway::start_at(keeping(&place, &vendor), clock).await;
    let token = gateway.token("ada").await;
    let url = archived_url(&gateway, &token, &job).await;
    assert_eq!(gateway.file(&url, &[]).await.body, video);
    assert_eq!((source.seen().len(), place.files("videos").len()), (2, 1));
}

#[tokio::test]
async fn rule_07_two_gateways_on_one_ledger_copy_a_video_once() {
    // One in a file has one gateway.
    let ledger = TestLedger::postgres();
    let place = Place::bucket().await;
    let permits = Arc::new(Semaphore::new(0));
    let (held, video) = (permits.clone(), media::video(1000));
    let source = Vendor::start(move |_| Reply::Held(held.clone(), Box::new(Reply::Raw(media::answer(&video))))).await;
    let vendor = vendor(&source.url).await;
    let mut settings = ledger.settings(&vendor.url);
    settings.storage = place.storage.clone();
    settings.archive.days = NonZeroU32::new(30);
    settings.deadlines.archive = Duration::from_millis(10);
    // Both have the same name, so that the token of one is good at the other.
    settings.public_url = Some("http://127.0.0.1:8080".parse().expect("a URL"));
    let first = Gateway::start_with(settings.clone()).await;
    let second = Gateway::start_with(settings).await;
    let token = first.token("ada").await;
    let jobs = [first.created(&token).await, first.created(&token).await, first.created(&token).await];
    for job in &jobs {
        // Both of them see every end.
        video_url(&first, &token, job).await;
        video_url(&second, &token, job).await;
    }
    // Together they copy up to four at a time, so each could take a video that the other has begun with.
    until(|| source.seen().len() == jobs.len()).await;
    permits.add_permits(100);
    for (job, gateway) in jobs.iter().zip([&first, &second, &first]) {
        while video_url(gateway, &token, job).await.starts_with(&source.url) {}
    }
    assert_eq!((source.seen().len(), place.files("videos").len()), (jobs.len(), jobs.len()));
}

#[tokio::test]
async fn rule_07_a_video_that_is_too_large_is_not_copied_and_not_tried_again() {
    for place in Place::all().await {
        let small = media::video(1000);
        let large = media::video(200_000);
        let source = Vendor::start(move |request| {
            let is_first = request.path.ends_with("0001.mp4");
            Reply::Raw(media::answer(if is_first { &large } else { &small }))
        })
        .await;
        let vendor = vendor(&source.url).await;
        let mut settings = keeping(&place, &vendor);
        settings.archive.max_bytes = 100_000;
        let gateway = Gateway::start_with(settings).await;
        let token = gateway.token("ada").await;
        let first = gateway.created(&token).await;
        video_url(&gateway, &token, &first).await;
        until(|| source.seen().len() == 1).await;
        let other = gateway.created(&token).await;
        archived_url(&gateway, &token, &other).await;
        gateway.clock.advance(TWO_DAYS);
        let token = gateway.token("ada").await;
        let third = gateway.created(&token).await;
        archived_url(&gateway, &token, &third).await;
        assert!(video_url(&gateway, &token, &first).await.starts_with(&source.url), "{}", place.name);
        assert_eq!((source.seen().len(), place.files("videos").len()), (3, 2), "{}", place.name);
    }
}

#[tokio::test]
async fn rule_07_the_copy_of_a_deleted_job_is_deleted_with_it() {
    for place in Place::all().await {
        let source = Vendor::start(media::serving(media::video(1000))).await;
        let vendor = vendor(&source.url).await;
        let gateway = Gateway::start_with(keeping(&place, &vendor)).await;
        let token = gateway.token("ada").await;
        let job = gateway.created(&token).await;
        let url = archived_url(&gateway, &token, &job).await;
        let deleted = gateway.post(akool_contract::path::DELETE, &token, &json!({ "_ids": job })).await;
        assert_eq!(deleted.status, 200, "{deleted:?}");
        assert_eq!(gateway.file(&url, &[]).await.status, 404, "{}", place.name);
        assert!(place.files("videos").is_empty(), "{}", place.name);
        // Should the vendor go on showing it, it is not copied again.
        let seen = video_url(&gateway, &token, &job).await;
        assert!(seen.starts_with(&source.url), "{seen}");
        let other = gateway.created(&token).await;
        archived_url(&gateway, &token, &other).await;
        assert_eq!(place.files("videos").len(), 1, "{}", place.name);
    }
}

#[tokio::test]
async fn rule_07_a_video_is_copied_although_no_page_asks_for_it() {
    let place = Place::disk();
    let source = Vendor::start(media::serving(media::video(1000))).await;
    let vendor = vendor(&source.url).await;
    let gateway = Gateway::start_with(keeping(&place, &vendor)).await;
    let token = gateway.token("ada").await;
    gateway.created(&token).await;
    gateway.clock.advance(Duration::from_secs(11 * 60));
    until(|| place.files("videos").len() == 1).await;
}
