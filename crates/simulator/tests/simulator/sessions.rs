use std::time::Duration;

use akool_contract::path;
use akool_simulator::{
    Options, Simulator,
    conformance::{Outcome, check_all, table},
};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::{
    conformance::service_at,
    support::{API_KEY, Bench, CLIENT_ID, HookReceiver, START_MS, Site, body_of, id, options, text},
};

/// The three ways to name a session.
#[derive(Clone, Copy, Debug)]
enum By {
    Header,
    Key,
    Path,
}

struct Session<'a> {
    bench: &'a Bench,
    name: String,
    by: By,
}

impl<'a> Session<'a> {
    fn new(bench: &'a Bench, name: impl Into<String>, by: By) -> Self {
        Self { bench, name: name.into(), by }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = match self.by {
            By::Path => format!("/_session/{}{path}", self.name),
            By::Header | By::Key => path.to_owned(),
        };
        let request = self.bench.client.request(method, self.bench.url(&url));
        match self.by {
            By::Header => request.header("x-simulator-session", &self.name).header("x-api-key", API_KEY),
            By::Key => request.header("x-api-key", format!("{API_KEY}.{}", self.name)),
            By::Path => request.header("x-api-key", API_KEY),
        }
    }

    async fn get(&self, path: &str) -> Value {
        body_of(self.request(Method::GET, path).send().await.expect("an answer")).await
    }

    async fn post(&self, path: &str, body: &Value) -> Value {
        body_of(self.request(Method::POST, path).json(body).send().await.expect("an answer")).await
    }

    async fn create(&self, fields: Value) -> String {
        id(&self.post(path::CREATE, &self.bench.request(fields)).await["data"])
    }

    async fn results(&self, ids: &str) -> Vec<Value> {
        let answer = self.post(path::RESULTS, &json!({ "_ids": ids })).await;
        answer["data"]["result"].as_array().expect("a list").clone()
    }

    async fn balance(&self) -> i64 {
        self.get(path::CREDITS).await["data"]["credit"].as_i64().expect("a balance")
    }
}

#[tokio::test]
async fn fifty_parallel_sessions_have_nothing_in_common() {
    let bench = Bench::new().await;
    let receiver = HookReceiver::start(&[]).await;
    let run = async |index: i64| {
        let by = [By::Header, By::Key, By::Path][index as usize % 3];
        let session = Session::new(&bench, format!("worker-{index}"), by);
        session.post("/_control/account", &json!({ "credits": 1000 + index })).await;
        let fault = json!({ "id": format!("fault-of-{index}"), "route": "effects", "answer": { "kind": "business", "code": 2000 + index } });
        session.post("/_control/faults", &fault).await;
        let job = session.create(json!({ "prompt": format!("zoom in, {index}"), "webhookUrl": receiver.url() })).await;
        assert_eq!(session.balance().await, 980 + index);
        assert_eq!(session.get(path::EFFECTS).await["code"], 2000 + index);
        let clock = session.post("/_control/clock", &json!({ "step_ms": 5_000 + index })).await;
        assert_eq!((&clock["now_ms"], &clock["settled"]), (&json!(START_MS + 5_000 + index), &json!(true)));
        let result = session.results(&job).await.remove(0);
        assert_eq!((&result["status"], &result["prompt"]), (&json!(3), &json!(format!("zoom in, {index}"))), "{by:?}");
        let video = result["video_url"].clone();
        assert!(text(&video).contains(&format!("/_session/worker-{index}/media/")), "{video}");
        assert!(!bench.bytes(&video).await.is_empty());
        let journal = session.get("/_control/journal").await;
        let routes: Vec<&str> =
            journal["entries"].as_array().expect("a list").iter().map(|entry| text(&entry["route"])).collect();
        assert_eq!(routes, ["create", "credits", "effects", "results", "media"], "{by:?}");
        let deliveries = session.get("/_control/webhooks").await;
        let of: Vec<&str> =
            deliveries["deliveries"].as_array().expect("a list").iter().map(|entry| text(&entry["id"])).collect();
        assert_eq!(of, [&job, &job]);
        (session, job, video)
    };
    let all = futures_util::future::join_all((0..50).map(run)).await;

    let ids = all.iter().map(|(_, job, _)| job.as_str()).collect::<Vec<_>>();
    let videos: std::collections::HashSet<&str> = all.iter().map(|(_, _, video)| text(video)).collect();
    assert_eq!((ids.iter().collect::<std::collections::HashSet<_>>().len(), videos.len()), (50, 50));
    let everything = ids.join(",");
    for (session, job, _) in &all {
        let known: Vec<String> = session.results(&everything).await.iter().map(id).collect();
        assert_eq!(known, std::slice::from_ref(job), "a session only knows its own job");
    }
    let (first, other_job, other_video) = (&all[0].0, &all[1].1, text(&all[1].2));
    let stranger = other_video.replace("worker-1/", "worker-0/");
    assert_eq!(bench.client.get(stranger).send().await.expect("an answer").status(), 403, "media belong to a session");
    let refused = first.post(path::DELETE, &json!({ "_ids": other_job })).await;
    assert_eq!(refused["data"]["successIds"], json!([]));
    let sound = first.post(path::UPDATE_AUDIO, &json!({ "pre_video_id": other_job, "audio_type": 1 })).await;
    assert_eq!(sound["code"], 1008);
    assert_eq!(receiver.bodies().len(), 100, "two callbacks of each session");
    // The session without a name has seen nothing of it.
    assert_eq!((bench.balance().await, bench.control_get("clock").await["now_ms"].as_i64()), (10_000, Some(START_MS)));
    assert_eq!(bench.control_get("jobs").await["jobs"], json!([]));
    assert_eq!(bench.control_get("journal").await["entries"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn the_three_ways_name_the_same_session() {
    let bench = Bench::new().await;
    let job = Session::new(&bench, "shared", By::Header).create(json!({})).await;
    for by in [By::Header, By::Key, By::Path] {
        let session = Session::new(&bench, "shared", by);
        assert_eq!(session.results(&job).await.len(), 1, "{by:?}");
        assert_eq!(session.get("/_control/session").await["session"], "shared", "{by:?}");
    }
    assert_eq!(bench.control_get("session").await["session"], Value::Null);
    let mixed = bench.client.get(bench.url(path::CREDITS)).header("x-simulator-session", "shared");
    let mixed = body_of(mixed.header("x-api-key", format!("{API_KEY}.other")).send().await.expect("an answer")).await;
    assert_eq!(mixed["code"], 1109, "the key of one session is not valid in another");
}

#[tokio::test]
async fn a_token_belongs_to_the_session_of_its_client_secret() {
    let bench = Bench::new().await;
    let secret = json!({ "clientId": CLIENT_ID, "clientSecret": format!("{API_KEY}.tokens") });
    let token = bench.client.post(bench.url(path::VENDOR_TOKEN)).json(&secret).send().await.expect("an answer");
    let token = text(&body_of(token).await["token"]).to_owned();
    Session::new(&bench, "tokens", By::Path).post("/_control/account", &json!({ "credits": 7 })).await;
    let credits = async |request: RequestBuilder| {
        let request = request.header("authorization", format!("Bearer {token}"));
        body_of(request.send().await.expect("an answer")).await
    };
    assert_eq!(credits(bench.client.get(bench.url(path::CREDITS))).await["data"]["credit"], 7);
    let elsewhere = bench.client.get(bench.url(path::CREDITS)).header("x-simulator-session", "others");
    assert_eq!(credits(elsewhere).await["code"], 1101);
}

#[tokio::test]
async fn a_wrong_key_or_name_opens_no_session() {
    let bench = Bench::new().await;
    let wrong = bench.client.get(bench.url(path::CREDITS)).header("x-api-key", "other-key.name");
    assert_eq!(body_of(wrong.send().await.expect("an answer")).await["code"], 1109);
    for name in ["a b", "", "ü", "a.b", &"a".repeat(65)] {
        let request = bench.get(path::CREDITS).header("x-simulator-session", name.as_bytes());
        let answer = request.send().await.expect("an answer");
        assert_eq!(answer.status(), 400, "{name:?}");
        assert!(text(&answer.json::<Value>().await.expect("JSON")["error"]).contains("1 to 64"));
    }
    let media = bench.client.get(bench.url("/_session/gone/media/1-1000.mp4")).send().await.expect("an answer");
    assert_eq!(media.status(), 403, "a stale video opens no session either");
    assert_eq!(bench.control_get("sessions").await["sessions"], json!([]));
}

#[tokio::test]
async fn sessions_are_opened_listed_and_ended_by_calls() {
    let bench = Bench::new().await;
    let scenario = json!({ "account": { "credits": 5 } });
    let opened = bench.control("sessions", &json!({ "name": "one", "scenario": scenario })).await;
    assert_eq!(opened["base_url"], bench.url("/_session/one"));
    let random = bench.control("sessions", &json!({})).await;
    let one = Session::new(&bench, "one", By::Path);
    assert_eq!(one.balance().await, 5);
    one.post("/_control/account", &json!({ "credits": 100 })).await;
    let job = one.create(json!({})).await;
    let listed = bench.control_get("sessions").await["sessions"].as_array().expect("a list").clone();
    assert_eq!(listed.len(), 2);
    assert_eq!((&listed[0]["name"], &listed[0]["jobs"], &listed[0]["requests"]), (&json!("one"), &json!(1), &json!(2)));
    let ended = one.request(Method::DELETE, "/_control/session").send().await.expect("an answer");
    assert_eq!(body_of(ended).await["ended"], "one");
    let url = bench.url(&format!("/_control/sessions/{}", text(&random["session"])));
    assert_eq!(bench.client.delete(&url).send().await.expect("an answer").status(), 200);
    assert_eq!(bench.client.delete(&url).send().await.expect("an answer").status(), 404);
    assert_eq!(bench.control_get("sessions").await["sessions"], json!([]));
    assert_eq!((one.balance().await, one.results(&job).await.len()), (10_000, 0), "the name starts anew");
    let default = bench.client.delete(bench.url("/_control/session")).send().await.expect("an answer");
    assert_eq!(default.status(), 400);
}

#[tokio::test]
async fn idle_sessions_end_by_themselves() {
    let bench = Bench::with(Options { session_idle: Duration::from_millis(40), ..options() }).await;
    Session::new(&bench, "idle", By::Key).create(json!({})).await;
    let gone = async {
        while bench.control_get("sessions").await["sessions"] != json!([]) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), gone).await.expect("the session ends");
}

#[tokio::test]
async fn callbacks_of_a_session_are_encrypted_with_the_key_its_client_uses() {
    let bench = Bench::with(Options {
        credentials: akool_simulator::Credentials { client_id: CLIENT_ID.into(), api_key: API_KEY[..24].into() },
        ..options()
    })
    .await;
    // 24 characters, a dot and 7 more are 32, which AES allows.
    let receiver = HookReceiver::start(&[]).await;
    let key = format!("{}.session", &API_KEY[..24]);
    let request = bench.client.post(bench.url(path::CREATE)).header("x-api-key", &key);
    let body = bench.request(json!({ "webhookUrl": receiver.url() }));
    assert_eq!(body_of(request.json(&body).send().await.expect("an answer")).await["code"], 1000);
    let step = bench.client.post(bench.url("/_control/clock")).header("x-api-key", &key);
    step.json(&json!({ "step_ms": 5_000 })).send().await.expect("an answer");
    let statuses: Vec<Value> = receiver.opened_with(&key).iter().map(|message| message["status"].clone()).collect();
    assert_eq!(statuses, [2, 3]);
}

#[tokio::test]
async fn connections_fail_only_in_the_default_session() {
    let bench = Bench::new().await;
    let request = Session::new(&bench, "one", By::Header).request(Method::POST, "/_control/faults");
    let fault = json!({ "route": "connection", "answer": { "kind": "close" } });
    assert_eq!(request.json(&fault).send().await.expect("an answer").status(), 400);
}

#[tokio::test]
async fn every_known_fact_holds_in_a_session() {
    let site = Site::start().await;
    let simulator = Simulator::start(Options { stopped: false, speed: 20.0, ..options() }).await.expect("it starts");
    let service = service_at(format!("{}/_session/facts", simulator.url()), site.url("/picture.jpg"));
    let rows = check_all(&service, true).await;
    // Preview videos, which keep this test short, are small on purpose.
    let is_size = |name: &str| name.starts_with("The short side");
    let other: Vec<_> = rows.iter().filter(|row| row.outcome != Outcome::Holds && !is_size(row.name)).collect();
    assert!(other.is_empty(), "{}", table(&rows));
    let client = reqwest::Client::new();
    let jobs = client.get(format!("{}/_control/jobs", simulator.url())).send().await.expect("an answer");
    assert_eq!(body_of(jobs).await["jobs"], json!([]), "all of it happened in the session");
}
