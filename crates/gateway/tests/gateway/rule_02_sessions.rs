//! The site's own session JWT mints tokens for its own subject and never for longer than the session lives. Also threats
//! 5 (confused algorithms) and 22 (reaching `/token`).

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use akool_gateway::{Secret, SessionKeys, Sessions};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use crate::support::{Answer, Connection, Gateway, MASTER, Program, Vendor, exchange, settings};

const SESSION_SECRET: &str = "Hh3Jj5Kk7Ll9Mm2Nn4Pp6Qq8Rr1Ss3Tt5Uu7Vv9W";

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs()
}

fn claims() -> Value {
    json!({ "iss": "https://shop.example", "aud": "video", "sub": "ada", "exp": now() + 3600 })
}

fn sign(algorithm: Algorithm, claims: &Value, secret: &str) -> String {
    jsonwebtoken::encode(&Header::new(algorithm), claims, &EncodingKey::from_secret(secret.as_bytes()))
        .expect("it signs")
}

async fn gateway(vendor: &Vendor, audience: Option<&str>) -> Gateway {
    let mut settings = settings(&vendor.url);
    settings.sessions = Some(Sessions {
        keys: SessionKeys::Shared(Secret::new(SESSION_SECRET)),
        issuer: Some("https://shop.example".into()),
        audience: audience.map(str::to_owned),
        clock_skew_seconds: Sessions::DEFAULT_CLOCK_SKEW_SECONDS,
    });
    Gateway::start_with(settings).await
}

async fn mint(gateway: &Gateway, session: &str, body: &str) -> Answer {
    gateway.send("POST", "/token", &[("Authorization", &format!("Bearer {session}"))], body.as_bytes()).await
}

#[tokio::test]
async fn rule_02_a_session_mints_for_its_own_subject() {
    let vendor = Vendor::friendly().await;
    let gateway = gateway(&vendor, Some("video")).await;
    let session = sign(Algorithm::HS256, &claims(), SESSION_SECRET);
    for body in ["", "{}", r#"{"subject":"ada","ttl_seconds":60,"scopes":["read"]}"#] {
        assert_eq!(mint(&gateway, &session, body).await.status, 200, "{body}");
    }
    let minted = mint(&gateway, &session, "").await.json();
    let adas = gateway.created(&gateway.token("ada").await).await;
    let token = minted["access_token"].as_str().expect("a token");
    assert_eq!(gateway.results(token, &adas).await.status, 200, "the subject is the one the issuer would name");
    let other = mint(&gateway, &session, r#"{"subject":"bob"}"#).await;
    assert_eq!((other.status, other.issue_paths()), (400, vec!["subject".to_owned()]));
}

#[tokio::test]
async fn threat_22_a_token_never_outlives_the_session_it_was_minted_with() {
    let vendor = Vendor::friendly().await;
    let gateway = gateway(&vendor, Some("video")).await;
    let mut short = claims();
    short["exp"] = json!(now() + 100);
    let session = sign(Algorithm::HS256, &short, SESSION_SECRET);
    let expires_in = mint(&gateway, &session, "").await.json()["expires_in"].as_u64().expect("seconds");
    assert!((90..=100).contains(&expires_in), "{expires_in}");
    // The signer's clock may be a minute behind, or ours a minute ahead.
    gateway.clock.advance(Duration::from_secs(130));
    let expires_in = mint(&gateway, &session, "").await.json()["expires_in"].as_u64().expect("seconds");
    assert!((1..=30).contains(&expires_in), "{expires_in}");
    gateway.clock.advance(Duration::from_secs(30));
    assert_eq!(mint(&gateway, &session, "").await.status, 401);
}

#[tokio::test]
async fn threat_05_sessions_have_one_algorithm_and_every_claim_they_need() {
    let vendor = Vendor::friendly().await;
    let gateway = gateway(&vendor, Some("video")).await;
    let changed = |claim: &str, value: Value| {
        let mut claims = claims();
        claims[claim] = value;
        sign(Algorithm::HS256, &claims, SESSION_SECRET)
    };
    let without = |claim: &str| {
        let mut claims = claims();
        claims.as_object_mut().expect("an object").remove(claim);
        sign(Algorithm::HS256, &claims, SESSION_SECRET)
    };
    let forged = [
        sign(Algorithm::HS512, &claims(), SESSION_SECRET),
        sign(Algorithm::HS256, &claims(), MASTER),
        without("iss"),
        without("aud"),
        without("sub"),
        without("exp"),
        changed("iss", json!("https://evil.example")),
        changed("aud", json!("mail")),
        changed("sub", json!(7)),
        changed("exp", json!(now() - 61)),
        changed("exp", json!(-1)),
        changed("exp", json!(null)),
        changed("nbf", json!("now")),
        changed("exp", json!("tomorrow")),
        changed("nbf", json!(now() + 600)),
        gateway.token("ada").await,
    ];
    for session in forged {
        assert_eq!(mint(&gateway, &session, "").await.status, 401, "{session}");
    }
    let unreadable = mint(&gateway, &changed("sub", json!("a b")), "").await;
    assert_eq!(unreadable.status, 400, "a subject is visible text");
}

#[tokio::test]
async fn rule_02_clocks_of_sessions_may_differ_by_a_minute_and_dates_have_fractions() {
    let vendor = Vendor::friendly().await;
    let gateway = gateway(&vendor, Some("video")).await;
    let minted_with = async |claim: &str, value: Value| {
        let mut claims = claims();
        claims[claim] = value;
        mint(&gateway, &sign(Algorithm::HS256, &claims, SESSION_SECRET), "").await
    };
    let now = now() as f64;
    for (claim, value) in [
        ("exp", json!(now + 100.5)),
        ("exp", json!(now - 30.0)),
        ("exp", json!(1e11)),
        ("nbf", json!(now + 30.25)),
        ("nbf", json!(now - 0.5)),
        ("iat", json!(now + 0.75)),
    ] {
        let answer = minted_with(claim, value.clone()).await;
        assert_eq!(answer.status, 200, "{claim} {value}");
        let expires_in = answer.json()["expires_in"].as_u64().expect("seconds");
        assert!((1..=600).contains(&expires_in), "{claim} {value} {expires_in}");
    }
    let fraction = minted_with("exp", json!(now + 100.5)).await.json()["expires_in"].as_u64().expect("seconds");
    assert!(fraction <= 100, "never longer than the session lives: {fraction}");
    for (claim, value) in [("exp", json!(now - 61.0)), ("exp", json!(0.5)), ("nbf", json!(now + 120.0))] {
        assert_eq!(minted_with(claim, value.clone()).await.status, 401, "{claim} {value}");
    }
}

#[tokio::test]
async fn rule_02_why_a_session_is_refused_is_in_the_log_and_the_session_is_not() {
    let vendor = Vendor::friendly().await;
    let program = Program::start(
        &vendor.url,
        &[
            ("AKOOL_GATEWAY_SESSION_SECRET", SESSION_SECRET),
            ("AKOOL_GATEWAY_SESSION_ISSUER", "https://shop.example"),
            ("AKOOL_GATEWAY_SESSION_AUDIENCE", "video"),
            ("AKOOL_GATEWAY_SESSION_CLOCK_SKEW_SECONDS", "5"),
            ("AKOOL_GATEWAY_LOG", "trace"),
        ],
    )
    .await;
    let changed = |claim: &str, value: Value| {
        let mut claims = claims();
        claims[claim] = value;
        sign(Algorithm::HS256, &claims, SESSION_SECRET)
    };
    let table = [
        (changed("nbf", json!(now() + 30)), "its nbf is"),
        (changed("exp", json!(now() - 30)), "its exp was"),
        (changed("exp", json!("tomorrow")), "its exp is not a number"),
        (changed("aud", json!("mail")), "its aud is not"),
        (changed("iss", json!("https://evil.example")), "its iss is not"),
        (changed("sub", json!(7)), "its sub is not a string"),
        (sign(Algorithm::HS256, &claims(), MASTER), "its signature"),
        (sign(Algorithm::HS512, &claims(), SESSION_SECRET), "its algorithm"),
        ("no-jwt-at-all-7f3b".to_owned(), "nor a JWT"),
    ];
    for (session, _) in &table {
        let headers = [("Authorization", format!("Bearer {session}"))];
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(exchange(&program.url, "POST", "/token", &headers, b"").await.status, 401);
    }
    let log = program.stop().await;
    for (session, reason) in &table {
        assert!(log.contains(reason), "{reason}: {log}");
        assert!(!log.contains(session.as_str()), "a session is in the log");
        assert!(
            !session.rsplit('.').next().is_some_and(|signature| log.contains(signature)),
            "a signature is in the log"
        );
    }
}

#[tokio::test]
async fn rule_02_a_session_for_another_service_is_refused_when_no_audience_is_expected() {
    let vendor = Vendor::friendly().await;
    let gateway = gateway(&vendor, None).await;
    assert_eq!(mint(&gateway, &sign(Algorithm::HS256, &claims(), SESSION_SECRET), "").await.status, 401);
    let mut plain = claims();
    plain.as_object_mut().expect("an object").remove("aud");
    assert_eq!(mint(&gateway, &sign(Algorithm::HS256, &plain, SESSION_SECRET), "").await.status, 200);
}

#[tokio::test]
async fn threat_22_a_session_takes_back_no_token_and_calls_no_route() {
    let vendor = Vendor::friendly().await;
    let gateway = gateway(&vendor, Some("video")).await;
    let session = sign(Algorithm::HS256, &claims(), SESSION_SECRET);
    assert_eq!(gateway.get(akool_contract::path::CREDITS, &session).await.status, 401);
    let jti = gateway.mint(json!({ "subject": "bob" })).await.json()["jti"].as_str().expect("a name").to_owned();
    let authorization = format!("Bearer {session}");
    let answer = gateway.send("DELETE", &format!("/token/{jti}"), &[("Authorization", &authorization)], b"").await;
    assert_eq!(answer.status, 401);
}

#[tokio::test]
async fn threat_22_a_session_that_ends_while_its_request_comes_in_mints_nothing() {
    let vendor = Vendor::friendly().await;
    for later_seconds in [100, 101, 5000] {
        let gateway = gateway(&vendor, Some("video")).await;
        let mut short = claims();
        short["exp"] = json!(now() + 100);
        let session = sign(Algorithm::HS256, &short, SESSION_SECRET);
        let head = format!(
            "POST /token HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {session}\r\nContent-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
        );
        let mut connection = Connection::open(&gateway.url).await;
        connection.write(head.as_bytes()).await.expect("it listens");
        // The gateway begins to read when it knows the caller.
        connection.read_until(b"100 Continue\r\n\r\n").await;
        gateway.clock.advance(Duration::from_secs(later_seconds));
        connection.write(b"{}").await.expect("it listens");
        let answer = Answer::parse(&connection.read_to_end().await);
        assert_eq!(answer.status, 401, "{later_seconds} s later: {answer:?}");
    }
}
