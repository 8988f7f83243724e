use akool_simulator::{Options, Scenario};
use serde_json::{Value, json};

use crate::support::{Bench, options};

const PAGES: [&str; 3] =
    [include_str!("../../README.md"), include_str!("../../CONTROL.md"), include_str!("../../EXAMPLES.md")];

/// Every `$URL/_control/<path> -d '<body>'` of the pages.
fn control_calls() -> Vec<(String, Value)> {
    let calls = PAGES.iter().flat_map(|page| page.split("$URL/_control/").skip(1));
    let parse = |rest: &str| {
        let (path, after) = rest.split_once(" -d '")?;
        if path.contains(['\n', '"']) {
            return None;
        }
        let body = after.split_once('\'')?.0;
        Some((path.to_owned(), serde_json::from_str(body).unwrap_or_else(|error| panic!("{body}: {error}"))))
    };
    calls.filter_map(parse).collect()
}

#[tokio::test]
async fn every_control_call_on_the_pages_is_understood() {
    let bench = Bench::new().await;
    let calls = control_calls();
    assert!(calls.len() >= 8, "{calls:?}");
    for (path, body) in calls {
        let answer = bench.control(&path, &body).await;
        assert!(answer.get("error").is_none(), "{path} {body}: {answer}");
    }
}

#[tokio::test]
async fn the_scenario_file_on_the_page_works() {
    let page = PAGES[2];
    let text = page.split("```json\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a scenario");
    let scenario: Scenario = serde_json::from_str(text).expect("a scenario");
    let bench = Bench::with(Options { scenario: Some(scenario), ..options() }).await;
    assert_eq!(bench.balance().await, 60);
    assert_eq!(bench.control_look("faults").await["faults"].as_array().map(Vec::len), Some(2));
    assert_eq!(bench.control_look("plans").await["plans"].as_array().map(Vec::len), Some(2));
    bench.create(json!({ "resolution": "4k" })).await;
}

#[tokio::test]
async fn the_control_page_names_every_route_the_interface_lists() {
    let bench = Bench::new().await;
    let listed = bench.control_look("").await;
    for entry in listed.as_object().expect("an object").keys() {
        let path = entry.split(' ').next_back().and_then(|path| path.split('?').next()).expect("a path");
        assert!(PAGES[1].contains(path), "{path}");
    }
}
