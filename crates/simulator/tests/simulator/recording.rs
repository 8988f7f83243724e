use std::path::{Path, PathBuf};

use akool_contract::path;
use akool_simulator::{Options, RecordOptions, drift};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    program::command,
    support::{API_KEY, Bench, CLIENT_ID, HookReceiver, id, options, text},
};

/// A recorded simulator, and one that passes requests through to it.
struct Recorded {
    folder: TempDir,
    upstream: Bench,
    recorder: Bench,
}

impl Recorded {
    async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let upstream = Bench::new().await;
        let record = RecordOptions { file: folder.path().join("recording"), upstream: upstream.simulator.url() };
        let recorder = Bench::with(Options { record: Some(record), ..options() }).await;
        Self { folder, upstream, recorder }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("recording")
    }

    fn text(&self) -> String {
        std::fs::read_to_string(self.file()).expect("a recording")
    }

    /// A create request, as the recorder's own site has its picture.
    fn request(&self, fields: Value) -> Value {
        self.recorder.request(fields)
    }

    /// One job from its request to its video, as a client does it.
    async fn record_a_job(&self) -> String {
        let recorder = &self.recorder;
        recorder.get_json(path::CREDITS).await;
        let job = id(&recorder.post_json(path::CREATE, &self.request(json!({}))).await["data"]);
        for step_ms in [0, 2_000, 5_000] {
            self.upstream.advance(step_ms).await;
            let item = recorder.result(&job).await;
            if item["status"] == 3 {
                assert!(text(&item["video_url"]).starts_with(&recorder.simulator.url()), "files are recorded, too");
                recorder.bytes(&item["video_url"]).await;
            }
        }
        job
    }
}

async fn replayed(file: &Path) -> Bench {
    Bench::with(Options { replay: Some(file.into()), ..options() }).await
}

async fn notes(bench: &Bench) -> Vec<Value> {
    let journal = bench.control_get("journal").await;
    journal["entries"].as_array().expect("a list").iter().map(|entry| entry["replay"].clone()).collect()
}

#[tokio::test]
async fn requests_pass_through_and_are_answered_again_from_the_recording() {
    let recorded = Recorded::start().await;
    let job = recorded.record_a_job().await;
    assert_eq!(recorded.upstream.control_get("jobs").await["jobs"][0]["id"], json!(job), "the upstream made it");
    let exchanges = recorded.text().lines().count() - 1;
    assert_eq!(exchanges, 6, "credits, create, three polls, the video");

    let replay = replayed(&recorded.file()).await;
    assert_eq!(replay.balance().await, 10_000);
    let created = replay.post_json(path::CREATE, &recorded.request(json!({}))).await;
    assert_eq!(created["data"]["_id"], json!(job));
    let mut last = Value::Null;
    for status in [1, 2, 3, 3] {
        last = replay.result(&job).await;
        assert_eq!(last["status"], status, "each poll gets its answer; more polls get the last again");
    }
    assert!(text(&last["video_url"]).starts_with(&replay.simulator.url()));
    assert!(replay.bytes(&last["video_url"]).await.starts_with(b"\0\0\0"), "the video of the recording");
    let outcomes: Vec<Value> = notes(&replay).await.iter().map(|note| note["outcome"].clone()).collect();
    let expected = ["recorded", "recorded", "recorded", "recorded", "recorded", "repeated", "recorded"];
    assert_eq!(outcomes, expected);
    assert_eq!(replay.control_get("replay").await, json!({ "exchanges": 6, "unused": [] }));
}

#[tokio::test]
async fn the_journal_says_where_a_request_differs_from_the_recording() {
    let recorded = Recorded::start().await;
    recorded.recorder.post_json(path::CREATE, &recorded.request(json!({ "prompt": "zoom in" }))).await;
    recorded.recorder.get_json(path::EFFECTS).await;
    let replay = replayed(&recorded.file()).await;
    let other = recorded.request(json!({ "prompt": "zoom out", "resolution": "4k" }));
    assert_eq!(replay.post_json(path::CREATE, &other).await["code"], 1000);
    let more = replay.post(path::CREATE, &other).send().await.expect("an answer");
    assert_eq!(more.status(), 404);
    let notes = notes(&replay).await;
    let differences = json!([
        { "field": "/body/prompt", "recorded": "zoom in", "now": "zoom out" },
        { "field": "/body/resolution", "now": "4k" },
    ]);
    assert_eq!(notes[0], json!({ "exchange": 1, "outcome": "different", "differences": differences }));
    assert_eq!(notes[1], json!({ "exchange": null, "outcome": "not_recorded" }));
    let unused = json!([{ "exchange": 2, "method": "GET", "path": path::EFFECTS }]);
    assert_eq!(replay.control_get("replay").await, json!({ "exchanges": 2, "unused": unused }));
    replay.control("reset", &json!({})).await;
    assert_eq!(replay.control_get("replay").await["unused"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn each_session_replays_from_the_beginning() {
    let recorded = Recorded::start().await;
    recorded.recorder.get_json(path::CREDITS).await;
    let replay = replayed(&recorded.file()).await;
    for session in ["one", "two"] {
        let request = replay.get(path::CREDITS).header("x-simulator-session", session);
        request.send().await.expect("an answer");
        let journal = replay.control_get(&format!("../_session/{session}/_control/journal")).await;
        assert_eq!(journal["entries"][0]["replay"]["outcome"], "recorded", "{session}");
    }
}

#[tokio::test]
async fn a_recording_holds_no_secret() {
    let recorded = Recorded::start().await;
    let receiver = HookReceiver::start(&[]).await;
    let recorder = &recorded.recorder;
    let secret = json!({ "clientId": CLIENT_ID, "clientSecret": API_KEY });
    let token = recorder.post_json(path::VENDOR_TOKEN, &secret).await;
    let token = text(&token["token"]).to_owned();
    let hook = format!("{}?hook-secret=abcdefgh", receiver.url());
    let image = format!("{}?X-Signature=image-secret#frag-secret", recorded.upstream.site.url("/picture.jpg"));
    let capability = "https://host.test/files/0123456789abcdef0123456789abcdefXYZ";
    let prompt = format!("a cat with {API_KEY} and Bearer prompt-secret and {capability}");
    let create = recorded.request(json!({ "image_url": image, "webhookUrl": hook, "prompt": prompt }));
    let by_token = recorder.client.post(recorder.url(path::CREATE)).bearer_auth(&token).json(&create);
    let by_token = by_token.header("cookie", "session=cookie-secret").send().await.expect("an answer");
    assert_eq!(by_token.json::<Value>().await.expect("JSON")["code"], 1000);
    let query = format!("{}?access_token=query-secret&page=1", "/api/open/v3/content/video/list");
    recorder.get_json(&query).await;
    recorder.get_json(&format!("/api/open/v3/content/video/list?page={token}")).await;
    // The upstream's callbacks reach their receiver, secrets and all.
    recorded.upstream.advance(5_000).await;
    assert_eq!(receiver.bodies().len(), 2);

    let text = recorded.text();
    for secret in [
        API_KEY,
        CLIENT_ID,
        &token,
        "hook-secret",
        "abcdefgh",
        "image-secret",
        "frag-secret",
        "prompt-secret",
        "cookie-secret",
        "query-secret",
        "0123456789abcdefXYZ",
        "/hook",
    ] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    assert!(text.contains("a cat with [redacted]") && text.contains("page=1"), "the rest is there: {text}");
    let replay = replayed(&recorded.file()).await;
    replay.client.post(replay.url(path::CREATE)).bearer_auth("other").json(&create).send().await.expect("an answer");
    assert_eq!(notes(&replay).await[0]["outcome"], "recorded", "secrets do not count as differences");
}

#[tokio::test]
async fn an_unreachable_upstream_is_reported_and_not_recorded() {
    let recorded = Recorded::start().await;
    let Recorded { folder, upstream, recorder } = recorded;
    drop(upstream);
    let answer = recorder.get(path::CREDITS).send().await.expect("an answer");
    assert_eq!(answer.status(), 502);
    let text = std::fs::read_to_string(folder.path().join("recording")).expect("a recording");
    assert_eq!(text.lines().count(), 1);
}

#[tokio::test]
async fn a_recording_of_the_simulator_shows_no_drift() {
    let recorded = Recorded::start().await;
    let recorder = &recorded.recorder;
    let secret = json!({ "clientId": CLIENT_ID, "clientSecret": API_KEY });
    recorder.post_json(path::VENDOR_TOKEN, &secret).await;
    let job = recorded.record_a_job().await;
    let failing = recorded.request(json!({ "prompt": "zoom in", "webhookUrl": "https://host.test/hook" }));
    recorded.upstream.control("plans", &json!({ "fail": "no face found", "fail_code": 1205 })).await;
    let failed = id(&recorder.post_json(path::CREATE, &failing).await["data"]);
    recorder.result(&failed).await;
    recorded.upstream.advance(5_000).await;
    assert_eq!(recorder.result(&failed).await["status"], 4);
    let sound = json!({ "pre_video_id": job, "audio_type": 2, "audio_url": recorder.site.url("/sound.wav") });
    recorder.post_json(path::UPDATE_AUDIO, &sound).await;
    recorder
        .post_json(path::CREATE_BATCH, &recorded.request(json!({ "count": 2, "model_name": "AkoolImage2VideoFastV1" })))
        .await;
    recorder.post_json(path::CREATE, &json!({})).await;
    recorder.get_json(path::EFFECTS).await;
    recorder.get_json(&format!("{}?types[]=1501", path::MODELS)).await;
    recorder.get(&format!("{}x", path::CREATE)).send().await.expect("an answer");
    recorder.client.get(recorder.url(path::CREDITS)).header("x-api-key", "wrong").send().await.expect("an answer");
    recorder.client.get(recorder.url(path::CREDITS)).bearer_auth("wrong").send().await.expect("an answer");
    recorded.upstream.control("account", &json!({ "credits": 0 })).await;
    recorder.post_json(path::CREATE, &recorded.request(json!({}))).await;
    recorder.post_json(path::DELETE, &json!({ "_ids": job })).await;
    let drift = drift::compare(&recorded.file()).await.expect("a comparison");
    assert!(drift.is_none(), "{}", drift.report());
    assert_eq!(drift.compared, recorded.text().lines().count() - 1);
}

#[tokio::test]
async fn drift_is_reported_field_by_field_and_ends_the_program_with_1() {
    let recorded = Recorded::start().await;
    recorded.record_a_job().await;
    let file = recorded.file();
    let run = async || command(&["drift", file.to_str().expect("a path")]).output().await.expect("it runs");
    let same = run().await;
    assert!(same.status.success(), "{}", String::from_utf8_lossy(&same.stderr));
    assert!(String::from_utf8_lossy(&same.stdout).contains("6 answers compared, no drift"));

    // As if Akool had raised the price, dropped a field and added one.
    let changed = recorded.text().replace("\"deduction_credit\":20", "\"deduction_credit\":21");
    let changed = changed.replace("\"extend_prompt\":false,", "\"new_field\":\"hello\",");
    std::fs::write(&file, changed).expect("written");
    let output = run().await;
    assert_eq!(output.status.code(), Some(1));
    let report = String::from_utf8_lossy(&output.stdout).into_owned();
    for expected in [
        "4 of 6 answers differ",
        "#2 POST /api/open/v4/image2Video/createBySourcePrompt",
        "/data/deduction_credit\n    recorded   21\n    simulator  20",
        "/data/extend_prompt\n    recorded   absent\n    simulator  false",
        "/data/new_field\n    recorded   \"hello\"\n    simulator  absent",
    ] {
        assert!(report.contains(expected), "{expected} in {report}");
    }
    std::fs::write(&file, "{}").expect("written");
    assert_eq!(run().await.status.code(), Some(2));
}
