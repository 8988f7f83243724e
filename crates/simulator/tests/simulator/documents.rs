use akool_simulator::{Options, Scenario};
use serde_json::{Value, json};

use crate::support::{Bench, options};

const PAGES: [&str; 3] =
    [include_str!("../../README.md"), include_str!("../../CONTROL.md"), include_str!("../../EXAMPLES.md")];

/// Akool's routes.
const ROUTES: [&str; 12] = [
    akool_contract::path::CREATE,
    akool_contract::path::CREATE_BATCH,
    akool_contract::path::RESULTS,
    akool_contract::path::EFFECTS,
    akool_contract::path::UPDATE_AUDIO,
    akool_contract::path::DELETE,
    akool_contract::path::MODELS,
    akool_contract::path::CREDITS,
    akool_contract::path::VENDOR_TOKEN,
    "/api/open/v3/content/video/infobymodelid",
    "/api/open/v3/content/video/list",
    "/api/open/v4/text2Video/createByPrompt/batch",
];

#[tokio::test]
async fn the_readme_gives_the_basis_of_every_route() {
    let bench = Bench::new().await;
    let rows: Vec<&str> = PAGES[0].lines().filter(|line| line.starts_with("| ")).collect();
    for route in ROUTES {
        let (_, last) = route.rsplit_once('/').expect("a path");
        let row = rows.iter().find(|row| row.contains(last)).expect(route);
        let (_, basis) = row.trim_end_matches(" |").rsplit_once("| ").expect("two columns");
        assert!(["documented", "observed", "guessed"].iter().any(|word| basis.starts_with(word)), "{route}: {basis}");
        let answers = [bench.get(route), bench.post(route, &json!({}))].map(|request| request.send());
        let statuses = futures_util::future::join_all(answers).await;
        assert!(statuses.into_iter().any(|answer| answer.expect("an answer").status() == 200), "{route} is served");
    }
}

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
async fn every_control_call_in_the_documents_works() {
    let bench = Bench::new().await;
    let calls = control_calls();
    assert!(calls.len() >= 8, "{calls:?}");
    for (path, body) in calls {
        let answer = bench.control(&path, &body).await;
        assert!(answer.get("error").is_none(), "{path} {body}: {answer}");
    }
}

#[tokio::test]
async fn the_documented_scenario_file_works() {
    let page = PAGES[2];
    let text = page.split("```json\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a scenario");
    let scenario: Scenario = serde_json::from_str(text).expect("a scenario");
    let bench = Bench::with(Options { scenario: Some(scenario), ..options() }).await;
    assert_eq!(bench.balance().await, 60);
    assert_eq!(bench.control_get("faults").await["faults"].as_array().map(Vec::len), Some(2));
    assert_eq!(bench.control_get("plans").await["plans"].as_array().map(Vec::len), Some(2));
    bench.create(json!({ "resolution": "4k" })).await;
}

#[tokio::test]
async fn the_documents_name_every_control_route() {
    let bench = Bench::new().await;
    let listed = bench.control_get("").await;
    for entry in listed.as_object().expect("an object").keys() {
        let path = entry.split(' ').next_back().and_then(|path| path.split('?').next()).expect("a path");
        assert!(PAGES[1].contains(path), "{path}");
    }
}
