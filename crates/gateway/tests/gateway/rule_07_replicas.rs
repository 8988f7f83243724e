//! Several gateways on one PostgreSQL database: one is killed in the middle of things, and the others go on.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::Semaphore;

use crate::support::{
    Answer, CLIENT_ID, Gateway, ISSUER, Program, Recorded, Reply, Stream, TestLedger, Vendor, exchange, ok, record,
    refusal, report_of,
};

const BUDGET: f64 = 10_000.0;
const JOB: &str = "689174694b4dbdd4ab3d28c9";
/// What the load balancer in front of them is called.
const PUBLIC_URL: &str = "http://127.0.0.1:8080";

async fn start(vendor: &Vendor, ledger: &TestLedger) -> Program {
    let variables = [
        ("AKOOL_GATEWAY_SUBJECT_CREDITS_PER_DAY", "10000"),
        ("AKOOL_GATEWAY_PUBLIC_URL", PUBLIC_URL),
        ("AKOOL_CLIENT_ID", CLIENT_ID),
    ];
    Program::start(&vendor.url, &[ledger.variables(), variables.to_vec()].concat()).await
}

/// One of several in this process.
async fn gateway(vendor: &Vendor, ledger: &TestLedger, poll: Duration) -> Gateway {
    let mut settings = ledger.settings(&vendor.url);
    settings.public_url = Some(PUBLIC_URL.parse().expect("a URL"));
    settings.deadlines.poll = poll;
    settings.streams_per_subject = 100;
    Gateway::start_with(settings).await
}

fn route(request: &Recorded) -> &str {
    request.path.rsplit('/').next().unwrap_or_default()
}

fn posts_of(vendor: &Vendor, order: &str) -> Vec<Recorded> {
    let mut posts = vendor.seen();
    posts.retain(|request| route(request) == "createBySourcePrompt" && request.json()["prompt"] == order);
    posts
}

async fn until_posted(vendor: &Vendor, order: &str) -> Recorded {
    loop {
        if let Some(post) = posts_of(vendor, order).pop() {
            return post;
        }
        tokio::task::yield_now().await;
    }
}

/// The vendor reports on a job to whichever gateway the load balancer picks.
async fn report(base: &str, post: &Recorded, job: &str, status: i64) {
    let url = post.json()["webhookurl"].as_str().expect("a URL").to_owned();
    let path = url.strip_prefix(PUBLIC_URL).expect("the public URL");
    let body = report_of(job, status).to_string();
    assert_eq!(exchange(base, "POST", path, &[], body.as_bytes()).await.status, 200);
}

/// A vendor that remembers every job it has made, and answers creates as told.
struct Studio {
    vendor: Vendor,
    jobs: Arc<Mutex<HashMap<String, Value>>>,
    status: Arc<AtomicI64>,
}

impl Studio {
    async fn open(answer: impl Fn(&str, Reply) -> Reply + Send + Sync + 'static) -> Self {
        let jobs: Arc<Mutex<HashMap<String, Value>>> = Arc::default();
        let status = Arc::new(AtomicI64::new(1));
        let (known, now) = (jobs.clone(), status.clone());
        let vendor = Vendor::start(move |request| {
            let mut known = known.lock().expect("no panic");
            match route(request) {
                "createBySourcePrompt" => {
                    let body = request.json();
                    let mut job = record(&format!("{:024x}", known.len() + 1), 1);
                    job["webhookUrl"] = body["webhookurl"].clone();
                    let order = body["prompt"].as_str().unwrap_or_default().to_owned();
                    known.insert(order.clone(), job.clone());
                    answer(&order, ok(job))
                }
                "resultsByIds" => {
                    let ids = request.json()["_ids"].as_str().unwrap_or_default().to_owned();
                    let mut found: Vec<Value> = known
                        .values()
                        .filter(|job| ids.contains(job["_id"].as_str().unwrap_or("?")))
                        .cloned()
                        .collect();
                    found.iter_mut().for_each(|job| job["status"] = json!(now.load(Ordering::Relaxed)));
                    ok(json!({ "result": found }))
                }
                _ => refusal(1008),
            }
        })
        .await;
        Self { vendor, jobs, status }
    }

    fn job(&self, order: &str) -> String {
        self.jobs.lock().expect("no panic")[order]["_id"].as_str().expect("an id").to_owned()
    }
}

fn id_of(answer: &Answer) -> String {
    answer.json()["data"]["_id"].as_str().unwrap_or_else(|| panic!("{answer:?}")).to_owned()
}

#[tokio::test]
async fn rule_07_a_create_under_way_belongs_to_its_gateway_while_that_lives_and_is_unknown_when_it_dies() {
    let studio = Studio::open(|_, _| Reply::Silence).await;
    let ledger = TestLedger::postgres();
    let (one, two) = (start(&studio.vendor, &ledger).await, start(&studio.vendor, &ledger).await);
    let token = two.token("ada").await;
    let _connection = one.begin_create(&token, "order").await;
    let post = until_posted(&studio.vendor, "order").await;
    assert_eq!(two.create(&token, "order").await.status, 409);
    let three = start(&studio.vendor, &ledger).await;
    assert_eq!(three.create(&token, "order").await.status, 409, "a start resolves nothing of who lives");
    assert_eq!(two.credits(&token).await, BUDGET - 20.0);

    one.kill().await;
    let lost = two.create_at_last(&token, "order").await;
    assert_eq!((lost.status, &lost.json()["charged"]), (502, &json!("unknown")));
    report(&three.url, &post, &studio.job("order"), 2).await;
    let found = loop {
        let answer = two.create(&token, "order").await;
        if answer.status == 200 {
            break answer;
        }
    };
    assert_eq!(three.create(&token, "order").await.body, found.body, "the same job everywhere");
    assert_eq!(posts_of(&studio.vendor, "order").len(), 1);
    assert_eq!(two.credits(&token).await, BUDGET - 20.0);
    assert_eq!(ledger.undecided(), [0_i64; 0]);
}

#[tokio::test]
async fn rule_07_gateways_killed_in_the_middle_of_creates_pay_once_and_lose_no_count() {
    // Every third answer is lost: for a gateway that is to be killed it never comes, for the others the line breaks.
    let is_silent = Arc::new(AtomicBool::new(false));
    let silent = is_silent.clone();
    let studio = Studio::open(move |order, reply| {
        match (order.ends_with(['0', '3', '6', '9']), silent.load(Ordering::SeqCst)) {
            (true, true) => Reply::Silence,
            (true, false) => Reply::HangUp,
            (false, _) => reply,
        }
    })
    .await;
    let ledger = TestLedger::postgres();
    let two = start(&studio.vendor, &ledger).await;
    let mut orders = Vec::new();
    for round in 0..6_u64 {
        let one = start(&studio.vendor, &ledger).await;
        let token = one.token("ada").await;
        is_silent.store(true, Ordering::SeqCst);
        let mut connections = Vec::new();
        for number in 0..10 {
            let order = format!("order-{round}-{number}");
            connections.push(one.begin_create(&token, &order).await);
            orders.push(order);
        }
        // Not to wait for anything: every round kills at another moment of the way through the ledger and the vendor.
        tokio::time::sleep(Duration::from_millis(round * 8)).await;
        one.kill().await;
        is_silent.store(false, Ordering::SeqCst);
        for order in &orders[orders.len() - 10..] {
            let answer = two.create_at_last(&token, order).await;
            match answer.status {
                200 => {}
                502 => assert_eq!(answer.json()["charged"], json!("unknown"), "{order}: {answer:?}"),
                other => panic!("{order}: {other} {answer:?}"),
            }
        }
    }
    two.kill().await;
    let three = start(&studio.vendor, &ledger).await;
    let token = three.token("ada").await;
    let mut jobs = Vec::new();
    for order in &orders {
        let mut answer = three.create_at_last(&token, order).await;
        let posts = posts_of(&studio.vendor, order);
        assert!(posts.len() <= 1, "{order}: {}", posts.len());
        let Some(post) = posts.first() else {
            // Killed after the ledger said "sent" and before the vendor was reached: the outcome is unknown.
            assert_eq!((answer.status, &answer.json()["charged"]), (502, &json!("unknown")), "{order}");
            continue;
        };
        if answer.status == 502 {
            report(&three.url, post, &studio.job(order), 2).await;
            while answer.status != 200 {
                answer = three.create(&token, order).await;
            }
        }
        jobs.push(id_of(&answer));
    }
    let made = jobs.len();
    jobs.sort_unstable();
    jobs.dedup();
    assert_eq!(jobs.len(), made, "every order has a job of its own");
    assert!(made > orders.len() / 2, "{made} of {}", orders.len());
    assert_eq!(three.credits(&token).await, BUDGET - 20.0 * orders.len() as f64);
    assert_eq!(ledger.undecided(), [0_i64; 0]);
}

#[tokio::test]
async fn rule_07_events_go_on_at_the_other_gateways_when_the_one_that_asks_the_vendor_is_killed() {
    let studio = Studio::open(|_, reply| reply).await;
    let ledger = TestLedger::postgres();
    let leader = start(&studio.vendor, &ledger).await;
    let (two, three) = (start(&studio.vendor, &ledger).await, start(&studio.vendor, &ledger).await);
    let token = leader.token("ada").await;
    let job = id_of(&leader.create(&token, "order").await);
    let mut streams = Vec::new();
    for program in [&leader, &two, &three] {
        let mut stream = Stream::open(&program.url, &token, &job).await;
        assert_eq!(stream.status().await, Some(1));
        streams.push(stream);
    }
    studio.status.store(2, Ordering::Relaxed);
    for stream in &mut streams {
        assert_eq!(stream.status().await, Some(2));
    }
    leader.kill().await;
    assert_eq!(streams.remove(0).status().await, None);
    studio.status.store(3, Ordering::Relaxed);
    for stream in &mut streams {
        assert_eq!(stream.status().await, Some(3));
        assert_eq!(stream.status().await, None, "all is done");
    }
}

#[tokio::test]
async fn rule_07_a_gateway_that_hangs_is_replaced_and_its_word_counts_when_it_wakes() {
    let permits = Arc::new(Semaphore::new(0));
    let held = permits.clone();
    let studio = Studio::open(move |order, reply| match order {
        "under-way" => Reply::Held(held.clone(), Box::new(reply)),
        _ => reply,
    })
    .await;
    let ledger = TestLedger::postgres();
    let (leader, two) = (start(&studio.vendor, &ledger).await, start(&studio.vendor, &ledger).await);
    let token = two.token("ada").await;
    let job = id_of(&two.create(&token, "watched").await);
    let mut stream = Stream::open(&two.url, &token, &job).await;
    assert_eq!(stream.status().await, Some(1));
    let mut connection = leader.begin_create(&token, "under-way").await;
    until_posted(&studio.vendor, "under-way").await;

    leader.freeze().await;
    studio.status.store(2, Ordering::Relaxed);
    assert_eq!(stream.status().await, Some(2), "events go on");
    let lost = two.create_at_last(&token, "under-way").await;
    assert_eq!((lost.status, &lost.json()["charged"]), (502, &json!("unknown")));

    permits.add_permits(1);
    leader.wake().await;
    let answer = Answer::parse(&connection.read_to_end().await);
    assert_eq!(answer.status, 200, "{answer:?}");
    for program in [&leader, &two] {
        let again = loop {
            let again = program.create(&token, "under-way").await;
            if again.status == 200 {
                break again;
            }
        };
        assert_eq!(again.body, answer.body);
    }
    assert_eq!(posts_of(&studio.vendor, "under-way").len(), 1);
    assert_eq!(two.credits(&token).await, BUDGET - 40.0);
    assert_eq!(ledger.undecided(), [0_i64; 0]);
}

#[tokio::test]
async fn rule_07_watchers_at_several_gateways_cost_the_vendor_no_more_than_one() {
    let studio = Studio::open(|_, reply| reply).await;
    let ledger = TestLedger::postgres();
    // Longer than the test: every look is one that somebody asked for.
    let poll = Duration::from_secs(3600);
    let mut gateways = Vec::new();
    for _ in 0..3 {
        gateways.push(gateway(&studio.vendor, &ledger, poll).await);
    }
    let token = gateways[0].token("ada").await;
    let job = gateways[0].created(&token).await;
    let mut streams = Vec::new();
    for number in 0..60 {
        let mut stream = Stream::open(&gateways[number % 3].url, &token, &job).await;
        assert_eq!(stream.status().await, Some(1));
        streams.push(stream);
    }
    assert_eq!(studio.vendor.seen().len(), 2, "one create and one look");
}

#[tokio::test]
async fn rule_07_a_budget_is_one_budget_at_all_gateways() {
    let studio = Studio::open(|_, reply| reply).await;
    let ledger = TestLedger::postgres();
    let mut gateways = Vec::new();
    for _ in 0..2 {
        let mut settings = ledger.settings(&studio.vendor.url);
        settings.public_url = Some(PUBLIC_URL.parse().expect("a URL"));
        settings.budgets.site_credits_per_day = Some(60.0);
        gateways.push(Arc::new(Gateway::start_with(settings).await));
    }
    let creates: Vec<_> = (0..100)
        .map(|number| {
            let gateway = gateways[number % 2].clone();
            tokio::spawn(async move {
                let token = gateway.token(&format!("user-{number}")).await;
                gateway.create(&token).await.status
            })
        })
        .collect();
    let mut statuses = Vec::new();
    for create in creates {
        statuses.push(create.await.expect("it ends"));
    }
    statuses.sort_unstable();
    assert_eq!((&statuses[..3], &statuses[3..]), (&[200; 3][..], &[402; 97][..]));
    assert_eq!(studio.vendor.seen().len(), 3);
}

#[tokio::test]
async fn rule_07_one_key_at_two_gateways_at_the_same_time_is_one_order() {
    let studio = Studio::open(|_, reply| reply).await;
    let ledger = TestLedger::postgres();
    let poll = Duration::from_secs(1);
    let (one, two) = (gateway(&studio.vendor, &ledger, poll).await, gateway(&studio.vendor, &ledger, poll).await);
    let token = one.token("ada").await;
    for number in 0..20 {
        let order = format!("order-{number}");
        let (first, second) =
            tokio::join!(one.create_as(&token, &order, &order), two.create_as(&token, &order, &order));
        let mut statuses = [first.status, second.status];
        statuses.sort_unstable();
        assert!(statuses == [200, 200] && first.body == second.body || statuses == [200, 409], "{first:?} {second:?}");
        assert_eq!(posts_of(&studio.vendor, &order).len(), 1);
    }
}

#[tokio::test]
async fn threat_03_a_token_taken_back_at_one_gateway_is_refused_at_the_others() {
    let vendor = Vendor::friendly().await;
    let ledger = TestLedger::postgres();
    let poll = Duration::from_secs(1);
    let (one, two) = (gateway(&vendor, &ledger, poll).await, gateway(&vendor, &ledger, poll).await);
    // Twice: what it read when it started says nothing about the second.
    for _ in 0..2 {
        let minted = one.mint(json!({ "subject": "ada" })).await.json();
        let token = minted["access_token"].as_str().expect("a token");
        assert_eq!(two.get(akool_contract::path::CREDITS, token).await.status, 200);
        take_back(&one, &minted).await;
        until_refused(&two, token).await;
    }
}

async fn take_back(gateway: &Gateway, minted: &Value) {
    let path = format!("/token/{}", minted["jti"].as_str().expect("a name"));
    gateway.send("DELETE", &path, &[("Authorization", &format!("Bearer {ISSUER}"))], b"").await;
}

async fn until_refused(gateway: &Gateway, token: &str) {
    while gateway.get(akool_contract::path::CREDITS, token).await.status != 401 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn threat_03_a_token_taken_back_while_a_gateway_was_cut_off_is_refused_when_it_is_back() {
    let vendor = Vendor::friendly().await;
    let ledger = TestLedger::postgres();
    let poll = Duration::from_secs(1);
    let (one, two) = (gateway(&vendor, &ledger, poll).await, gateway(&vendor, &ledger, poll).await);
    let first = one.mint(json!({ "subject": "ada" })).await.json();
    take_back(&one, &first).await;
    // It has read what was taken back before it started.
    until_refused(&two, first["access_token"].as_str().expect("a token")).await;

    let minted = one.mint(json!({ "subject": "ada" })).await.json();
    let name = minted["jti"].as_str().expect("a name");
    // Written by somebody whose news did not arrive.
    ledger.execute(&format!("INSERT INTO revoked (token, until_seconds) VALUES ('{name}', 9999999999)"));
    ledger.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
    until_refused(&two, minted["access_token"].as_str().expect("a token")).await;
}

#[tokio::test]
async fn rule_07_a_report_that_outruns_the_answer_finds_it_at_another_gateway() {
    let permits = Arc::new(Semaphore::new(0));
    let held = permits.clone();
    let studio = Studio::open(move |_, reply| Reply::Held(held.clone(), Box::new(reply))).await;
    let ledger = TestLedger::postgres();
    let poll = Duration::from_millis(20);
    let (one, two) =
        (gateway(&studio.vendor, &ledger, poll).await, Arc::new(gateway(&studio.vendor, &ledger, poll).await));
    let token = one.token("ada").await;
    let create = {
        let (two, token) = (two.clone(), token.clone());
        tokio::spawn(async move { two.create_as(&token, "order", "order").await })
    };
    let post = until_posted(&studio.vendor, "order").await;
    report(&one.url, &post, JOB, 2).await;
    permits.add_permits(1);
    let answer = create.await.expect("it ends");
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(one.create_as(&token, "order", "order").await.body, answer.body);
    assert_eq!(posts_of(&studio.vendor, "order").len(), 1);
}
