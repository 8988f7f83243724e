//! Who may mint tokens: the issuer, sessions, or every caller on this machine.

use std::net::SocketAddr;

use url::Url;

use super::environment::Environment;
use super::read::optional;
use super::{Minting, check};
use crate::Secret;
use crate::SessionKeys;
use crate::Sessions;
use crate::loopback::is_loopback_url;

/// The issuer secret, or `AKOOL_GATEWAY_LOGIN_FREE`.
pub fn minting(
    env: &mut Environment,
    issuer_secret: Option<Secret>,
    listen: Option<SocketAddr>,
    public_url: Option<&Url>,
) -> Option<Minting> {
    let login_free = env.parsed("AKOOL_GATEWAY_LOGIN_FREE", check::switch).unwrap_or(false);
    if !login_free {
        let is_set = env.text("AKOOL_GATEWAY_ISSUER_SECRET").or(env.text("AKOOL_GATEWAY_ISSUER_SECRET_FILE")).is_some();
        if issuer_secret.is_none() && !is_set {
            env.fault("AKOOL_GATEWAY_ISSUER_SECRET", "It must be set, or no caller could get a token.");
        }
        return issuer_secret.map(Minting::Issuer);
    }
    if issuer_secret.is_some() {
        env.fault(
            "AKOOL_GATEWAY_LOGIN_FREE",
            "Without a login every caller gets a token, so the issuer secret has no effect. Unset one of them.",
        );
    }
    if listen.is_some_and(|address| !address.ip().is_loopback()) {
        env.fault(
            "AKOOL_GATEWAY_LOGIN_FREE",
            "Without a login the gateway must listen on loopback only. See AKOOL_GATEWAY_LISTEN.",
        );
    }
    if public_url.is_some_and(|url| !is_loopback_url(url)) {
        env.fault(
            "AKOOL_GATEWAY_LOGIN_FREE",
            "Without a login the gateway must serve this machine only. See AKOOL_GATEWAY_PUBLIC_URL.",
        );
    }
    Some(Minting::LoginFree)
}

const SESSION_KEYS: [&str; 4] = [
    "AKOOL_GATEWAY_SESSION_SECRET",
    "AKOOL_GATEWAY_SESSION_JWKS_URL",
    "AKOOL_GATEWAY_SESSION_JWKS_FILE",
    "AKOOL_GATEWAY_SESSION_SECRET_FILE",
];
const ONLY_WITH_SESSION_KEYS: [&str; 3] =
    ["AKOOL_GATEWAY_SESSION_ISSUER", "AKOOL_GATEWAY_SESSION_AUDIENCE", "AKOOL_GATEWAY_SESSION_CLOCK_SKEW_SECONDS"];

/// How sessions are verified, if they are accepted.
pub fn sessions(env: &mut Environment, minting: &Option<Minting>, plain_http_hosts: &[String]) -> Option<Sessions> {
    let secret = optional(env, "AKOOL_GATEWAY_SESSION_SECRET", check::strong_secret);
    let url = env.parsed("AKOOL_GATEWAY_SESSION_JWKS_URL", |text| check::fetched_url(text, plain_http_hosts));
    let file = env.parsed("AKOOL_GATEWAY_SESSION_JWKS_FILE", check::key_set_file);
    let (issuer, audience) = (env.text("AKOOL_GATEWAY_SESSION_ISSUER"), env.text("AKOOL_GATEWAY_SESSION_AUDIENCE"));
    let given: Vec<(&str, SessionKeys)> = [
        secret.map(|secret| ("AKOOL_GATEWAY_SESSION_SECRET", SessionKeys::Shared(secret))),
        url.map(|url| ("AKOOL_GATEWAY_SESSION_JWKS_URL", SessionKeys::PublishedAt(url))),
        file.map(|file| ("AKOOL_GATEWAY_SESSION_JWKS_FILE", SessionKeys::PublishedIn(file))),
    ]
    .into_iter()
    .flatten()
    .collect();
    for (name, _) in given.iter().skip(1) {
        env.fault(name, "Sessions are signed with one kind of key. Unset the others.");
    }
    let skew = env.parsed("AKOOL_GATEWAY_SESSION_CLOCK_SKEW_SECONDS", |text| check::seconds(text, 0, 300));
    let has_faulty_key = SESSION_KEYS.iter().any(|name| env.text(name).is_some());
    if given.is_empty() && !has_faulty_key {
        for name in ONLY_WITH_SESSION_KEYS {
            // The operator expects sessions to mint tokens.
            if env.text(name).is_some() {
                env.fault(name, format!("It has no effect without one of {}.", SESSION_KEYS[..3].join(", ")));
            }
        }
    }
    let (name, keys) = given.into_iter().next()?;
    if matches!(minting, Some(Minting::LoginFree)) {
        env.fault(name, "Without a login there are no sessions. Unset one of them.");
    }
    let clock_skew_seconds = skew.map_or(Sessions::DEFAULT_CLOCK_SKEW_SECONDS, |skew| skew.as_secs());
    Some(Sessions { keys, issuer, audience, clock_skew_seconds })
}
