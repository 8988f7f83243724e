//! Answers are read loosely: a reader does not fail when Akool adds, removes or retypes a field.

use akool_contract::{Credits, EffectList, Envelope, JobRecord, JobStatus, ResultList, ResultsRequest};
use serde_json::{Value, json};

fn job(record: Value) -> JobRecord {
    serde_json::from_value(record).unwrap()
}

#[test]
fn each_status_has_its_number_and_word() {
    for (number, status, word) in [
        (1, JobStatus::Queueing, "queueing"),
        (2, JobStatus::Processing, "processing"),
        (3, JobStatus::Completed, "completed"),
        (4, JobStatus::Failed, "failed"),
    ] {
        assert_eq!(JobStatus::from_number(number), status);
        assert_eq!(status.number(), number);
        assert_eq!(status.as_str(), word);
        assert_eq!(status.is_terminal(), number >= 3);
    }
}

#[test]
fn an_unknown_status_counts_as_processing_and_never_ends_a_job() {
    for status in [json!(0), json!(5), json!(-1), json!(9_007_199_254_740_993_i64), json!(1e300), json!("9")] {
        assert_eq!(job(json!({ "_id": "a", "status": status })).job_status(), JobStatus::Processing, "{status}");
    }
}

#[test]
fn an_absent_status_and_one_of_a_wrong_type_count_as_processing() {
    assert_eq!(job(json!({ "_id": "a" })).job_status(), JobStatus::Processing);
    for status in [json!(null), json!("done"), json!([3]), json!({ "code": 3 }), json!(true)] {
        assert_eq!(job(json!({ "_id": "a", "status": status })).job_status(), JobStatus::Processing, "{status}");
    }
}

#[test]
fn numbers_may_come_as_text() {
    let job = job(json!({
        "status": "3", "create_time": "1753772478686", "deduction_credit": " 20.5 ", "video_duration": "5.04", "uid": "101",
    }));
    assert_eq!(job.job_status(), JobStatus::Completed);
    assert_eq!(job.create_time, Some(1_753_772_478_686));
    assert_eq!(job.deduction_credit, Some(20.5));
    assert_eq!(job.video_duration, Some(5.04));
    assert_eq!(job.uid, Some(101));
}

#[test]
fn text_may_come_as_a_number() {
    let job = job(json!({ "_id": 42, "team_id": 7 }));
    assert_eq!(job.id.as_deref(), Some("42"));
    assert_eq!(job.team_id.as_deref(), Some("7"));
}

#[test]
fn no_field_of_a_job_fails_on_any_type() {
    let every_field = serde_json::to_value(JobRecord {
        id: Some("a".into()),
        create_time: Some(1),
        update_time: Some(1),
        uid: Some(1),
        team_id: Some("t".into()),
        status: Some(1),
        video_url: Some("v".into()),
        cover_url: Some("c".into()),
        video_duration: Some(1.0),
        deduction_credit: Some(1.0),
        file_name: Some("f".into()),
        image_url: Some("i".into()),
        prompt: Some("p".into()),
        negative_prompt: Some("n".into()),
        extend_prompt: Some(true),
        resolution: Some("720p".into()),
        audio_type: Some(1),
        audio_url: Some("a".into()),
        effect_code: Some("e".into()),
        effect_name: Some("e".into()),
        webhook_url: Some("w".into()),
        only_add_audio: Some(true),
        model_name: Some("m".into()),
        last_image_url: Some("l".into()),
        batch_count: Some(3),
        sub_type: Some(1501),
        error_reason: Some("r".into()),
        error_code: Some("r".into()),
        faceswap_fail_reason: Some("r".into()),
    })
    .unwrap();
    for field in every_field.as_object().unwrap().keys() {
        for value in [json!(null), json!(true), json!(-1.5), json!("x"), json!([1, [2]]), json!({ "a": { "b": 1 } })] {
            let mut record = every_field.clone();
            record[field] = value.clone();
            assert!(serde_json::from_value::<JobRecord>(record).is_ok(), "{field} as {value}");
        }
    }
}

#[test]
fn unknown_fields_are_ignored() {
    let job = job(json!({ "_id": "a", "status": 2, "brand_new": { "deep": [1, 2, { "x": null }] } }));
    assert_eq!(job.id.as_deref(), Some("a"));
}

#[test]
fn a_failed_job_takes_its_reason_from_the_first_field_that_has_one() {
    for field in ["error_reason", "error_code", "faceswap_fail_reason"] {
        assert_eq!(job(json!({ "status": 4, field: "no face" })).failure_reason(), Some("no face"));
    }
    assert_eq!(job(json!({ "error_reason": "", "error_code": "E7" })).failure_reason(), Some("E7"));
    assert_eq!(job(json!({ "status": 4 })).failure_reason(), None);
}

#[test]
fn an_envelope_with_missing_fields_is_read() {
    let read = |body: Value| serde_json::from_value::<Envelope<Value>>(body).unwrap();
    assert_eq!(read(json!({ "code": 1000, "msg": "OK", "data": { "x": 1 } })).data, Some(json!({ "x": 1 })));
    assert_eq!(read(json!({ "code": "1015" })).code, Some(1015));
    assert_eq!(read(json!({ "status": 404, "msg": "Not Found" })).code, None);
    assert_eq!(read(json!({ "code": null, "msg": 5, "data": null })).code, None);
    assert_eq!(read(json!({ "code": 1000, "request_id": "abc", "extra": [] })).code, Some(1000));
}

#[test]
fn list_entries_with_missing_fields_are_read() {
    let jobs: ResultList = serde_json::from_value(json!({ "result": [{}, { "_id": "a" }], "count": 2 })).unwrap();
    assert_eq!(jobs.result.len(), 2);
    assert_eq!(serde_json::from_value::<ResultList>(json!({})).unwrap().result, []);
    let effects: EffectList = serde_json::from_value(json!({ "result": [{ "name": 5 }], "count": "1" })).unwrap();
    assert_eq!(effects.result.first().unwrap().name.as_deref(), Some("5"));
    assert_eq!(effects.count, Some(1));
}

#[test]
fn credits_may_be_fractional_text_or_missing() {
    let credit = |data: Value| serde_json::from_value::<Credits>(data).unwrap().credit;
    assert_eq!(credit(json!({ "credit": 99.5 })), Some(99.5));
    assert_eq!(credit(json!({ "credit": "99" })), Some(99.0));
    assert_eq!(credit(json!({ "credit": [] })), None);
    assert_eq!(credit(json!({})), None);
}

#[test]
fn ids_are_sent_as_one_comma_separated_string() {
    assert_eq!(serde_json::to_value(ResultsRequest::new(&["a", "b"])).unwrap(), json!({ "_ids": "a,b" }));
    let request = ResultsRequest { ids: " a ,,b,".into() };
    assert_eq!(request.split().collect::<Vec<_>>(), ["a", "b"]);
}
