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
