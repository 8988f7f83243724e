//! Sessions that are signed with keys the site publishes. Also threats 5 (confused algorithms) and 22 (reaching `/token`).

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use akool_gateway::{SessionKeys, Sessions};
use aws_lc_rs::rsa::KeySize;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use crate::support::{Answer, Connection, Gateway, KeyServer, Reply, Signer, Vendor, settings};

const BETWEEN_FETCHES: Duration = Duration::from_secs(30);

fn claims() -> Value {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
    json!({ "iss": "https://shop.example", "aud": "video", "sub": "ada", "exp": now + 100_000 })
}

async fn gateway_with(keys: SessionKeys) -> Gateway {
    let vendor = Vendor::friendly().await;
    let mut settings = settings(&vendor.url);
    settings.sessions = Some(Sessions {
        keys,
        issuer: Some("https://shop.example".into()),
        audience: Some("video".into()),
        clock_skew_seconds: 60,
    });
    Gateway::start_with(settings).await
}

async fn gateway(server: &KeyServer) -> Gateway {
    gateway_with(SessionKeys::PublishedAt(server.url().parse().expect("a URL"))).await
}

async fn mint(gateway: &Gateway, session: &str) -> Answer {
    gateway.send("POST", "/token", &[("Authorization", &format!("Bearer {session}"))], b"").await
}

fn signers() -> [Signer; 3] {
    [Signer::rsa("r", KeySize::Rsa2048), Signer::ec("e"), Signer::ed("d")]
}

fn published(signers: &[Signer]) -> Vec<Value> {
    signers.iter().map(Signer::jwk).collect()
}

#[tokio::test]
async fn rule_02_sessions_signed_with_published_keys_mint_for_their_subject() {
    let signers = signers();
    let server = KeyServer::start(&published(&signers)).await;
    let gateway = gateway(&server).await;
    for signer in &signers {
        let answer = mint(&gateway, &signer.sign(&claims())).await;
        assert_eq!(answer.status, 200, "{}: {answer:?}", signer.algorithm());
    }
    assert_eq!(server.asked(), 1, "the keys are asked for once");
}

#[tokio::test]
async fn threat_05_the_key_says_which_algorithm_it_is_for_and_the_token_does_not() {
    let signers = signers();
    let server = KeyServer::start(&published(&signers)).await;
    let gateway = gateway(&server).await;
    let public = signers[0].jwk();
    for signer in &signers {
        for algorithm in ["none", "HS256", "HS512", "RS256", "RS384", "PS256", "ES256", "ES384", "EdDSA"] {
            for kid in ["r", "e", "d"] {
                let header = json!({ "typ": "JWT", "alg": algorithm, "kid": kid });
                let is_right = algorithm == signer.algorithm() && signer.jwk()["kid"] == kid;
                let answer = mint(&gateway, &signer.sign_with(&header, &claims())).await;
                assert_eq!(answer.status == 200, is_right, "{header} by {}", signer.algorithm());
            }
        }
    }
    // The oldest trick: the public key as the secret of an HMAC.
    for secret in [public["n"].as_str().expect("text"), &public.to_string()] {
        let mut header = jsonwebtoken::Header::new(jsonwebtoken::Algorithm::HS256);
        header.kid = Some("r".into());
        let key = jsonwebtoken::EncodingKey::from_secret(secret.as_bytes());
        let forged = jsonwebtoken::encode(&header, &claims(), &key).expect("it signs");
        assert_eq!(mint(&gateway, &forged).await.status, 401);
    }
    // And keys that the token brings along.
    let mallory = Signer::ec("e");
    for extra in [json!({ "jwk": mallory.jwk() }), json!({ "jku": server.url() })] {
        let mut header = json!({ "alg": "ES256", "kid": "e" });
        header.as_object_mut().expect("an object").extend(extra.as_object().expect("an object").clone());
        assert_eq!(mint(&gateway, &mallory.sign_with(&header, &claims())).await.status, 401);
    }
}

#[tokio::test]
async fn threat_05_only_keys_for_signing_and_long_enough_ones_count() {
    let signer = Signer::rsa("r", KeySize::Rsa2048);
    let with = |change: Value| {
        let mut jwk = signer.jwk();
        jwk.as_object_mut().expect("an object").extend(change.as_object().expect("an object").clone());
        jwk
    };
    let mut short = with(json!({}));
    short["n"] = json!(short["n"].as_str().expect("text").get(..170).expect("long enough"));
    let cases = [
        (with(json!({ "use": "sig", "alg": "RS256", "key_ops": ["verify"] })), 200),
        (with(json!({ "use": "enc" })), 503),
        (with(json!({ "alg": "RS512" })), 503),
        (with(json!({ "alg": "PS256" })), 503),
        (with(json!({ "key_ops": ["encrypt"] })), 503),
        (short, 503),
        (json!({ "kty": "oct", "kid": "r", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0" }), 503),
    ];
    for (jwk, status) in cases {
        let server = KeyServer::start(&[json!({ "kty": "new" }), json!(7), jwk.clone()]).await;
        let answer = mint(&gateway(&server).await, &signer.sign(&claims())).await;
        assert_eq!(answer.status, status, "{jwk}");
    }
}

#[tokio::test]
async fn rule_02_a_token_without_a_key_name_is_meant_for_the_only_key() {
    let signers = signers();
    let nameless = |signer: &Signer| signer.sign_with(&json!({ "alg": signer.algorithm() }), &claims());
    let server = KeyServer::start(&[signers[1].jwk()]).await;
    assert_eq!(mint(&gateway(&server).await, &nameless(&signers[1])).await.status, 200);
    let server = KeyServer::start(&published(&signers)).await;
    assert_eq!(
        mint(&gateway(&server).await, &nameless(&signers[1])).await.status,
        401,
        "it is not clear which key signs"
    );
}

#[tokio::test]
async fn rule_02_claims_are_checked_as_for_a_shared_secret() {
    let signer = Signer::ed("d");
    let server = KeyServer::start(&[signer.jwk()]).await;
    let gateway = gateway(&server).await;
    let changes = [
        json!({ "iss": "https://evil.example" }),
        json!({ "aud": "mail" }),
        json!({ "exp": 1 }),
        json!({ "sub": null }),
        json!({ "nbf": 99_999_999_999_u64 }),
    ];
    for change in changes {
        let mut claims = claims();
        claims.as_object_mut().expect("an object").extend(change.as_object().expect("an object").clone());
        assert_eq!(mint(&gateway, &signer.sign(&claims)).await.status, 401, "{change}");
    }
}

#[tokio::test]
async fn rule_02_an_unknown_key_is_looked_for_and_a_flood_of_unknown_keys_is_not() {
    let [old, new] = [Signer::ec("old"), Signer::ec("new")];
    let server = KeyServer::start(&[old.jwk()]).await;
    let gateway = gateway(&server).await;
    assert_eq!(mint(&gateway, &old.sign(&claims())).await.status, 200);
    server.publish(&[old.jwk(), new.jwk()]);
    assert_eq!(mint(&gateway, &new.sign(&claims())).await.status, 401, "the set was asked for just now");
    gateway.clock.advance(BETWEEN_FETCHES);
    assert_eq!(mint(&gateway, &new.sign(&claims())).await.status, 200, "it is asked for again");
    assert_eq!(server.asked(), 2);
    gateway.clock.advance(BETWEEN_FETCHES);
    for number in 0..50 {
        let stranger = Signer::ed(&format!("stranger-{number}"));
        assert_eq!(mint(&gateway, &stranger.sign(&claims())).await.status, 401);
    }
    assert_eq!(server.asked(), 3, "fifty unknown names are one more fetch");
}

#[tokio::test]
async fn rule_02_a_key_that_was_taken_out_is_refused_within_minutes() {
    let signer = Signer::ec("e");
    let server = KeyServer::start(&[signer.jwk()]).await;
    let gateway = gateway(&server).await;
    assert_eq!(mint(&gateway, &signer.sign(&claims())).await.status, 200);
    server.publish(&[Signer::ec("other").jwk()]);
    gateway.clock.advance(Duration::from_secs(600));
    assert_eq!(mint(&gateway, &signer.sign(&claims())).await.status, 401);
}

#[tokio::test]
async fn rule_02_sessions_work_for_an_hour_while_the_key_set_cannot_be_fetched() {
    let signer = Signer::ec("e");
    let server = KeyServer::start(&[signer.jwk()]).await;
    let gateway = gateway(&server).await;
    assert_eq!(mint(&gateway, &signer.sign(&claims())).await.status, 200);
    server.answer(Reply::HangUp);
    gateway.clock.advance(Duration::from_secs(3000));
    assert_eq!(mint(&gateway, &signer.sign(&claims())).await.status, 200, "the last known keys still count");
    gateway.clock.advance(Duration::from_secs(601));
    let answer = mint(&gateway, &signer.sign(&claims())).await;
    assert_eq!((answer.status, &answer.json()["retryable"]), (503, &json!(true)));
}

#[tokio::test]
async fn threat_16_a_publisher_that_answers_something_else_gives_no_keys() {
    let signer = Signer::ec("e");
    let elsewhere = KeyServer::start(&[signer.jwk()]).await;
    let redirect = format!("HTTP/1.1 302 Found\r\nlocation: {}\r\ncontent-length: 0\r\n\r\n", elsewhere.url());
    let mut huge = json!({ "keys": [signer.jwk()] });
    huge["padding"] = json!("x".repeat(200_000));
    let answers = [
        Reply::Raw(redirect.into_bytes()),
        Reply::Json(500, json!({ "keys": [signer.jwk()] })),
        Reply::Json(200, json!([signer.jwk()])),
        Reply::Json(200, json!({ "keys": {} })),
        Reply::Json(200, huge),
        Reply::Raw(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n<htm>".to_vec()),
    ];
    for answer in answers {
        let server = KeyServer::start(&[]).await;
        server.answer(answer.clone());
        assert_eq!(mint(&gateway(&server).await, &signer.sign(&claims())).await.status, 503, "{answer:?}");
    }
    assert_eq!(elsewhere.asked(), 0, "no redirect is followed");
}

#[tokio::test]
async fn rule_02_keys_may_come_from_a_file_that_is_read_again() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let path = folder.path().join("jwks.json");
    let [old, new] = [Signer::ec("old"), Signer::ed("new")];
    let publish = |signer: &Signer| {
        std::fs::write(&path, json!({ "keys": [signer.jwk()] }).to_string()).expect("it can be written");
    };
    publish(&old);
    let gateway = gateway_with(SessionKeys::PublishedIn(path.clone())).await;
    assert_eq!(mint(&gateway, &old.sign(&claims())).await.status, 200);
    publish(&new);
    gateway.clock.advance(BETWEEN_FETCHES);
    assert_eq!(mint(&gateway, &new.sign(&claims())).await.status, 200);
    assert_eq!(mint(&gateway, &old.sign(&claims())).await.status, 401);
}

#[tokio::test]
async fn threat_27_a_publisher_that_says_nothing_holds_up_no_session_whose_key_is_known() {
    let (known, new) = (Signer::ec("known"), Signer::ed("new"));
    let server = KeyServer::start(&[known.jwk()]).await;
    let gateway = Arc::new(gateway(&server).await);
    assert_eq!(mint(&gateway, &known.sign(&claims())).await.status, 200);
    gateway.clock.advance(BETWEEN_FETCHES);
    let permits = Arc::new(Semaphore::new(0));
    let published = Reply::Json(200, json!({ "keys": [known.jwk(), new.jwk()] }));
    server.answer(Reply::Held(permits.clone(), Box::new(published)));
    let session = new.sign(&claims());
    // The one who makes the gateway ask hangs up; what comes of it is for the others.
    let mut first = Connection::open(&gateway.url).await;
    let head =
        format!("POST /token HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {session}\r\nContent-Length: 0\r\n\r\n");
    first.write(head.as_bytes()).await.expect("it listens");
    while server.asked() < 2 {
        tokio::task::yield_now().await;
    }
    drop(first);
    let waiting = {
        let (gateway, session) = (gateway.clone(), session.clone());
        tokio::spawn(async move { mint(&gateway, &session).await.status })
    };
    assert_eq!(mint(&gateway, &known.sign(&claims())).await.status, 200);
    assert!(!waiting.is_finished(), "a known key waits for nothing");
    permits.add_permits(1);
    assert_eq!(waiting.await.expect("no panic"), 200);
    assert_eq!(mint(&gateway, &session).await.status, 200);
    assert_eq!(server.asked(), 2);
}
