use akool_contract::path;
use serde_json::{Value, json};

use crate::support::{API_KEY, Bench, CLIENT_ID, body_of, text};

const GUARDED: [(&str, &str); 11] = [
    ("POST", path::CREATE),
    ("POST", path::CREATE_BATCH),
    ("POST", path::RESULTS),
    ("GET", path::EFFECTS),
    ("POST", path::UPDATE_AUDIO),
    ("POST", path::DELETE),
    ("GET", "/api/open/v4/aigModel/list?types[]=1501"),
    ("GET", path::CREDITS),
    ("GET", "/api/open/v3/content/video/infobymodelid?video_model_id=1"),
    ("GET", "/api/open/v3/content/video/list"),
    ("POST", "/api/open/v4/text2Video/createByPrompt/batch"),
];

async fn ask(bench: &Bench, method: &str, path: &str, headers: &[(&str, &str)]) -> Value {
    let mut request = bench.client.request(method.parse().expect("a method"), bench.url(path));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    if method == "POST" {
        request = request.json(&json!({}));
    }
    body_of(request.send().await.expect("an answer")).await
}

async fn token(bench: &Bench) -> String {
    let answer = bench.post_json(path::VENDOR_TOKEN, &json!({ "clientId": CLIENT_ID, "clientSecret": API_KEY })).await;
    text(&answer["token"]).to_owned()
}

#[tokio::test]
async fn every_account_route_answers_1102_without_credentials() {
    let bench = Bench::new().await;
    for (method, path) in GUARDED {
        let answer = ask(&bench, method, path, &[]).await;
        assert_eq!(answer["code"], 1102, "{path}: {answer}");
        assert!(answer.get("data").is_none(), "{path}: {answer}");
        assert!(!text(&answer["msg"]).is_empty());
    }
}

#[tokio::test]
async fn every_account_route_answers_1109_to_an_unknown_key() {
    let bench = Bench::new().await;
    for (method, path) in GUARDED {
        for key in [CLIENT_ID, "x", "SimClientSecret-0123456789abcdeF"] {
            assert_eq!(ask(&bench, method, path, &[("x-api-key", key)]).await["code"], 1109, "{path}");
        }
    }
}

#[tokio::test]
async fn every_account_route_answers_1101_to_a_bad_bearer_even_beside_a_good_key() {
    let bench = Bench::new().await;
    for (method, path) in GUARDED {
        for value in ["Bearer x", "Bearer ", "Basic eDp5", API_KEY] {
            let headers = [("authorization", value), ("x-api-key", API_KEY)];
            let answer = ask(&bench, method, path, &headers).await;
            assert_eq!(answer["code"], 1101, "{path} with {value}");
            assert_eq!(answer["msg"], "invalid authorization");
        }
    }
}

#[tokio::test]
async fn get_token_returns_a_jwt_with_the_documented_claims_next_to_the_code() {
    let bench = Bench::new().await;
    let answer = bench.post_json(path::VENDOR_TOKEN, &json!({ "clientId": CLIENT_ID, "clientSecret": API_KEY })).await;
    assert_eq!(answer["code"], 1000);
    assert_eq!(answer.as_object().expect("an object").len(), 2, "only code and token: {answer}");
    let parts: Vec<&str> = text(&answer["token"]).split('.').collect();
    assert_eq!(parts.len(), 3);
    let read = |part: &str| -> Value {
        use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64")).expect("JSON")
    };
    assert_eq!(read(parts[0])["alg"], "HS256");
    let claims = read(parts[1]);
    for name in ["id", "type", "from", "email", "firstName", "uid", "code", "iat", "exp"] {
        assert!(claims.get(name).is_some(), "{name} in {claims}");
    }
    let life = claims["exp"].as_i64().expect("exp") - claims["iat"].as_i64().expect("iat");
    assert!(life > 366 * 24 * 3600, "more than a year");
}

#[tokio::test]
async fn a_token_opens_every_account_route_even_next_to_a_wrong_key() {
    let bench = Bench::new().await;
    let bearer = format!("Bearer {}", token(&bench).await);
    for (method, path) in GUARDED {
        let headers = [("authorization", bearer.as_str()), ("x-api-key", "wrong")];
        let code = ask(&bench, method, path, &headers).await["code"].as_i64().expect("a code");
        assert!(![1101, 1102, 1109].contains(&code), "{path}: {code}");
    }
}

#[tokio::test]
async fn a_token_expires_after_more_than_a_year_of_the_simulators_clock() {
    let bench = Bench::new().await;
    let bearer = format!("Bearer {}", token(&bench).await);
    let day_ms = 24 * 3600 * 1000;
    bench.advance(399 * day_ms).await;
    assert_eq!(ask(&bench, "GET", path::CREDITS, &[("authorization", &bearer)]).await["code"], 1000);
    bench.advance(2 * day_ms).await;
    assert_eq!(ask(&bench, "GET", path::CREDITS, &[("authorization", &bearer)]).await["code"], 1101);
}

#[tokio::test]
async fn a_changed_token_is_refused() {
    let bench = Bench::new().await;
    let token = token(&bench).await;
    let (head, rest) = token.split_once('.').expect("three parts");
    let (claims, signature) = rest.split_once('.').expect("three parts");
    let unsigned = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0";
    for forged in [format!("{unsigned}.{claims}."), format!("{head}.{claims}.AAAA"), format!("{head}.e30.{signature}")]
    {
        let bearer = format!("Bearer {forged}");
        assert_eq!(ask(&bench, "GET", path::CREDITS, &[("authorization", &bearer)]).await["code"], 1101);
    }
}

#[tokio::test]
async fn get_token_refuses_wrong_and_missing_credentials() {
    let bench = Bench::new().await;
    for (body, code) in [
        (json!({ "clientId": CLIENT_ID, "clientSecret": "wrong" }), 1109),
        (json!({ "clientId": "wrong", "clientSecret": API_KEY }), 1109),
        (json!({ "clientId": CLIENT_ID }), 1003),
        (json!([]), 1003),
    ] {
        let answer = bench.post_json(path::VENDOR_TOKEN, &body).await;
        assert_eq!(answer["code"], code, "{body}");
        assert!(answer.get("token").is_none());
    }
}

#[tokio::test]
async fn a_banned_account_gets_1200() {
    let bench = Bench::new().await;
    bench.control("account", &json!({ "banned": true })).await;
    assert_eq!(bench.get_json(path::CREDITS).await["code"], 1200);
    bench.control("account", &json!({ "banned": false })).await;
    assert_eq!(bench.get_json(path::CREDITS).await["code"], 1000);
}
