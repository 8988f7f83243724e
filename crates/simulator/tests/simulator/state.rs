use std::path::Path;

use akool_contract::path;
use akool_simulator::Options;
use serde_json::{Value, json};

use crate::{
    program::Program,
    support::{API_KEY, Bench, Site, body_of, options, text},
};

async fn start(file: &Path) -> Program {
    let file = file.to_str().expect("a path");
    Program::start(&["--state", file, "--quality", "preview", "--control"]).await
}

async fn post(program: &Program, path: &str, body: &Value) -> Value {
    let request = reqwest::Client::new().post(format!("{}{path}", program.url)).header("x-api-key", API_KEY);
    body_of(request.json(body).send().await.expect("an answer")).await
}

async fn kill(mut program: Program) {
    program.child.kill().await.expect("it can be killed");
}

async fn balance(program: &Program) -> i64 {
    let request = reqwest::Client::new().get(format!("{}{}", program.url, path::CREDITS)).header("x-api-key", API_KEY);
    body_of(request.send().await.expect("an answer")).await["data"]["credit"].as_i64().expect("a number")
}

async fn result(program: &Program, id: &str) -> Value {
    post(program, path::RESULTS, &json!({ "_ids": id })).await["data"]["result"][0].clone()
}

#[tokio::test]
async fn everything_acknowledged_survives_a_kill() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("state");
    let site = Site::start().await;
    let request = json!({ "image_url": site.url("/picture.jpg"), "prompt": "zoom in" });

    let program = start(&file).await;
    post(&program, "/_control/clock", &json!({ "stopped": true })).await;
    let done = text(&post(&program, path::CREATE, &request).await["data"]["_id"]).to_owned();
    post(&program, "/_control/clock", &json!({ "step_ms": 5_000 })).await;
    let before = result(&program, &done).await;
    assert_eq!(before["status"], 3);
    let video = reqwest::get(text(&before["video_url"])).await.expect("an answer").bytes().await.expect("a body");
    let queued = text(&post(&program, path::CREATE, &request).await["data"]["_id"]).to_owned();
    let (url, credits) = (program.url.clone(), balance(&program).await);
    kill(program).await;

    let program = start(&file).await;
    assert_eq!(balance(&program).await, credits);
    let after = result(&program, &done).await;
    let moved = serde_json::from_str::<Value>(&before.to_string().replace(&url, &program.url)).expect("JSON");
    assert_eq!(after, moved, "the same but for the port");
    let again = reqwest::get(text(&after["video_url"])).await.expect("an answer").bytes().await.expect("a body");
    assert_eq!(again, video);
    post(&program, "/_control/clock", &json!({ "step_ms": 10_000 })).await;
    assert_eq!(result(&program, &queued).await["status"], 3, "the unfinished one was finished");
    kill(program).await;
}

#[tokio::test]
async fn a_kill_during_creates_loses_no_answered_create() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("state");
    let site = Site::start().await;
    let request = json!({ "image_url": site.url("/picture.jpg"), "prompt": "[slow] zoom in" });
    let mut answered = Vec::new();
    for round in 1..=4 {
        let mut program = start(&file).await;
        post(&program, "/_control/clock", &json!({ "stopped": true })).await;
        let url = format!("{}{}", program.url, path::CREATE);
        let client = reqwest::Client::new();
        let creates = futures_util::future::join_all((0..12).map(|_| async {
            let answer = client.post(&url).header("x-api-key", API_KEY).json(&request).send().await.ok()?;
            Some(text(&answer.json::<Value>().await.ok()?["data"]["_id"]).to_owned())
        }));
        // Killed as soon as a few answers are there, while the others are under way.
        let enough = async {
            while seen(&program).await < answered.len() + round {
                tokio::task::yield_now().await;
            }
            program.child.kill().await.expect("it can be killed");
        };
        let (ids, ()) = futures_util::future::join(creates, enough).await;
        answered.extend(ids.into_iter().flatten());
    }
    let program = start(&file).await;
    for id in &answered {
        assert_eq!(result(&program, id).await["_id"], json!(id));
    }
    let jobs = seen(&program).await as i64;
    assert!(jobs >= answered.len() as i64);
    assert_eq!(balance(&program).await, 10_000 - 20 * jobs, "every job was paid exactly once");
}

async fn seen(program: &Program) -> usize {
    let answer = reqwest::get(format!("{}/_control/jobs", program.url)).await.expect("an answer");
    answer.json::<Value>().await.expect("JSON")["jobs"].as_array().expect("a list").len()
}

#[tokio::test]
async fn a_second_run_with_the_same_seed_makes_new_ids() {
    let folder = tempfile::tempdir().expect("a folder");
    let state = Some(folder.path().join("state"));
    let options = Options { state, seed: Some(1), ..options() };
    let bench = Bench::with(options.clone()).await;
    let first = bench.finished(json!({})).await;
    let bench = bench.restarted(options).await;
    let second = bench.finished(json!({})).await;
    let name = |item: &Value| text(&item["video_url"]).rsplit('/').next().map(str::to_owned);
    assert_ne!(first["_id"], second["_id"]);
    assert_ne!(name(&first), name(&second));
}

#[tokio::test]
async fn expiry_and_deletion_work_with_a_state_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let state = Some(folder.path().join("state"));
    let bench = Bench::with(Options { state, ..options() }).await;
    let item = bench.finished(json!({})).await;
    let other = bench.finished(json!({})).await;
    bench.post_json(path::DELETE, &json!({ "_ids": other["_id"] })).await;
    let status = async |url: &Value| bench.client.get(text(url)).send().await.expect("an answer").status().as_u16();
    assert_eq!((status(&item["video_url"]).await, status(&other["video_url"]).await), (200, 403));
    bench.advance(7 * 24 * 3_600_000).await;
    assert_eq!(status(&item["video_url"]).await, 403);
}

#[tokio::test]
async fn a_file_of_another_program_is_refused_and_left_unchanged() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("notes.txt");
    std::fs::write(&file, "my notes, not a state file").expect("written");
    let output = crate::program::command(&["--state", file.to_str().expect("a path")]).output().await.expect("it runs");
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("state file"));
    assert_eq!(std::fs::read_to_string(&file).expect("still there"), "my notes, not a state file");
}
