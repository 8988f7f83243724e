use js_sys::Array;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{client, collector, create, done, gateway, get, js, picture, quick, text, with};

#[wasm_bindgen_test]
async fn a_picture_becomes_a_video_that_can_be_fetched() {
    let client = client(None);
    let before = done(client.get_credits()).await.as_f64();
    let job = create(&client, "slow zoom in").await;
    assert_eq!(text(&job, "status"), "queueing");
    let after = done(client.get_credits()).await.as_f64();
    assert!(after < before, "{after:?} {before:?}");

    let seen = Array::new();
    let options = with(quick(), "onUpdate", &collector(&seen));
    let job = done(client.wait_for_video(&job, &options)).await;
    assert_eq!(text(&job, "status"), "completed");
    assert!(text(&job, "video_url").starts_with("http"));
    assert!(get(&job, "expiresAt").as_f64() > Some(js_sys::Date::now()));
    assert!(get(&job, "deduction_credit").as_f64() > Some(0.0));
    assert_eq!(text(&seen.get(seen.length() - 1), "status"), "completed");

    let progress = Array::new();
    let options = with(js("{}"), "onProgress", &collector(&progress));
    let video = done(client.download_video(&job, &options)).await;
    assert!(get(&video, "size").as_f64() > Some(1000.0));
    assert!(progress.length() > 0);
}

#[wasm_bindgen_test]
async fn effects_are_listed_and_a_file_gets_an_address() {
    let client = client(None);
    let effects = Array::from(&done(client.list_effects()).await);
    assert!(effects.length() >= 8);
    let progress = Array::new();
    let options = with(js("{}"), "onProgress", &collector(&progress));
    let url = done(client.upload_file(&picture().await, &options)).await;
    assert!(url.as_string().is_some_and(|url| url.starts_with(&gateway())));
}
