use std::time::Duration;

use akool_simulator::{
    Options, Simulator,
    conformance::{Outcome, Service, ServiceOptions, check_all, facts, table},
};
use serde_json::json;

use crate::support::{API_KEY, Bench, CLIENT_ID, Site, options};

pub fn service_at(base_url: String, image_url: String) -> Service {
    let options = ServiceOptions {
        base_url,
        api_key: API_KEY.into(),
        client_id: Some(CLIENT_ID.into()),
        image_url,
        poll_interval: Duration::from_millis(5),
        is_local: true,
    };
    Service::new(options).expect("a service")
}

#[tokio::test]
async fn every_known_fact_holds_for_the_simulator() {
    let site = Site::start().await;
    let running = Options { stopped: false, speed: 20.0, quality: akool_renderer::Quality::Full, ..options() };
    let simulator = Simulator::start(running).await.expect("the simulator starts");
    let service = service_at(simulator.url(), site.url("/picture.jpg"));
    let rows = check_all(&service, true).await;
    let other: Vec<_> = rows.iter().filter(|row| row.outcome != Outcome::Holds).collect();
    assert!(other.is_empty(), "{}", table(&rows));
    assert!(rows.len() >= 50);
}

#[tokio::test]
async fn facts_that_do_not_hold_are_reported_with_what_was_found() {
    let bench = Bench::new().await;
    let html = json!({ "route": "credits", "count": 0, "answer": { "kind": "business", "code": 2001 } });
    bench.control("faults", &html).await;
    let rows = check_all(&service_at(bench.simulator.url(), bench.site.url("/picture.jpg")), false).await;
    let balance = rows.iter().find(|row| row.name.starts_with("The balance is")).expect("the row");
    assert!(matches!(&balance.outcome, Outcome::Broken(found) if found.contains("2001")), "{balance:?}");
    assert!(table(&rows).contains("**no**: found"));
}

#[tokio::test]
async fn nothing_is_spent_unless_allowed() {
    let bench = Bench::new().await;
    let rows = check_all(&service_at(bench.simulator.url(), bench.site.url("/picture.jpg")), false).await;
    assert_eq!(bench.control_get("jobs").await["jobs"], json!([]));
    let costly = facts().iter().filter(|fact| fact.costs).count();
    let not_run = rows.iter().filter(|row| matches!(row.outcome, Outcome::NotRun(_))).count();
    assert_eq!(not_run, costly);
    assert!(!table(&rows).contains(API_KEY));
}
