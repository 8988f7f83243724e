use axum::http::{HeaderMap, Uri, header, uri::PathAndQuery};
use serde_json::Value;

use crate::{
    account::token,
    settings::{InvalidSessionName, SessionName},
    state::SESSION_PREFIX,
};

/// The header that names a session.
pub const SESSION_HEADER: &str = "x-simulator-session";

/// The session that a URL or header names, and the URL without it.
pub struct NamedSession {
    /// The name; `None` when the request names none this way.
    pub name: Option<SessionName>,
    /// The URL that the routes see.
    pub uri: Uri,
}

/// The session in the path (`/_session/NAME/…`) or else in the header.
///
/// # Errors
///
/// When the name is not allowed.
pub fn named_by_url(uri: &Uri, headers: &HeaderMap) -> Result<NamedSession, InvalidSessionName> {
    if let Some(rest) = uri.path().strip_prefix(SESSION_PREFIX) {
        let (name, path) = rest.split_once('/').unwrap_or((rest, ""));
        let name = SessionName::try_from(name.to_owned())?;
        let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
        // A part of a valid path is a valid path.
        let path = PathAndQuery::try_from(format!("/{path}{query}")).map_err(|_| InvalidSessionName)?;
        return Ok(NamedSession { name: Some(name), uri: Uri::from(path) });
    }
    let name = match headers.get(SESSION_HEADER) {
        Some(value) => Some(SessionName::try_from(String::from_utf8_lossy(value.as_bytes()).into_owned())?),
        None => None,
    };
    Ok(NamedSession { name, uri: uri.clone() })
}

/// The session in an API key (`KEY.session`) or in a token that was issued in a session.
pub fn named_by_credential(headers: &HeaderMap, api_key: &str) -> Option<SessionName> {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let (_, token) = value.to_str().ok()?.trim().split_once(' ')?;
        return token::claimed_session(token.trim())?.try_into().ok();
    }
    in_key(headers.get("x-api-key")?.to_str().ok()?, api_key)
}

/// The session in the client secret of a `getToken` request.
pub fn named_in_token_request(body: &[u8], api_key: &str) -> Option<SessionName> {
    let body: Value = serde_json::from_slice(body).ok()?;
    in_key(body["clientSecret"].as_str()?, api_key)
}

/// Only after the right key, because a session takes memory.
fn in_key(sent: &str, api_key: &str) -> Option<SessionName> {
    sent.strip_prefix(api_key)?.strip_prefix('.')?.to_owned().try_into().ok()
}
