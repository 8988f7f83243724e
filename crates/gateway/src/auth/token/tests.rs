//! Forged tokens need the key, so they are made here, beside it. Threat 5: confused algorithms, missing claims, wrong
//! types.

use std::sync::Arc;

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use super::{Claims, Grant, Tokens};
use crate::Secret;
use crate::auth::AuthError;
use crate::auth::limits::Limits;
use crate::auth::scope::Scope;
use crate::capability::keyring::{Keyring, Purpose};

const NOW: u64 = 1_800_000_000;

fn keys(purpose: Purpose) -> Keyring {
    Keyring::derive(&Secret::new("q8Z2mN5xV7cB1rT4yU6iO9pA3sD0fG8hJ2kL5zXw"), None, purpose)
}

fn tokens() -> Tokens {
    Tokens::new(keys(Purpose::AccessToken), "https://video.shop.example")
}

fn good_claims() -> Value {
    json!({
        "iss": "akool-gateway", "aud": "https://video.shop.example", "sub": "ada", "iat": NOW, "exp": NOW + 600,
        "jti": "AAAAAAAAAAAAAAAAAAAA", "scope": "read", "limits": {}
    })
}

fn header(algorithm: Algorithm, typ: Option<&str>) -> Header {
    Header { typ: typ.map(str::to_owned), ..Header::new(algorithm) }
}

fn verify(header: &Header, claims: &Value, purpose: Purpose) -> Result<Arc<Claims>, AuthError> {
    let key = EncodingKey::from_secret(keys(purpose).current().as_slice());
    tokens().verify(&jsonwebtoken::encode(header, claims, &key).expect("it can be signed"), NOW)
}

fn is_refused(claims: &Value) -> bool {
    verify(&header(Algorithm::HS256, Some("at+jwt")), claims, Purpose::AccessToken).is_err()
}

#[test]
fn threat_05_a_token_made_by_hand_with_everything_right_passes() {
    assert!(!is_refused(&good_claims()), "or the tests below would show nothing");
}

#[test]
fn threat_05_every_claim_is_required() {
    for claim in ["iss", "aud", "sub", "exp", "iat", "jti", "scope"] {
        let mut claims = good_claims();
        claims.as_object_mut().expect("an object").remove(claim);
        assert!(is_refused(&claims), "{claim} missing");
        claims[claim] = Value::Null;
        assert!(is_refused(&claims), "{claim} null");
    }
}

#[test]
fn threat_05_every_claim_has_one_type_and_one_meaning() {
    let wrong = [
        ("iss", json!("somebody")),
        ("iss", json!(["akool-gateway"])),
        ("aud", json!("https://other.example")),
        ("aud", json!(["https://video.shop.example"])),
        ("sub", json!("")),
        ("sub", json!(7)),
        ("exp", json!("1800000600")),
        ("exp", json!(NOW as f64 + 600.5)),
        ("exp", json!(-1)),
        ("exp", json!(NOW)),
        ("exp", json!(NOW - 30)),
        ("exp", json!(NOW + 3601)),
        ("jti", json!("")),
        ("scope", json!(["read"])),
        ("limits", json!({ "max_resolution": "8k" })),
        ("limits", json!({ "unheard_of": 1 })),
        ("admin", json!(true)),
    ];
    for (claim, value) in wrong {
        let mut claims = good_claims();
        claims[claim] = value.clone();
        assert!(is_refused(&claims), "{claim}: {value}");
    }
}

#[test]
fn threat_05_one_algorithm_and_one_type_of_token() {
    let claims = good_claims();
    for algorithm in [Algorithm::HS384, Algorithm::HS512] {
        assert!(verify(&header(algorithm, Some("at+jwt")), &claims, Purpose::AccessToken).is_err(), "{algorithm:?}");
    }
    for typ in [None, Some("JWT"), Some("at+JWT"), Some("application/at+jwt"), Some("")] {
        assert!(verify(&header(Algorithm::HS256, typ), &claims, Purpose::AccessToken).is_err(), "{typ:?}");
    }
}

#[test]
fn threat_04_a_token_signed_with_the_key_of_another_kind_is_refused() {
    for purpose in [Purpose::JobHandle, Purpose::FileUrl, Purpose::WebhookUrl] {
        assert!(verify(&header(Algorithm::HS256, Some("at+jwt")), &good_claims(), purpose).is_err(), "{purpose:?}");
    }
}

#[test]
fn rule_02_no_token_is_minted_for_more_than_an_hour() {
    let grant = Grant {
        subject: "ada".into(),
        scopes: vec![Scope::Read],
        limits: Limits::default(),
        ttl_seconds: 100_000,
        origin: None,
    };
    let (token, claims) = tokens().mint(grant, NOW);
    assert_eq!(claims.exp, NOW + 3600);
    assert!(tokens().verify(&token, NOW + 3599).is_ok());
    assert!(matches!(tokens().verify(&token, NOW + 3600), Err(AuthError::InvalidToken)));
}
