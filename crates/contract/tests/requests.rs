//! The tables of cases, which also run in the browser.

use akool_contract::{
    AudioUpdateRequest, BatchRequest, CreateRequest, Issue, Lenient, UncheckedField, UncheckedRequest,
};
use serde_json::Value;

const CREATE_CASES: &str = include_str!("../../../tests/cases/create-request.json");
const BATCH_CASES: &str = include_str!("../../../tests/cases/batch-request.json");

#[test]
fn every_create_case_has_exactly_its_issues() {
    check_all(CREATE_CASES, 200, |raw| CreateRequest::parse(raw).err().unwrap_or_default());
}

#[test]
fn every_batch_case_has_exactly_its_issues() {
    check_all(BATCH_CASES, 40, |raw| BatchRequest::parse(raw).err().unwrap_or_default());
}

fn check_all(cases: &str, at_least: usize, issues_of: impl Fn(&UncheckedRequest) -> Vec<Issue>) {
    let cases: Vec<Value> = serde_json::from_str(cases).unwrap();
    assert!(cases.len() > at_least, "the table has all cases");
    let mut faults = Vec::new();
    for case in &cases {
        if let Err(fault) = check(case, &issues_of(&raw(&case["request"]))) {
            faults.push(format!("{}: {fault}", case["name"]));
        }
    }
    assert!(faults.is_empty(), "{} of {} cases:\n{}", faults.len(), cases.len(), faults.join("\n"));
}

#[test]
fn a_create_request_survives_a_round_trip() {
    let cases: Vec<Value> = serde_json::from_str(CREATE_CASES).unwrap();
    let mut parsed = 0;
    for case in cases {
        if let Ok(request) = CreateRequest::parse(&raw(&case["request"])) {
            let written = serde_json::to_value(&request).unwrap();
            assert_eq!(
                CreateRequest::parse(&UncheckedRequest::from(&written)).as_ref(),
                Ok(&request),
                "{}",
                case["name"]
            );
            parsed += 1;
        }
    }
    assert!(parsed > 40, "only {parsed} cases are valid");
}

#[test]
fn a_batch_request_survives_a_round_trip() {
    let cases: Vec<Value> = serde_json::from_str(BATCH_CASES).unwrap();
    let parsed = cases.iter().filter_map(|case| Some((case, BatchRequest::parse(&raw(&case["request"])).ok()?)));
    let again = parsed.map(|(case, request)| {
        let written = serde_json::to_value(&request).unwrap();
        assert_eq!(BatchRequest::parse(&UncheckedRequest::from(&written)).as_ref(), Ok(&request), "{}", case["name"]);
    });
    assert!(again.count() > 10);
}

#[test]
fn urls_and_ids_of_an_audio_update_have_a_length_limit() {
    let parsed = |id: usize, url: usize| {
        let url = format!("https://example.com/{}", "a".repeat(url - 20));
        let request = serde_json::json!({ "pre_video_id": "a".repeat(id), "audio_type": 2, "audio_url": url });
        let issues = AudioUpdateRequest::parse(&UncheckedRequest::from(&request)).err().unwrap_or_default();
        issues.iter().map(|issue| format!("{} {}", issue.path, issue.code.as_str())).collect::<Vec<_>>()
    };
    assert_eq!(parsed(256, 4096), [""; 0]);
    assert_eq!(parsed(257, 4097), ["pre_video_id too_long", "audio_url too_long"]);
}

fn check(case: &Value, found: &[Issue]) -> Result<(), String> {
    let mut given: Vec<String> = found.iter().map(|issue| format!("{} {}", issue.path, issue.code.as_str())).collect();
    let mut wanted: Vec<String> = case["issues"]
        .as_array()
        .ok_or("the case has no list of issues")?
        .iter()
        .map(|issue| format!("{} {}", issue["path"].as_str().unwrap(), issue["code"].as_str().unwrap()))
        .collect();
    given.sort();
    wanted.sort();
    if given != wanted {
        return Err(format!("wanted {wanted:?}, found {given:?}"));
    }
    if let Some(words) = case["says"].as_str()
        && !found.iter().any(|issue| issue.message.contains(words))
    {
        return Err(format!("no message says {words:?}: {found:?}"));
    }
    // Every message is a sentence that names its field.
    match found.iter().find(|issue| !(issue.message.contains(&issue.path) && issue.message.ends_with('.'))) {
        Some(issue) => Err(format!("not a sentence about its field: {issue:?}")),
        None => Ok(()),
    }
}

/// Reads a request of a table, in which `{ "$": … }` stands for a value that JSON cannot hold.
fn raw(request: &Value) -> UncheckedRequest {
    match request {
        Value::Object(fields) if !fields.contains_key("$") => {
            UncheckedRequest::Fields(fields.iter().map(|(name, value)| (name.clone(), raw_value(value))).collect())
        }
        other => UncheckedRequest::NotAnObject(raw_value(other)),
    }
}

fn raw_value(value: &Value) -> UncheckedField {
    if let Some(word) = value.get("$") {
        return match word.as_str().unwrap() {
            "undefined" => UncheckedField::Undefined,
            "NaN" => UncheckedField::Number(f64::NAN),
            "Infinity" => UncheckedField::Number(f64::INFINITY),
            "-Infinity" => UncheckedField::Number(f64::NEG_INFINITY),
            "function" | "bigint" => UncheckedField::Other,
            "date" => UncheckedField::Object,
            unknown => panic!("the table has a value that this test does not know: {unknown}"),
        };
    }
    if let Some(repeat) = value.get("$repeat") {
        let text = repeat[0].as_str().unwrap().repeat(repeat[1].as_u64().unwrap() as usize);
        let before = value.get("$before").and_then(Value::as_str).unwrap_or_default();
        return UncheckedField::Text(format!("{before}{text}"));
    }
    UncheckedField::from(value)
}

#[test]
fn a_strictly_valid_request_reads_the_same_leniently() {
    let mut compared = 0;
    for case in serde_json::from_str::<Vec<Value>>(CREATE_CASES).unwrap() {
        let raw = raw(&case["request"]);
        let Ok(request) = CreateRequest::parse(&raw) else { continue };
        assert_eq!(
            CreateRequest::parse_leniently(&raw),
            Ok(Lenient { request, ignored: Vec::new() }),
            "{}",
            case["name"]
        );
        compared += 1;
    }
    for case in serde_json::from_str::<Vec<Value>>(BATCH_CASES).unwrap() {
        let raw = raw(&case["request"]);
        let Ok(request) = BatchRequest::parse(&raw) else { continue };
        assert_eq!(
            BatchRequest::parse_leniently(&raw),
            Ok(Lenient { request, ignored: Vec::new() }),
            "{}",
            case["name"]
        );
        compared += 1;
    }
    assert!(compared > 20, "{compared}");
}

#[test]
fn fields_that_akools_own_clients_send_are_refused_strictly_and_ignored_leniently() {
    let demo: Value = serde_json::from_str(include_str!("../../../tests/cases/vendor-demo-batch.json")).unwrap();
    let issues = BatchRequest::parse(&UncheckedRequest::from(&demo)).unwrap_err();
    let mut paths: Vec<&str> = issues.iter().map(|issue| issue.path.as_str()).collect();
    paths.sort_unstable();
    assert_eq!(paths, ["audio_type", "audio_url", "is_premium_model"], "strict reading reports them");
    let mut read = BatchRequest::parse_leniently(&UncheckedRequest::from(&demo)).unwrap();
    read.ignored.sort_unstable();
    assert_eq!(read.ignored, paths);
    assert_eq!((read.request.video_length, read.request.count), (5, 1));
}
