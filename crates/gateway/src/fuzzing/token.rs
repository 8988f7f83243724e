use std::sync::LazyLock;

use super::master_secret;
use crate::auth::limits::Limits;
use crate::auth::scope::Scope;
use crate::auth::token::{Grant, Tokens};
use crate::capability::keyring::{Keyring, Purpose};

const NOW_SECONDS: u64 = 1_800_000_000;
const AUDIENCE: &str = "https://video.shop.example";

static TOKENS: LazyLock<(Tokens, String)> = LazyLock::new(|| {
    let tokens = Tokens::new(Keyring::derive(&master_secret(), None, Purpose::AccessToken), AUDIENCE);
    let grant = Grant {
        subject: "ada".into(),
        scopes: vec![Scope::Create, Scope::Read],
        limits: Limits::default(),
        ttl_seconds: 600,
        origin: None,
    };
    let (token, _) = tokens.mint(grant, NOW_SECONDS);
    (tokens, token)
});

pub fn seeds() -> Vec<Vec<u8>> {
    let ours = &TOKENS.1;
    let body = ours.split('.').nth(1).unwrap_or_default();
    // {"alg":"none","typ":"at+jwt"} before a valid body.
    vec![ours.clone().into_bytes(), format!("eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.{body}.").into_bytes()]
}

/// Only the token that was minted is accepted, until it expires.
pub fn run(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (tokens, ours) = &*TOKENS;
    assert_eq!(tokens.verify(text, NOW_SECONDS).is_ok(), text == ours, "{text}");
    assert!(tokens.verify(text, NOW_SECONDS + 600).is_err(), "{text}");
}
