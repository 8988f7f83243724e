use akool_renderer::Quality;
use akool_simulator::{Options, conformance::Mp4};
use serde_json::{Value, json};

use crate::support::{Bench, mp4, options, text};

async fn video(bench: &Bench, fields: Value) -> Mp4 {
    let item = bench.finished(fields).await;
    assert_eq!(item["status"], 3, "{item}");
    mp4(&bench.bytes(&item["video_url"]).await)
}

#[tokio::test]
async fn a_full_video_has_the_requested_short_side_and_the_pictures_aspect() {
    let bench = Bench::with(Options { quality: Quality::Full, ..options() }).await;
    let wide = video(&bench, json!({ "resolution": "720p" })).await;
    assert_eq!((wide.width, wide.height), (1080, 720));
    let tall = video(&bench, json!({ "image_url": bench.site.url("/tall.png") })).await;
    assert_eq!((tall.width, tall.height), (720, 960));
}

#[tokio::test]
async fn both_lengths_are_kept() {
    let bench = Bench::new().await;
    for seconds in [5, 10] {
        let length = video(&bench, json!({ "video_length": seconds })).await.seconds;
        assert!((length - f64::from(seconds)).abs() < 0.3, "{length} for {seconds}");
    }
}

#[tokio::test]
async fn the_reported_length_is_that_of_the_file() {
    let bench = Bench::new().await;
    let item = bench.finished(json!({})).await;
    let file = mp4(&bench.bytes(&item["video_url"]).await);
    let reported = item["video_duration"].as_f64().expect("a number");
    assert!((reported - file.seconds).abs() < 0.05, "{reported} for {file:?}");
}

#[tokio::test]
async fn a_video_can_play_while_it_loads() {
    let bench = Bench::new().await;
    let boxes = video(&bench, json!({})).await.boxes;
    let place = |name| boxes.iter().position(|other| other == name).expect(name);
    assert_eq!(place("ftyp"), 0);
    assert!(place("moov") < place("mdat"), "{boxes:?}");
}

#[tokio::test]
async fn every_kind_of_sound_gives_a_sound_track_and_another_file() {
    let bench = Bench::new().await;
    let mut files = Vec::new();
    for audio_type in [1, 2, 3] {
        let fields = json!({ "audio_type": audio_type, "audio_url": bench.site.url("/sound.wav") });
        let item = bench.finished(fields).await;
        let file = bench.bytes(&item["video_url"]).await;
        let read = mp4(&file);
        assert!(read.handlers.contains(&"vide".into()) && read.handlers.contains(&"soun".into()), "{read:?}");
        assert!((read.seconds - 5.0).abs() < 0.3, "a sound of 2 s is fitted to the video: {read:?}");
        assert!(!files.contains(&file), "audio type {audio_type} sounds like another");
        files.push(file);
    }
}

#[tokio::test]
async fn the_prompt_decides_the_motion() {
    let bench = Bench::new().await;
    let left = bench.finished(json!({ "prompt": "pan left" })).await;
    let zoom = bench.finished(json!({ "prompt": "zoom in fast" })).await;
    assert_ne!(bench.bytes(&left["video_url"]).await, bench.bytes(&zoom["video_url"]).await);
}

#[tokio::test]
async fn the_same_seed_gives_the_same_ids_and_the_same_bytes() {
    let mut runs = Vec::new();
    for _ in 0..2 {
        let bench = Bench::with(Options { seed: Some(7), ..options() }).await;
        let item = bench.finished(json!({ "prompt": "camera shake" })).await;
        let path = text(&item["video_url"]).replace(&bench.simulator.url(), "");
        runs.push((text(&item["_id"]).to_owned(), path, bench.bytes(&item["video_url"]).await));
    }
    assert_eq!(runs[0], runs[1]);
}
