//! Tokens. Also threats 3 (late or revoked tokens), 5 (confused algorithms; the forged ones are made beside the code that
//! holds the key) and 22 (reaching `/token`).

use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::json;

use crate::support::{Answer, Connection, Gateway, ISSUER, TestLedger, Vendor, pictures, settings};

const CREDITS: &str = akool_contract::path::CREDITS;
const CREATE: &str = akool_contract::path::CREATE;

#[tokio::test]
async fn rule_02_a_token_lives_ten_minutes_by_default_and_not_a_second_longer() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    let answer = gateway.mint(json!({ "subject": "ada" })).await;
    assert_eq!(answer.json()["expires_in"], json!(600));
    assert_eq!(answer.json()["token_type"], json!("Bearer"));
    assert_eq!(answer.json()["scope"], json!("create read upload delete"));
    let token = gateway.token("ada").await;
    gateway.clock.advance(Duration::from_secs(598));
    assert_eq!(gateway.get(CREDITS, &token).await.status, 200);
    gateway.clock.advance(Duration::from_secs(2));
    let late = gateway.get(CREDITS, &token).await;
    assert_eq!((late.status, late.code()), (401, 1101));
    assert_eq!(late.header("www-authenticate"), Some("Bearer"));
}

#[tokio::test]
async fn threat_03_a_revoked_token_is_refused_at_once() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    let minted = gateway.mint(json!({ "subject": "ada" })).await.json();
    let (token, jti) = (minted["access_token"].as_str().expect("a token"), minted["jti"].as_str().expect("a name"));
    let other = gateway.token("bob").await;
    let path = format!("/token/{jti}");

    let by_another = gateway.send("DELETE", &path, &[("Authorization", &format!("Bearer {other}"))], b"").await;
    assert_eq!(by_another.status, 403, "a token cannot take back another");
    assert_eq!(gateway.get(CREDITS, token).await.status, 200);

    let by_issuer = gateway.send("DELETE", &path, &[("Authorization", &format!("Bearer {ISSUER}"))], b"").await;
    assert_eq!(by_issuer.status, 204);
    assert_eq!(gateway.get(CREDITS, token).await.status, 401);
    assert_eq!(gateway.get(CREDITS, &other).await.status, 200, "others stay");
}

#[tokio::test]
async fn threat_03_a_token_can_take_itself_back() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    let minted = gateway.mint(json!({ "subject": "ada" })).await.json();
    let (token, jti) = (minted["access_token"].as_str().expect("a token"), minted["jti"].as_str().expect("a name"));
    let authorization = format!("Bearer {token}");
    let answer = gateway.send("DELETE", &format!("/token/{jti}"), &[("Authorization", &authorization)], b"").await;
    assert_eq!(answer.status, 204);
    assert_eq!(gateway.get(CREDITS, token).await.status, 401);
}

#[tokio::test]
async fn threat_05_an_unsigned_or_altered_token_is_refused() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    let token = gateway.token("ada").await;
    let [header, claims, signature] = token.split('.').collect::<Vec<_>>()[..] else { panic!("three parts") };
    let encode = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
    let others =
        String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(claims).expect("base64")).expect("text").replace("ada", "bob");
    let forged = [
        format!("{}.{claims}.", encode(r#"{"typ":"at+jwt","alg":"none"}"#)),
        format!("{}.{claims}.{signature}", encode(r#"{"typ":"at+jwt","alg":"none"}"#)),
        format!("{}.{claims}.{signature}", encode(r#"{"typ":"at+jwt","alg":"HS512"}"#)),
        format!("{}.{claims}.{signature}", encode(r#"{"typ":"at+jwt","alg":"RS256"}"#)),
        format!("{}.{claims}.{signature}", encode(r#"{"typ":"JWT","alg":"HS256"}"#)),
        format!("{header}.{}.{signature}", encode(&others)),
        format!("{header}.{claims}."),
        format!("{header}.{claims}"),
        format!("{token}="),
        String::new(),
    ];
    for token in forged {
        let answer = gateway.get(CREDITS, &token).await;
        assert_eq!((answer.status, answer.code()), (401, 1101), "{token}");
    }
    assert!(vendor.seen().is_empty());
}

#[tokio::test]
async fn rule_02_a_call_needs_exactly_one_bearer_header() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    let bearer = format!("Bearer {}", gateway.token("ada").await);
    let none = gateway.send("GET", CREDITS, &[("x-api-key", crate::support::ISSUER)], b"").await;
    assert_eq!((none.status, none.code()), (401, 1102));
    let two = gateway.send("GET", CREDITS, &[("Authorization", &bearer), ("Authorization", &bearer)], b"").await;
    assert_eq!(two.status, 401);
    let basic = gateway.send("GET", CREDITS, &[("Authorization", &bearer.replace("Bearer", "Basic"))], b"").await;
    assert_eq!(basic.status, 401);
    assert!(vendor.seen().is_empty());
}

#[tokio::test]
async fn rule_02_scopes_and_limits_are_frozen_in_at_minting() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    let mint = async |request: serde_json::Value| {
        gateway.mint(request).await.json()["access_token"].as_str().expect("a token").to_owned()
    };
    let reader = mint(json!({ "subject": "ada", "scopes": ["read"] })).await;
    assert_eq!(gateway.create(&reader).await.status, 403);
    assert_eq!(gateway.upload(&reader, "image/png", b"").await.status, 403);
    assert_eq!(gateway.get(CREDITS, &reader).await.status, 200);
    let before = vendor.seen().len();

    let limits = json!({ "max_resolution": "720p", "max_video_seconds": 5, "models": ["AkoolImage2VideoFastV1"] });
    let narrow = mint(json!({ "subject": "ada", "limits": limits })).await;
    let greedy = json!({
        "image_url": "https://images.example/a.png", "prompt": "move", "resolution": "4k", "video_length": 10,
        "is_premium_model": true
    });
    let answer = gateway.post(CREATE, &narrow, &greedy).await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.issue_paths(), ["resolution", "video_length", "is_premium_model"]);
    assert_eq!(vendor.seen().len(), before);
    assert_eq!(gateway.create(&narrow).await.status, 200);
}

#[tokio::test]
async fn rule_02_a_token_may_be_bound_to_one_page() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    let minted = gateway.mint(json!({ "subject": "ada", "origin": "https://shop.example" })).await.json();
    let authorization = format!("Bearer {}", minted["access_token"].as_str().expect("a token"));
    let from = async |origin: &str| {
        let headers = [("Authorization", authorization.as_str()), ("Origin", origin)];
        gateway.send("GET", CREDITS, &headers, b"").await.status
    };
    assert_eq!(from("https://shop.example").await, 200);
    for origin in ["https://evil.example", "null", "https://shop.example.evil.example", "http://shop.example"] {
        assert_eq!(from(origin).await, 403, "{origin}");
    }
    let without = gateway.send("GET", CREDITS, &[("Authorization", &authorization)], b"").await;
    assert_eq!(without.status, 403, "no Origin means the gateway's own page, which is another one");
}

#[tokio::test]
async fn threat_22_only_the_issuer_mints() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    let user = gateway.token("ada").await;
    let body = br#"{"subject":"root"}"#;
    assert_eq!(gateway.send("POST", "/token", &[], body).await.status, 401);
    for guess in [
        user.as_str(),
        "",
        "guess",
        &ISSUER[1..],
        &format!("{ISSUER}x"),
        &ISSUER.to_lowercase(),
        crate::support::MASTER,
    ] {
        let answer = gateway.send("POST", "/token", &[("Authorization", &format!("Bearer {guess}"))], body).await;
        assert_eq!(answer.status, 401, "{guess}");
    }
}

#[tokio::test]
async fn threat_22_a_minted_token_can_only_be_narrower_than_its_issuer() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    let orders = [
        (json!({}), "subject"),
        (json!({ "subject": "" }), "subject"),
        (json!({ "subject": "a b" }), "subject"),
        (json!({ "subject": "a", "ttl_seconds": 601 }), "ttl_seconds"),
        (json!({ "subject": "a", "ttl_seconds": 0 }), "ttl_seconds"),
        (json!({ "subject": "a", "scopes": [] }), "scopes"),
        (json!({ "subject": "a", "origin": "https://evil.example" }), "origin"),
        (json!({ "subject": "a", "scopes": ["admin"] }), ""),
        (json!({ "subject": "a", "exp": 99 }), ""),
        (json!({ "subject": "a", "limits": { "max_credits_ever": 5 } }), ""),
        (json!({ "subject": "a", "limits": ["720p"] }), ""),
        (json!(["a"]), ""),
    ];
    for (order, path) in orders {
        let answer = gateway.mint(order.clone()).await;
        assert_eq!((answer.status, answer.issue_paths()), (400, vec![path.to_owned()]), "{order}");
    }
    let short = gateway.mint(json!({ "subject": "a", "ttl_seconds": 60 })).await;
    assert_eq!(short.json()["expires_in"], json!(60));
}

#[tokio::test]
async fn threat_22_without_login_only_known_pages_of_this_machine_get_a_token() {
    let vendor = Vendor::friendly().await;
    let mut settings = settings(&vendor.url);
    settings.minting = akool_gateway::Minting::LoginFree;
    let gateway = Gateway::start_with(settings).await;
    assert_eq!(gateway.send("POST", "/token", &[], b"").await.status, 200);
    assert_eq!(gateway.send("POST", "/token", &[("Origin", "https://shop.example")], b"{}").await.status, 200);
    assert_eq!(gateway.send("POST", "/token", &[("Origin", &gateway.url)], b"").await.status, 200);
    for origin in ["https://evil.example", "null", "http://127.0.0.1:1"] {
        assert_eq!(gateway.send("POST", "/token", &[("Origin", origin)], b"").await.status, 403, "{origin}");
    }
    let other = gateway.send("POST", "/token", &[], br#"{"subject":"somebody"}"#).await;
    assert_eq!((other.status, other.issue_paths()), (400, vec!["subject".to_owned()]));
}

#[tokio::test]
async fn threat_22_without_login_a_name_rebound_to_this_machine_reaches_nothing() {
    let vendor = Vendor::friendly().await;
    let mut settings = settings(&vendor.url);
    settings.minting = akool_gateway::Minting::LoginFree;
    let gateway = Gateway::start_with(settings).await;
    let status_for = async |host: &str| {
        let mut connection = crate::support::Connection::open(&gateway.url).await;
        let request = format!("POST /token HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        connection.write(request.as_bytes()).await.expect("it listens");
        crate::support::Answer::parse(&connection.read_to_end().await).status
    };
    for host in ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil.example"] {
        assert_eq!(status_for(host).await, 403, "{host}");
    }
    for host in ["localhost:8080", "127.0.0.1:8080", "[::1]:8080"] {
        assert_eq!(status_for(host).await, 200, "{host}");
    }
}

#[tokio::test]
async fn threat_28_a_token_is_taken_back_at_once_also_when_the_ledger_cannot_be_written() {
    let vendor = Vendor::friendly().await;
    let ledger = TestLedger::sqlite();
    let mut settings = ledger.settings(&vendor.url);
    // Tokens name the gateway they are for, so it has to keep its name.
    settings.public_url = Some("http://127.0.0.1:8080".parse().expect("a URL"));
    let gateway = Gateway::start_with(settings.clone()).await;
    let minted = gateway.mint(json!({ "subject": "ada" })).await.json();
    let (token, jti) = (minted["access_token"].as_str().expect("a token"), minted["jti"].as_str().expect("a name"));
    ledger.execute("CREATE TRIGGER full BEFORE INSERT ON revoked BEGIN SELECT RAISE(ABORT, 'the disk is full'); END");
    let authorization = format!("Bearer {ISSUER}");
    let path = format!("/token/{jti}");
    let answer = gateway.send("DELETE", &path, &[("Authorization", &authorization)], b"").await;
    assert_eq!((answer.status, &answer.json()["retryable"]), (503, &json!(true)), "it is not written down");
    assert_eq!(gateway.get(CREDITS, token).await.status, 401, "and it has ended all the same");

    ledger.execute("DROP TRIGGER full");
    while ledger.numbers("SELECT count(*) FROM revoked") == [0] {
        tokio::task::yield_now().await;
    }
    drop(gateway);
    let after = Gateway::start_with(settings).await;
    assert_eq!(after.get(CREDITS, token).await.status, 401, "it was written down after all");
    assert_eq!(after.get(CREDITS, &after.token("ada").await).await.status, 200);
}

#[tokio::test]
async fn threat_03_a_token_that_ends_while_a_request_comes_in_pays_and_deletes_nothing() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    let body =
        json!({ "image_url": "https://images.example/a.png", "prompt": "move", "pre_video_id": "x", "_ids": "x" });
    let paths = [
        CREATE,
        akool_contract::path::CREATE_BATCH,
        akool_contract::path::UPDATE_AUDIO,
        akool_contract::path::DELETE,
        akool_contract::path::UPLOADS,
    ];
    for path in paths {
        for is_taken_back in [true, false] {
            let minted = gateway.mint(json!({ "subject": "ada" })).await.json();
            let token = minted["access_token"].as_str().expect("a token");
            let is_upload = path == akool_contract::path::UPLOADS;
            let bytes = if is_upload { pictures::png() } else { body.to_string().into_bytes() };
            let content_type = if is_upload { "image/png" } else { "application/json" };
            let jti = minted["jti"].as_str().expect("a name");
            let head = format!(
                "POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n",
                bytes.len()
            );
            let mut connection = Connection::open(&gateway.url).await;
            connection.write(head.as_bytes()).await.expect("it listens");
            // The gateway begins to read when it knows the caller.
            connection.read_until(b"100 Continue\r\n\r\n").await;
            if is_taken_back {
                let authorization = format!("Bearer {ISSUER}");
                let headers = [("Authorization", authorization.as_str())];
                assert_eq!(gateway.send("DELETE", &format!("/token/{jti}"), &headers, b"").await.status, 204);
            } else {
                gateway.clock.advance(Duration::from_secs(600));
            }
            connection.write(&bytes).await.expect("it listens");
            let answer = Answer::parse(&connection.read_to_end().await);
            assert_eq!(answer.status, 401, "{path}: {answer:?}");
        }
    }
    assert!(vendor.seen().is_empty());
}
