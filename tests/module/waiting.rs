use js_sys::{Array, Date, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{
    Clock, aborter, client, collector, create, done, failed, get, id_counts, js, pass, played, quick, rejected,
    sent_at_ms, sent_to, sleep, text, with,
};

const LOOKS: &str = "resultsByIds";
const MINUTE_MS: f64 = 60_000.0;

#[wasm_bindgen_test]
async fn a_failed_job_rejects_with_the_reason_the_job_and_what_it_cost() {
    let client = client(None);
    let job = create(&client, "[fail: too dark]").await;
    let error = failed(client.wait_for_video(&job, &quick())).await;
    assert_eq!(text(&error, "code"), "job_failed");
    assert!(text(&error, "message").contains("too dark"));
    assert_eq!(text(&get(&error, "job"), "status"), "failed");
    assert_eq!(text(&error, "charged"), "no");
}

#[wasm_bindgen_test]
async fn waiting_outlives_every_passing_fault() {
    let rules = r#"[
        {"path": "resultsByIds", "times": 1, "answer": {"status": 500, "text": "oops"}},
        {"path": "resultsByIds", "times": 1, "answer": {"status": 503, "body": {"code": 2001}}},
        {"path": "resultsByIds", "times": 1, "answer": {"status": 429, "body": {"code": 1005}, "headers": {"retry-after": "0"}}},
        {"path": "resultsByIds", "times": 1, "answer": {"lost": true}},
        {"path": "resultsByIds", "times": 1, "answer": {"cut": true}},
        {"path": "resultsByIds", "times": 1, "answer": {"status": 200, "text": "<html>"}},
        {"path": "resultsByIds", "times": 1, "answer": {"status": 200, "text": "{\"code\": 10"}},
        {"path": "resultsByIds", "times": 1, "answer": {"status": 200, "body": {"code": 1000, "data": {"result": []}}}},
        {"path": "resultsByIds", "answer": {"every": 3}}
    ]"#;
    let (client, network) = played(rules);
    let _clock = Clock::hurried(20.0);
    let job = done(client.wait_for_video(&"job".into(), &quick())).await;
    assert_eq!(text(&job, "status"), "completed");
    assert!(sent_to(&network, LOOKS) >= 9);
}

#[wasm_bindgen_test]
async fn waiting_ends_after_twelve_failures_in_a_row_and_hands_the_job_back() {
    let rules = r#"[
        {"path": "resultsByIds", "times": 1, "answer": {"every": 2}},
        {"path": "resultsByIds", "answer": {"status": 503}}
    ]"#;
    let (client, network) = played(rules);
    let _clock = Clock::hurried(100.0);
    let error = failed(client.wait_for_video(&"job".into(), &js(r#"{"pollIntervalMs": 1}"#))).await;
    assert_eq!(text(&error, "code"), "unavailable");
    assert!(get(&error, "retryable").is_truthy());
    assert_eq!(text(&error, "charged"), "yes");
    assert_eq!(text(&get(&error, "job"), "id"), "job");
    // One look that finds it, and then twelve that fail.
    assert_eq!(sent_to(&network, LOOKS), 13);
}

#[wasm_bindgen_test]
async fn waiting_ends_at_its_own_limit_and_hands_the_job_back() {
    let (client, network) = played(r#"[{"path": "resultsByIds", "answer": {"every": 2}}]"#);
    let _clock = Clock::hurried(100.0);
    let options = js(r#"{"pollIntervalMs": 1000, "timeoutMs": 10000}"#);
    let error = failed(client.wait_for_video(&"job".into(), &options)).await;
    assert_eq!(text(&error, "code"), "timeout");
    assert!(get(&error, "retryable").is_truthy());
    assert_eq!(text(&error, "charged"), "yes");
    assert_eq!(text(&get(&error, "job"), "status"), "processing");
    assert_looks_have_ended(&network).await;
}

#[wasm_bindgen_test]
async fn waiting_that_is_aborted_looks_no_more() {
    let (client, network) = played(r#"[{"path": "resultsByIds", "answer": {"every": 2}}]"#);
    let _clock = Clock::hurried(100.0);
    let abort = aborter();
    let options = with(js(r#"{"pollIntervalMs": 1000}"#), "signal", &get(&abort, "signal"));
    let reason = rejected(client.wait_for_video(&"job".into(), &with(options, "onUpdate", &abort))).await;
    assert_eq!(text(&reason, "name"), "AbortError");
    assert_looks_have_ended(&network).await;
}

async fn assert_looks_have_ended(network: &JsValue) {
    // One may have been on its way.
    pass(MINUTE_MS).await;
    let looks = sent_to(network, LOOKS);
    pass(MINUTE_MS).await;
    assert_eq!(sent_to(network, LOOKS), looks);
}

#[wasm_bindgen_test]
async fn a_status_nobody_knows_yet_counts_as_processing() {
    let rules = r#"[
        {"path": "resultsByIds", "times": 2, "answer": {"every": 9}},
        {"path": "resultsByIds", "answer": {"every": 3}}
    ]"#;
    let (client, _) = played(rules);
    let seen = Array::new();
    done(client.wait_for_video(&"job".into(), &with(quick(), "onUpdate", &collector(&seen)))).await;
    let statuses: Vec<String> = seen.iter().map(|job| text(&job, "status")).collect();
    assert_eq!(statuses, ["processing", "completed"]);
}

#[wasm_bindgen_test]
async fn a_server_that_asks_for_a_long_pause_in_seconds_gets_it() {
    let network = look_after_a_pause("120").await;
    assert!(sent_at_ms(&network, LOOKS, 1) >= sent_at_ms(&network, LOOKS, 0) + 2.0 * MINUTE_MS);
}

#[wasm_bindgen_test]
async fn a_server_that_asks_to_be_left_alone_until_a_date_is() {
    let date = Date::new(&(Date::now() + 2.0 * MINUTE_MS).into());
    // The header has no fractions of a second.
    date.set_utc_milliseconds(0);
    let network = look_after_a_pause(&String::from(date.to_utc_string())).await;
    assert!(sent_at_ms(&network, LOOKS, 1) >= date.get_time());
}

/// Waits for a job at a server that wants a pause at first.
async fn look_after_a_pause(retry_after: &str) -> JsValue {
    let busy = format!(r#"{{"status": 429, "body": {{"code": 1005}}, "headers": {{"retry-after": "{retry_after}"}}}}"#);
    let then = r#"{"path": "resultsByIds", "answer": {"every": 3}}"#;
    let (client, network) = played(&format!(r#"[{{"path": "resultsByIds", "times": 1, "answer": {busy}}}, {then}]"#));
    let _clock = Clock::hurried(200.0);
    done(client.wait_for_video(&"job".into(), &quick())).await;
    network
}

#[wasm_bindgen_test]
async fn a_bad_id_ends_its_own_wait_and_no_other() {
    let rules = r#"[
        {"path": "resultsByIds", "has": "bad", "answer": {"status": 200, "body": {"code": 1003, "msg": "no such id"}}},
        {"path": "resultsByIds", "times": 3, "answer": {"every": 2}},
        {"path": "resultsByIds", "answer": {"every": 3}}
    ]"#;
    let (client, network) = played(rules);
    let waits = ["one", "bad", "two"].map(|id| client.wait_for_video(&id.into(), &quick()));
    let [one, bad, two] = waits;
    let error = failed(bad).await;
    assert_eq!(text(&error, "code"), "invalid_request");
    assert_eq!(text(&get(&error, "job"), "id"), "bad");
    for wait in [one, two] {
        assert_eq!(text(&done(wait).await, "status"), "completed");
    }
    assert!(id_counts(&network).contains(&3), "they were asked for together at first: {:?}", id_counts(&network));
}

#[wasm_bindgen_test]
async fn sixty_waits_share_requests_of_at_most_fifty_jobs() {
    let (client, network) = played(r#"[{"path": "resultsByIds", "answer": {"every": 3}}]"#);
    let waits: Array = (0..60).map(|number| client.wait_for_video(&format!("job-{number}").into(), &quick())).collect();
    let jobs = Array::from(&done(Promise::all(&waits)).await);
    let ids: Vec<String> = jobs.iter().map(|job| text(&job, "id")).collect();
    assert_eq!(ids, (0..60).map(|number| format!("job-{number}")).collect::<Vec<_>>());
    let counts = id_counts(&network);
    assert!(counts.iter().all(|&count| count <= 50) && counts.len() <= 3, "{counts:?}");
}

#[wasm_bindgen_test]
async fn a_wait_that_began_shortly_before_the_end_does_not_teach_that_jobs_are_quick() {
    let begun_ms = Date::now() - 100_000.0;
    let gaps = gaps_after_learning(begun_ms, begun_ms + 104_000.0, 0.0).await;
    assert!(gaps.iter().all(|(_, gap_ms)| *gap_ms > 900.0), "(age, gap) in milliseconds: {gaps:?}");
}

#[wasm_bindgen_test]
async fn time_in_which_the_machine_slept_is_not_counted_as_the_jobs() {
    let begun_ms = Date::now();
    let gaps = gaps_after_learning(begun_ms, begun_ms + 6_000.0, 3_600_000.0).await;
    let around_the_end = gaps.iter().filter(|(age_ms, _)| (4_000.0..8_000.0).contains(age_ms));
    assert!(around_the_end.clone().any(|(_, gap_ms)| *gap_ms < 900.0), "(age, gap) in milliseconds: {gaps:?}");
}

#[wasm_bindgen_test]
async fn times_that_cannot_be_a_jobs_teach_nothing() {
    let day_ms = 24.0 * 60.0 * MINUTE_MS;
    for took_ms in [-4_000.0, 0.0, 3.0 * day_ms] {
        let begun_ms = Date::now();
        let gaps = gaps_after_learning(begun_ms, begun_ms + took_ms, 0.0).await;
        assert!(gaps.iter().all(|(_, gap_ms)| *gap_ms > 900.0), "{took_ms}: (age, gap) in milliseconds: {gaps:?}");
    }
}

/// Waits for a job that was made and done at these times by the vendor's clock, meanwhile with the machine asleep for a
/// while; then for another one. Returns how old the second wait was at each of its looks, and how long after the look before.
async fn gaps_after_learning(created_ms: f64, updated_ms: f64, slept_ms: f64) -> Vec<(f64, f64)> {
    let record = |status: u32| {
        format!(
            r#"{{"status": 200, "body": {{"code": 1000, "data": {{"result": [{{"_id": "first", "status": {status},
            "video_url": "https://video.example/first.mp4", "create_time": {created_ms}, "update_time": {updated_ms}}}]}}}}}}"#
        )
    };
    let (under_way, done_now) = (record(2), record(3));
    let (client, network) = played(&format!(
        r#"[{{"path": "resultsByIds", "times": 3, "has": "first", "answer": {under_way}}},
        {{"path": "resultsByIds", "has": "first", "answer": {done_now}}},
        {{"path": "resultsByIds", "times": 12, "answer": {{"every": 2}}}},
        {{"path": "resultsByIds", "answer": {{"every": 3}}}}]"#
    ));
    let clock = Clock::hurried(20.0);
    let first = client.wait_for_video(&"first".into(), &js("{}"));
    pass(1_000.0).await;
    if slept_ms > 0.0 {
        sleep(slept_ms);
    }
    done(first).await;
    let looks = sent_to(&network, LOOKS);
    done(client.wait_for_video(&"second".into(), &js("{}"))).await;
    drop(clock);
    let at_ms = |index| sent_at_ms(&network, LOOKS, index);
    (looks + 1..sent_to(&network, LOOKS))
        .map(|index| (at_ms(index) - at_ms(looks), at_ms(index) - at_ms(index - 1)))
        .collect()
}
