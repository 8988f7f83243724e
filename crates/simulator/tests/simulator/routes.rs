use akool_contract::path;
use akool_simulator::{Cors, Options};
use reqwest::{Method, header};
use serde_json::{Value, json};

use crate::support::{API_KEY, Bench, options};

#[tokio::test]
async fn routes_akool_does_not_have_get_its_404_even_with_a_good_key() {
    let bench = Bench::new().await;
    let unknown = [
        (Method::GET, "/"),
        (Method::POST, "/api/open/v4/image2Video/create"),
        (Method::POST, "/api/open/v4/image2video/createBySourcePrompt"),
        (Method::GET, "/api/open/v4/image2Video/info?_id=1"),
        (Method::GET, "/api/open/v4/image2Video/info/1"),
        (Method::GET, "/api/open/v4/image2Video/result?_id=1"),
        (Method::DELETE, path::DELETE),
        (Method::GET, path::CREATE),
        (Method::POST, path::EFFECTS),
        (Method::PUT, path::CREATE),
        (Method::POST, "/api/v1/auth/token"),
        (Method::POST, "/api/open/v4/image2Video/createBySourcePrompt/"),
    ];
    for (method, path) in unknown {
        for key in [Some(API_KEY), None] {
            let mut request = bench.client.request(method.clone(), bench.url(path));
            if let Some(key) = key {
                request = request.header("x-api-key", key);
            }
            let response = request.send().await.expect("an answer");
            assert_eq!(response.status(), 404, "{method} {path}");
            let body: Value = response.json().await.expect("JSON");
            assert_eq!(body, json!({ "status": 404, "msg": "Not Found" }), "{method} {path}");
        }
    }
}

#[tokio::test]
async fn control_routes_only_exist_when_enabled() {
    let bench = Bench::with(Options { control: false, ..options() }).await;
    for path in ["/_control/", "/_control/clock", "/_control/journal"] {
        assert_eq!(bench.get(path).send().await.expect("an answer").status(), 404, "{path}");
    }
}

async fn preflight(bench: &Bench, wanted: &str) -> Option<String> {
    let request = bench
        .client
        .request(Method::OPTIONS, bench.url(path::CREATE))
        .header(header::ORIGIN, "https://page.test")
        .header(header::ACCESS_CONTROL_REQUEST_METHOD, "POST")
        .header(header::ACCESS_CONTROL_REQUEST_HEADERS, wanted);
    let response = request.send().await.expect("an answer");
    let headers = response.headers();
    let origin = headers.get(header::ACCESS_CONTROL_ALLOW_ORIGIN)?;
    assert_eq!(origin, "*");
    headers.get(header::ACCESS_CONTROL_ALLOW_HEADERS).map(|value| value.to_str().expect("text").to_owned())
}

#[tokio::test]
async fn cross_origin_access_to_the_api_is_an_option() {
    let closed = Bench::with(Options { cors: Cors::Off, ..options() }).await;
    assert_eq!(preflight(&closed, "authorization").await, None);
    let bearer = Bench::with(Options { cors: Cors::Bearer, ..options() }).await;
    let allowed = preflight(&bearer, "authorization").await.expect("an answer to the preflight");
    assert!(allowed.contains("authorization") && allowed.contains("content-type") && !allowed.contains("x-api-key"));
    let open = Bench::with(Options { cors: Cors::Any, ..options() }).await;
    assert!(preflight(&open, "x-api-key").await.expect("an answer to the preflight").contains("x-api-key"));
}
