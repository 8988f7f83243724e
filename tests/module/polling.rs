use js_sys::Array;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{client, create, done, get, id_counts, network, played, sent_to, text};

#[wasm_bindgen_test]
async fn several_jobs_are_looked_at_in_one_request_and_come_in_the_order_asked_for() {
    let network = network("[]");
    let client = client(Some(&network));
    let first = create(&client, "one").await;
    let second = create(&client, "two").await;
    let refs = Array::of2(&get(&second, "id"), &first);
    let jobs = Array::from(&done(client.poll_image_to_video(&refs)).await);
    assert_eq!(text(&jobs.get(0), "id"), text(&second, "id"));
    assert_eq!(text(&jobs.get(1), "id"), text(&first, "id"));
    assert_eq!(sent_to(&network, "resultsByIds"), 1);
}

#[wasm_bindgen_test]
async fn sixty_jobs_take_two_requests_and_come_in_the_order_asked_for() {
    let (client, network) = played(r#"[{"path": "resultsByIds", "answer": {"every": 2}}]"#);
    let refs: Array = (0..60).map(|number| JsValue::from(format!("job-{number}"))).collect();
    let jobs = Array::from(&done(client.poll_image_to_video(&refs)).await);
    let ids: Vec<String> = jobs.iter().map(|job| text(&job, "id")).collect();
    assert_eq!(ids, refs.iter().filter_map(|id| id.as_string()).collect::<Vec<_>>());
    assert_eq!(id_counts(&network), [50, 10]);
}

#[wasm_bindgen_test]
async fn a_job_stays_as_it_was_when_the_list_of_results_is_something_else() {
    let job = r#"{"_id": "job", "status": 3, "video_url": "https://media.example/a.mp4"}"#;
    for data in ["null", "[]", "\"\"", "{}", r#"{"result": null}"#, r#"{"result": ""}"#, r#"{"result": [null, 7]}"#] {
        let answer = format!(r#"{{"status": 200, "body": {{"code": 1000, "data": {data}}}}}"#);
        let (client, _) = played(&format!(r#"[{{"path": "resultsByIds", "answer": {answer}}}]"#));
        let polled = done(client.poll_image_to_video(&"job".into())).await;
        assert_eq!((text(&polled, "id"), text(&polled, "status")), ("job".into(), "queueing".into()), "{data}");
    }
    for data in [format!(r#"{{"result": [null, {job}]}}"#), format!(r#"{{"result": {job}}}"#), format!("[{job}]")] {
        let answer = format!(r#"{{"status": 200, "body": {{"code": 1000, "data": {data}}}}}"#);
        let (client, _) = played(&format!(r#"[{{"path": "resultsByIds", "answer": {answer}}}]"#));
        let polled = done(client.poll_image_to_video(&"job".into())).await;
        assert_eq!(text(&polled, "status"), "completed", "{data}");
    }
}

#[wasm_bindgen_test]
async fn catalogues_and_deletions_are_lists_whatever_the_answer_says() {
    for data in ["null", "{}", "\"\"", "[]", "[null, 7]"] {
        let envelope = |data: &str| format!(r#"{{"status": 200, "body": {{"code": 1000, "data": {data}}}}}"#);
        let lists = format!(r#"{{"result": {data}, "successIds": {data}, "noPermissionItems": {data}}}"#);
        let (client, _) = played(&format!(
            r#"[{{"path": "effects", "answer": {lists}}}, {{"path": "aigModel/list", "answer": {models}}},
                {{"path": "delbyids", "answer": {lists}}}]"#,
            lists = envelope(&lists),
            models = envelope(data),
        ));
        assert_eq!(Array::from(&done(client.list_effects()).await).length(), 0, "{data}");
        assert_eq!(Array::from(&done(client.list_models()).await).length(), 0, "{data}");
        let deleted = done(client.delete_videos(&"job".into())).await;
        assert!(Array::is_array(&get(&deleted, "successIds")), "{data}");
        assert_eq!(Array::from(&get(&deleted, "noPermissionItems")).length(), 0, "{data}");
    }
}
