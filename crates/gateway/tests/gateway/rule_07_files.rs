//! Files are stored on the disk or in a bucket, and callers cannot tell which.

use std::time::Duration;

use akool_gateway::Clock;

use crate::support::sounds::wav as sound;
use crate::support::{Gateway, Place, Vendor, sounds};

#[tokio::test]
async fn rule_07_files_are_served_whole_in_parts_and_not_at_all_when_they_are_known() {
    let vendor = Vendor::friendly().await;
    for place in Place::all().await {
        let gateway = Gateway::start_with(place.settings(&vendor.url)).await;
        // Longer than the pieces in which it is read.
        let bytes = sound(200_000);
        let answer = gateway.upload(&gateway.token("ada").await, "audio/wav", &bytes).await;
        let url = answer.json()["url"].as_str().expect("a URL").to_owned();
        let whole = gateway.file(&url, &[]).await;
        assert_eq!((whole.status, &whole.body), (200, &bytes), "{}", place.name);
        assert_eq!(whole.header("accept-ranges"), Some("bytes"));
        let tag = whole.header("etag").expect("a tag").to_owned();

        for (range, part) in [("bytes=0-3", 0..4), ("bytes=70000-", 70_000..200_000), ("bytes=-5", 199_995..200_000)] {
            let answer = gateway.file(&url, &[("Range", range)]).await;
            assert_eq!((answer.status, &answer.body), (206, &bytes[part.clone()].to_vec()), "{} {range}", place.name);
            let expected = format!("bytes {}-{}/200000", part.start, part.end - 1);
            assert_eq!(answer.header("content-range"), Some(expected.as_str()));
            assert_eq!(answer.header("content-length"), Some(part.len().to_string().as_str()));
            let same = gateway.file(&url, &[("Range", range), ("If-Range", &tag)]).await;
            assert_eq!(same.status, 206);
            let changed = gateway.file(&url, &[("Range", range), ("If-Range", "\"other\"")]).await;
            assert_eq!((changed.status, &changed.body), (200, &bytes), "{}", place.name);
        }
        let beyond = gateway.file(&url, &[("Range", "bytes=200000-")]).await;
        assert_eq!((beyond.status, beyond.header("content-range")), (416, Some("bytes */200000")), "{}", place.name);
        assert_eq!(gateway.file(&url, &[("If-None-Match", &tag)]).await.status, 304);
        let path = url.strip_prefix(&gateway.url).expect("ours");
        let head = gateway.send("HEAD", path, &[], b"").await;
        assert_eq!((head.status, head.header("content-length")), (200, Some("200000")), "{}", place.name);
    }
}

#[tokio::test]
async fn threat_24_expired_uploads_are_deleted_and_give_their_room_back() {
    let vendor = Vendor::friendly().await;
    for place in Place::all().await {
        let mut settings = place.settings(&vendor.url);
        settings.uploads_total_max_bytes = 1000;
        let gateway = Gateway::start_with(settings.clone()).await;
        let token = gateway.token("ada").await;
        assert_eq!(gateway.upload(&token, "audio/wav", &sound(600)).await.status, 201);
        drop(gateway);
        std::fs::write(place.folder("uploads").join("notes.txt"), "somebody else's").expect("a file");

        let six_days = Clock::default();
        six_days.advance(Duration::from_secs(6 * 24 * 3600));
        let gateway = Gateway::start_at(settings.clone(), six_days).await;
        let full = gateway.upload(&gateway.token("ada").await, "audio/wav", &sounds::seeded_wav(3, 600)).await;
        assert_eq!(full.status, 503, "{}: what is there is counted at the start", place.name);
        assert_eq!(place.files("uploads").len(), 2, "{}", place.name);
        drop(gateway);

        let eight_days = Clock::default();
        eight_days.advance(Duration::from_secs(8 * 24 * 3600));
        let gateway = Gateway::start_at(settings, eight_days).await;
        assert_eq!(place.files("uploads"), ["notes.txt"], "{}: nothing but what expired is deleted", place.name);
        let again = gateway.upload(&gateway.token("ada").await, "audio/wav", &sound(600)).await;
        assert_eq!(again.status, 201, "{}", place.name);
    }
}

#[tokio::test]
async fn rule_07_a_bucket_that_refuses_is_found_out_at_the_start() {
    let vendor = Vendor::friendly().await;
    let place = Place::bucket().await;
    let mut settings = place.settings(&vendor.url);
    settings.storage = place.with_secret("not-the-one-that-belongs-to-the-key-id");
    let refused = akool_gateway::Gateway::bind(settings, Clock::default()).await;
    let message = refused.err().map(|error| error.to_string()).unwrap_or_default();
    assert!(message.contains("access is denied"), "{message}");
    assert!(!message.contains("not-the-one") && !message.contains("AKID"), "{message}");
}
