use akool_contract::path;
use akool_simulator::NamedScenario;
use serde_json::{Value, json};

use crate::{
    program::{Program, command},
    support::{API_KEY, Bench, HookReceiver, START_MS, body_of, text},
};

async fn bench_in(name: &str) -> Bench {
    let bench = Bench::new().await;
    bench.control("scenario", &json!({ "name": name })).await;
    bench
}

#[tokio::test]
async fn every_scenario_can_be_read_and_is_listed_under_its_name() {
    let bench = Bench::new().await;
    let listed = bench.control_get("scenarios").await;
    let names: Vec<&str> =
        listed["scenarios"].as_array().expect("a list").iter().map(|entry| text(&entry["name"])).collect();
    assert_eq!(names, ["happy", "slow", "lost-answer", "rate-limited", "out-of-credits", "expired", "webhook-storm"]);
    for scenario in NamedScenario::ALL {
        scenario.scenario().expect("its file is a scenario");
        assert_eq!(serde_json::to_value(scenario).expect("JSON"), scenario.name());
    }
}

#[tokio::test]
async fn happy_and_slow_jobs_complete_in_their_time() {
    for (name, ends_ms) in [("happy", 4_100), ("slow", 100_000)] {
        let bench = bench_in(name).await;
        let id = bench.create_id(json!({})).await;
        bench.advance(120_000).await;
        let item = bench.result(&id).await;
        assert_eq!((&item["status"], &item["update_time"]), (&json!(3), &json!(START_MS + ends_ms)), "{name}");
    }
}

#[tokio::test]
async fn a_lost_answer_leaves_a_paid_job() {
    let bench = bench_in("lost-answer").await;
    let lost = bench.post(path::CREATE, &bench.request(json!({}))).send().await;
    lost.expect_err("no answer");
    assert_eq!(bench.control_get("jobs").await["jobs"].as_array().map(Vec::len), Some(1));
    assert_eq!(bench.balance().await, 9_980);
    bench.create(json!({})).await;
}

#[tokio::test]
async fn rate_limits_end_after_a_few_requests() {
    let bench = bench_in("rate-limited").await;
    for _ in 0..2 {
        let answer = bench.post(path::CREATE, &bench.request(json!({}))).send().await.expect("an answer");
        assert_eq!((answer.status().as_u16(), &answer.headers()["retry-after"]), (429, &"1".parse().expect("a value")));
    }
    let id = bench.create_id(json!({})).await;
    for _ in 0..3 {
        assert_eq!(bench.post_json(path::RESULTS, &json!({ "_ids": id })).await["code"], 1005);
    }
    assert_eq!(bench.result(&id).await["status"], 1);
}

#[tokio::test]
async fn without_credits_nothing_is_created() {
    let bench = bench_in("out-of-credits").await;
    assert_eq!(bench.post_json(path::CREATE, &bench.request(json!({}))).await["code"], 1104);
}

#[tokio::test]
async fn expired_videos_are_completed_but_gone() {
    let bench = bench_in("expired").await;
    let item = bench.finished(json!({})).await;
    assert_eq!(item["status"], 3);
    assert_eq!(bench.client.get(text(&item["video_url"])).send().await.expect("an answer").status(), 403);
}

#[tokio::test]
async fn a_storm_of_webhooks_has_forged_damaged_and_repeated_ones() {
    let bench = bench_in("webhook-storm").await;
    // The receiver refuses the first two, so they come again.
    let receiver = HookReceiver::start(&[401, 400]).await;
    bench.finished(json!({ "webhookUrl": receiver.url() })).await;
    bench.advance(60_000).await;
    let bodies = receiver.bodies();
    assert_eq!(bodies.len(), 12, "one forged, one damaged, then each callback five times");
    assert_eq!(bodies[0]["signature"], "0".repeat(40));
}

#[tokio::test]
async fn the_program_starts_with_a_scenario_by_name() {
    let program = Program::start(&["--scenario", "out-of-credits", "--control"]).await;
    let request = reqwest::Client::new().get(format!("{}{}", program.url, path::CREDITS)).header("x-api-key", API_KEY);
    let answer: Value = body_of(request.send().await.expect("an answer")).await;
    assert_eq!(answer["data"]["credit"], 0);
    let output = command(&["--scenario", "unhappy"]).output().await.expect("it runs");
    assert!(!output.status.success());
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(error.contains("unhappy") && error.contains("rate-limited"), "{error}");
}
