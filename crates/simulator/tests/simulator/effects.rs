use std::collections::HashSet;

use akool_contract::path;
use serde_json::json;

use crate::support::{Bench, is_object_id, mp4, text};

#[tokio::test]
async fn the_catalogue_has_at_least_eight_effects_with_every_documented_field() {
    let bench = Bench::new().await;
    let answer = bench.get_json(path::EFFECTS).await;
    assert_eq!((&answer["code"], &answer["msg"]), (&json!(1000), &json!("Success")));
    let items = answer["data"]["result"].as_array().expect("a list");
    assert_eq!(answer["data"]["count"], items.len());
    assert!(items.len() >= 8);
    let mut codes = HashSet::new();
    for item in items {
        assert_eq!(item.as_object().expect("an object").len(), 6, "{item}");
        let name = text(&item["name"]);
        assert!(is_object_id(&item["_id"]) && item["create_time"].is_i64());
        let digits = text(&item["effect_code"]).strip_prefix(&format!("{}_", name.to_lowercase()));
        assert!(digits.is_some_and(|digits| digits.parse::<u64>().is_ok()), "{item}");
        assert!(codes.insert(text(&item["effect_code"])));
    }
    for known in ["squish_89244231312", "cakeify_24743216", "samurai_99757865"] {
        assert!(codes.contains(known), "{known}");
    }
}

#[tokio::test]
async fn every_effect_has_its_own_rendered_preview_and_logo() {
    let bench = Bench::new().await;
    let answer = bench.get_json(path::EFFECTS).await;
    let items = answer["data"]["result"].as_array().expect("a list");
    let mut videos = HashSet::new();
    for item in items {
        let video = bench.bytes(&item["video_url"]).await;
        let read = mp4(&video);
        assert!(read.seconds > 3.0 && read.width > 0, "{read:?}");
        assert!(videos.insert(video), "{} looks like another", item["name"]);
        let logo = bench.bytes(&item["logo"]).await;
        assert_eq!(image::guess_format(&logo).expect("a picture"), image::ImageFormat::Png);
        image::load_from_memory(&logo).expect("a whole picture");
    }
}

#[tokio::test]
async fn a_preview_is_rendered_once() {
    let bench = Bench::new().await;
    let items = bench.get_json(path::EFFECTS).await["data"]["result"].clone();
    let first = bench.bytes(&items[0]["video_url"]).await;
    let second = bench.bytes(&items[0]["video_url"]).await;
    assert_eq!(first, second);
}

#[tokio::test]
async fn the_catalogue_is_the_same_in_every_run() {
    let (first, second) = (Bench::new().await, Bench::new().await);
    let strip = |answer: serde_json::Value, bench: &Bench| answer.to_string().replace(&bench.simulator.url(), "");
    let left = strip(first.get_json(path::EFFECTS).await, &first);
    assert_eq!(left, strip(second.get_json(path::EFFECTS).await, &second));
}

#[tokio::test]
async fn two_effects_make_different_videos_of_one_picture() {
    let bench = Bench::new().await;
    let squish = bench.finished(json!({ "effect_code": "squish_89244231312" })).await;
    let cakeify = bench.finished(json!({ "effect_code": "cakeify_24743216" })).await;
    assert_ne!(bench.bytes(&squish["video_url"]).await, bench.bytes(&cakeify["video_url"]).await);
}
