use reqwest::{Response, header};
use serde_json::json;

use crate::support::{Bench, text};

const WEEK_MS: i64 = 7 * 24 * 3600 * 1000;

async fn get(bench: &Bench, url: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = bench.client.get(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.expect("an answer")
}

fn header(response: &Response, name: header::HeaderName) -> String {
    response.headers().get(name).map(|value| value.to_str().expect("text").to_owned()).unwrap_or_default()
}

#[tokio::test]
async fn a_video_is_served_to_every_origin_without_credentials() {
    let bench = Bench::new().await;
    let item = bench.finished(json!({})).await;
    let response = get(&bench, text(&item["video_url"]), &[("origin", "https://page.test")]).await;
    assert_eq!(response.status(), 200);
    assert_eq!(header(&response, header::CONTENT_TYPE), "video/mp4");
    assert_eq!(header(&response, header::ACCEPT_RANGES), "bytes");
    assert_eq!(header(&response, header::ACCESS_CONTROL_ALLOW_ORIGIN), "*");
    assert_eq!(header(&response, header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    let length: usize = header(&response, header::CONTENT_LENGTH).parse().expect("a length");
    assert_eq!(response.bytes().await.expect("a body").len(), length);
}

#[tokio::test]
async fn the_cover_is_a_jpeg() {
    let bench = Bench::new().await;
    let item = bench.finished(json!({})).await;
    let cover = bench.bytes(&item["cover_url"]).await;
    assert_eq!(image::guess_format(&cover).expect("a picture"), image::ImageFormat::Jpeg);
}

#[tokio::test]
async fn ranges_return_exactly_the_requested_bytes() {
    let bench = Bench::new().await;
    let item = bench.finished(json!({})).await;
    let url = text(&item["video_url"]);
    let whole = bench.bytes(&item["video_url"]).await;
    let length = whole.len();
    let cases = [
        ("bytes=0-0".to_owned(), 0, 1),
        ("bytes=10-99".to_owned(), 10, 100),
        ("bytes=100-".to_owned(), 100, length),
        ("bytes=-50".to_owned(), length - 50, length),
        (format!("bytes=5-{}", length * 2), 5, length),
    ];
    for (range, first, end) in cases {
        let response = get(&bench, url, &[("range", &range)]).await;
        assert_eq!(response.status(), 206, "{range}");
        assert_eq!(header(&response, header::CONTENT_RANGE), format!("bytes {first}-{}/{length}", end - 1));
        assert_eq!(response.bytes().await.expect("a body"), whole[first..end], "{range}");
    }
}

#[tokio::test]
async fn a_range_beyond_the_end_gets_416_and_several_ranges_get_everything() {
    let bench = Bench::new().await;
    let item = bench.finished(json!({})).await;
    let url = text(&item["video_url"]);
    let length = bench.bytes(&item["video_url"]).await.len();
    let response = get(&bench, url, &[("range", &format!("bytes={length}-"))]).await;
    assert_eq!(response.status(), 416);
    assert_eq!(header(&response, header::CONTENT_RANGE), format!("bytes */{length}"));
    assert_eq!(get(&bench, url, &[("range", "bytes=0-1,5-6")]).await.status(), 200);
    assert_eq!(get(&bench, url, &[("range", "lines=1-2")]).await.status(), 200);
}

#[tokio::test]
async fn a_current_etag_gets_304_and_a_stale_one_disables_the_range() {
    let bench = Bench::new().await;
    let item = bench.finished(json!({})).await;
    let url = text(&item["video_url"]);
    let tag = header(&get(&bench, url, &[]).await, header::ETAG);
    assert_eq!(get(&bench, url, &[("if-none-match", &tag)]).await.status(), 304);
    assert_eq!(get(&bench, url, &[("range", "bytes=0-1"), ("if-range", &tag)]).await.status(), 206);
    assert_eq!(get(&bench, url, &[("range", "bytes=0-1"), ("if-range", "\"old\"")]).await.status(), 200);
}

#[tokio::test]
async fn head_returns_the_length_without_the_body() {
    let bench = Bench::new().await;
    let item = bench.finished(json!({})).await;
    let response = bench.client.head(text(&item["video_url"])).send().await.expect("an answer");
    assert_eq!(response.status(), 200);
    assert!(header(&response, header::CONTENT_LENGTH).parse::<usize>().expect("a length") > 1000);
}

#[tokio::test]
async fn a_preflight_for_ranges_is_granted_to_every_origin() {
    let bench = Bench::new().await;
    let item = bench.finished(json!({})).await;
    let request = bench
        .client
        .request(reqwest::Method::OPTIONS, text(&item["video_url"]))
        .header("origin", "https://page.test")
        .header("access-control-request-method", "GET")
        .header("access-control-request-headers", "range");
    let response = request.send().await.expect("an answer");
    assert_eq!(response.status(), 200);
    assert_eq!(header(&response, header::ACCESS_CONTROL_ALLOW_ORIGIN), "*");
    assert!(header(&response, header::ACCESS_CONTROL_ALLOW_HEADERS).contains("range"));
}

#[tokio::test]
async fn results_expire_after_seven_days_of_the_clock() {
    let bench = Bench::new().await;
    let item = bench.finished(json!({})).await;
    // Completed 4.1 s after the start; `finished` has moved the clock to 5 s.
    bench.advance(WEEK_MS - 900 - 1).await;
    assert_eq!(get(&bench, text(&item["video_url"]), &[]).await.status(), 200);
    bench.advance(1).await;
    for name in ["video_url", "cover_url"] {
        let response = get(&bench, text(&item[name]), &[]).await;
        assert_eq!(response.status(), 403);
        assert!(response.text().await.expect("a body").contains("AccessDenied"));
    }
    let id = text(&item["_id"]);
    assert_eq!(bench.result(id).await["status"], 3, "the record stays");
}

#[tokio::test]
async fn media_urls_start_with_the_public_url() {
    let public_url = Some("https://media.test/".to_owned());
    let bench = Bench::with(akool_simulator::Options { public_url, ..crate::support::options() }).await;
    let item = bench.finished(json!({})).await;
    for name in ["video_url", "cover_url"] {
        assert!(text(&item[name]).starts_with("https://media.test/media/1"), "{item}");
    }
    let effects = bench.get_json(akool_contract::path::EFFECTS).await;
    assert_eq!(effects["data"]["result"][0]["video_url"], "https://media.test/media/effects/Squish.mp4");
}

#[tokio::test]
async fn unknown_media_are_answered_like_expired_ones() {
    let bench = Bench::new().await;
    let item = bench.finished(json!({})).await;
    let id = text(&item["_id"]);
    let paths = ["/media/1-1.mp4", "/media/effects/Nothing.mp4", "/media/effects/Squish.gif", "/media/effects/Squish"];
    for path in paths.map(str::to_owned).into_iter().chain([format!("/media/source%2F{id}")]) {
        assert_eq!(get(&bench, &bench.url(&path), &[]).await.status(), 403, "{path}");
    }
}
