use std::time::Duration;

use akool_contract::path;
use akool_simulator::{Options, Retention};
use serde_json::{Value, json};

use crate::support::{Bench, START_MS, WHOLE_JOB_MS, options, text};

const DAY_MS: i64 = 24 * 3_600_000;

async fn known(bench: &Bench, ids: &[&Value]) -> usize {
    let ids: Vec<&str> = ids.iter().map(|id| text(id)).collect();
    let answer = bench.post_json(path::RESULTS, &json!({ "_ids": ids.join(",") })).await;
    answer["data"]["result"].as_array().expect("a list").len()
}

async fn status(bench: &Bench, url: &Value) -> u16 {
    bench.client.get(text(url)).send().await.expect("an answer").status().as_u16()
}

/// Options that keep state in memory, and in a file.
fn both(retention: Retention) -> [(Options, Option<tempfile::TempDir>); 2] {
    let folder = tempfile::tempdir().expect("a folder");
    let state = Some(folder.path().join("state"));
    let in_memory = Options { retention, ..options() };
    [(in_memory.clone(), None), (Options { state, ..in_memory }, Some(folder))]
}

/// Bytes that the media of a job take: the video, its still and the picture it was made from.
async fn size_of_a_job() -> usize {
    let bench = Bench::new().await;
    let item = bench.finished(json!({})).await;
    let mut size = 0;
    for url in ["video_url", "cover_url", "image_url"] {
        size += bench.bytes(&item[url]).await.len();
    }
    size
}

#[tokio::test]
async fn ended_jobs_are_forgotten_by_age_and_unfinished_ones_never() {
    for (options, _folder) in both(Retention { job_age: Duration::from_secs(24 * 3600), ..Retention::default() }) {
        let bench = Bench::with(options.clone()).await;
        let old = bench.finished(json!({})).await;
        bench.control("plans", &json!({ "queue_ms": 100 * DAY_MS })).await;
        let waiting = bench.create(json!({})).await;
        bench.advance(DAY_MS - WHOLE_JOB_MS).await;
        bench.create(json!({})).await;
        assert_eq!(known(&bench, &[&old["_id"], &waiting["_id"]]).await, 2);
        bench.advance(2 * WHOLE_JOB_MS).await;
        bench.create(json!({})).await;
        assert_eq!(known(&bench, &[&old["_id"]]).await, 0);
        assert_eq!(known(&bench, &[&waiting["_id"]]).await, 1);
        if options.state.is_some() {
            let bench = bench.restarted(options).await;
            assert_eq!(known(&bench, &[&old["_id"], &waiting["_id"]]).await, 1, "also on disk");
        }
    }
}

#[tokio::test]
async fn of_too_many_jobs_the_oldest_ended_ones_are_forgotten() {
    for (options, _folder) in both(Retention { jobs: 3, ..Retention::default() }) {
        let bench = Bench::with(options).await;
        let mut ended = Vec::new();
        for _ in 0..3 {
            ended.push(bench.finished(json!({})).await["_id"].clone());
        }
        let new = [bench.create(json!({})).await, bench.create(json!({})).await];
        assert_eq!(known(&bench, &[&ended[0], &ended[1]]).await, 0);
        assert_eq!(known(&bench, &[&ended[2], &new[0]["_id"], &new[1]["_id"]]).await, 3);
        bench.create(json!({})).await;
        bench.create(json!({})).await;
        assert_eq!(bench.control_get("jobs").await["jobs"].as_array().map(Vec::len), Some(4), "unfinished ones stay");
    }
}

#[tokio::test]
async fn beyond_the_cap_the_oldest_media_are_forgotten() {
    // Room for two jobs, but not for three.
    for (options, _folder) in both(Retention { media_bytes: size_of_a_job().await * 5 / 2, ..Retention::default() }) {
        let bench = Bench::with(options.clone()).await;
        let mut videos = Vec::new();
        for _ in 0..4 {
            videos.push(bench.finished(json!({})).await["video_url"].clone());
        }
        assert_eq!((status(&bench, &videos[0]).await, status(&bench, &videos[3]).await), (403, 200));
        if options.state.is_some() {
            let bench = bench.restarted(options).await;
            let moved =
                |url: &Value| json!(bench.url(&format!("/media/{}", text(url).rsplit('/').next().expect("a name"))));
            assert_eq!(
                (status(&bench, &moved(&videos[0])).await, status(&bench, &moved(&videos[3])).await),
                (403, 200)
            );
        }
    }
}

#[tokio::test]
async fn a_session_that_ended_leaves_its_memory_to_the_others() {
    let retention = Retention { media_bytes: size_of_a_job().await * 5 / 2, ..Retention::default() };
    let bench = Bench::with(Options { retention, ..options() }).await;
    let first = bench.finished(json!({})).await;
    let create = bench.post(path::CREATE, &bench.request(json!({}))).header("x-simulator-session", "other");
    create.send().await.expect("an answer");
    let step = bench.client.post(bench.url("/_session/other/_control/clock")).json(&json!({ "step_ms": WHOLE_JOB_MS }));
    step.send().await.expect("an answer");
    let end = bench.client.delete(bench.url("/_session/other/_control/session"));
    assert_eq!(end.send().await.expect("an answer").status(), 200);
    bench.finished(json!({})).await;
    assert_eq!(status(&bench, &first["video_url"]).await, 200, "nothing had to be forgotten");
}

#[tokio::test]
async fn a_hundred_jobs_of_one_moment_have_names_of_their_own() {
    let bench = Bench::with(Options { credits: 100_000, ..options() }).await;
    let source = bench.finished(json!({})).await;
    bench.control("plans", &json!({ "count": 0, "queue_ms": 1_000, "processing_ms": 60_000 })).await;
    // New sound for a finished video: a job that downloads nothing, so no slow download can fail it.
    let sound = json!({ "pre_video_id": source["_id"], "audio_type": 1 });
    let mut ids = Vec::new();
    for _ in 0..100 {
        ids.push(bench.post_json(path::UPDATE_AUDIO, &sound).await["data"]["_id"].clone());
    }
    bench.advance(61_000).await;
    let mut urls = std::collections::HashSet::new();
    for id in &ids {
        let item = bench.result(text(id)).await;
        assert_eq!(item["update_time"], START_MS + WHOLE_JOB_MS + 61_000, "{item}");
        urls.extend([text(&item["video_url"]).to_owned(), text(&item["cover_url"]).to_owned()]);
    }
    assert_eq!(urls.len(), 200);
}
