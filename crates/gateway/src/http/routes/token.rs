use std::sync::Arc;

use akool_contract::{Issue, IssueCode, TokenAnswer, path};
use akool_ledger::Millicredits;
use axum::Json;
use axum::extract::{FromRequestParts, Path, State};
use http::StatusCode;
use http::header::ORIGIN;
use http::request::Parts;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Route, delete, post};
use crate::auth::limits::Limits;
use crate::auth::scope::Scope;
use crate::auth::session::{Session, SessionError};
use crate::auth::token::{Claims, Grant};
use crate::auth::{Auth, AuthError, Minting};
use crate::http::cors::Origins;
use crate::http::error::ApiError;
use crate::http::extract::{FromJson, JsonBody, authenticate, bearer};
use crate::http::state::HttpState;

/// The subject of tokens that are minted without login. There is one for all, because a page's next token must reach its
/// earlier jobs.
const LOGIN_FREE_SUBJECT: &str = "local";
const MAXIMUM_SUBJECT_LENGTH: usize = 128;

pub fn routes() -> Vec<Route> {
    vec![post(path::TOKEN, mint), delete("/token/{jti}", revoke)]
}

/// What a token is asked to be. Everything but the subject can only narrow what the gateway would give anyway.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct TokenRequest {
    subject: Option<String>,
    scopes: Option<Vec<Scope>>,
    limits: Limits,
    ttl_seconds: Option<u64>,
    origin: Option<String>,
}

/// The answer of OAuth 2, and the token's id, by which it can be revoked.
#[derive(Serialize)]
struct Minted {
    #[serde(flatten)]
    answer: TokenAnswer,
    jti: String,
}

/// `POST /token`
async fn mint(
    State(auth): State<Arc<Auth>>,
    State(origins): State<Arc<Origins>>,
    issuer: TokenIssuer,
    body: Option<JsonBody<TokenRequest>>,
) -> Result<Json<Minted>, ApiError> {
    let JsonBody(request) = body.unwrap_or_default();
    let now_seconds = auth.clock.now_seconds();
    let grant = grant(&auth, &origins, &issuer, request, now_seconds)?;
    let (access_token, claims) = auth.mint(grant, now_seconds);
    let answer = TokenAnswer {
        access_token,
        token_type: "Bearer".into(),
        expires_in: claims.exp.saturating_sub(now_seconds),
        scope: claims.scope,
    };
    Ok(Json(Minted { answer, jti: claims.jti }))
}

/// `DELETE /token/{jti}`: revokes it.
async fn revoke(
    State(auth): State<Arc<Auth>>,
    revoker: Revoker,
    Path(jti): Path<String>,
) -> Result<StatusCode, ApiError> {
    if matches!(&revoker, Revoker::Caller(claims) if claims.jti != jti) {
        return Err(ApiError::forbidden("A token can take back itself and no other."));
    }
    if !is_token_name(&jti) {
        return Err(ApiError::not_found());
    }
    auth.revocations.revoke(&jti).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who may revoke tokens.
enum Revoker {
    /// The site's backend: every token.
    Issuer,
    /// The holder of a token: that token.
    Caller(Arc<Claims>),
}

impl FromRequestParts<HttpState> for Revoker {
    type Rejection = ApiError;

    async fn from_request_parts(head: &mut Parts, state: &HttpState) -> Result<Self, ApiError> {
        match &state.auth.minting {
            Minting::Issuer(secret) if secret.is(bearer(&head.headers)?) => Ok(Self::Issuer),
            _ => authenticate(state, &head.headers).map(Self::Caller),
        }
    }
}

impl FromJson for TokenRequest {
    fn from_json(value: Value) -> Result<Self, ApiError> {
        // The deserializer would take a list for an object, so that is checked first.
        let has_shape = value.is_object() && value.get("limits").is_none_or(Value::is_object);
        has_shape.then(|| serde_json::from_value(value).ok()).flatten().ok_or_else(not_a_token_request)
    }
}

/// Who asks for a token.
enum TokenIssuer {
    /// The site's backend, for any subject.
    Backend,
    /// A user who is logged in, for themselves.
    Session(Session),
    /// Any caller on this machine.
    LoginFree,
}

impl FromRequestParts<HttpState> for TokenIssuer {
    type Rejection = ApiError;

    async fn from_request_parts(head: &mut Parts, state: &HttpState) -> Result<Self, ApiError> {
        match &state.auth.minting {
            Minting::Issuer(secret) => {
                let bearer = bearer(&head.headers)?;
                if secret.is(bearer) {
                    return Ok(Self::Backend);
                }
                Ok(Self::Session(state.auth.session(bearer).await?))
            }
            // The browser keeps other pages from reading the answer; this keeps them from asking.
            Minting::LoginFree => match head.headers.get(ORIGIN).map(|origin| origin.to_str().unwrap_or("null")) {
                Some(origin) if !state.origins.contains(origin) => {
                    Err(ApiError::forbidden("Pages of this origin get no token."))
                }
                _ => Ok(Self::LoginFree),
            },
        }
    }
}

/// The subject of the token.
fn subject(issuer: &TokenIssuer, asked: Option<String>) -> Result<String, Issue> {
    let (subject, message) = match (issuer, asked) {
        (TokenIssuer::LoginFree, None) => return Ok(LOGIN_FREE_SUBJECT.to_owned()),
        (TokenIssuer::LoginFree, Some(_)) => {
            return Err(issue("subject", IssueCode::NotAllowed, "Without login there is one subject; leave it out."));
        }
        (TokenIssuer::Session(session), Some(asked)) if asked != session.sub => {
            return Err(issue("subject", IssueCode::NotAllowed, "A session mints for its own subject; leave it out."));
        }
        (TokenIssuer::Session(session), _) => {
            (session.sub.clone(), "The session's sub must be 1 to 128 visible characters.")
        }
        (TokenIssuer::Backend, asked) => {
            (asked.unwrap_or_default(), "Give the user's id in your system: 1 to 128 visible characters.")
        }
    };
    if is_subject(&subject) { Ok(subject) } else { Err(issue("subject", IssueCode::Required, message)) }
}

fn grant(
    auth: &Auth,
    origins: &Origins,
    issuer: &TokenIssuer,
    request: TokenRequest,
    now_seconds: u64,
) -> Result<Grant, ApiError> {
    let mut issues = Vec::new();
    let subject = subject(issuer, request.subject).unwrap_or_else(|issue| {
        issues.push(issue);
        String::new()
    });
    let scopes = request.scopes.unwrap_or_else(|| Scope::ALL.to_vec());
    if scopes.is_empty() {
        issues.push(issue("scopes", IssueCode::Required, "Give one scope or more, or leave it out for all."));
    }
    let ttl_seconds = request.ttl_seconds.unwrap_or(auth.token_ttl_seconds);
    if ttl_seconds == 0 || ttl_seconds > auth.token_ttl_seconds {
        let message = format!("Ask for 1 to {} seconds.", auth.token_ttl_seconds);
        issues.push(Issue::new("ttl_seconds", IssueCode::NotAllowed, message));
    }
    if request.origin.as_deref().is_some_and(|origin| !origins.contains(origin)) {
        issues.push(issue("origin", IssueCode::NotAllowed, "This gateway serves no pages of that origin."));
    }
    if request.limits.max_credits.is_some_and(|credits| Millicredits::from_credits(credits).is_none()) {
        issues.push(issue(
            "limits.max_credits",
            IssueCode::InvalidValue,
            "Give a number of credits from 0 to 1000000000.",
        ));
    }
    if !issues.is_empty() {
        return Err(ApiError::invalid(issues));
    }
    let ttl_seconds = match issuer {
        // It was alive when the request began, but reading the body may have taken a while.
        TokenIssuer::Session(session) => match session.exp.checked_sub(now_seconds) {
            None | Some(0) => return Err(AuthError::InvalidSession(SessionError::Expired { seconds: 0 }).into()),
            Some(left_seconds) => ttl_seconds.min(left_seconds),
        },
        TokenIssuer::Backend | TokenIssuer::LoginFree => ttl_seconds,
    };
    Ok(Grant { subject, scopes, limits: request.limits, ttl_seconds, origin: request.origin })
}

fn not_a_token_request() -> ApiError {
    const MESSAGE: &str = "Send an object with subject, and optionally scopes, limits (max_resolution, max_video_seconds, \
                           max_credits, max_creates, models), ttl_seconds and origin.";
    ApiError::invalid(vec![issue("", IssueCode::WrongType, MESSAGE)])
}

fn issue(path: &str, code: IssueCode, message: &'static str) -> Issue {
    Issue::new(path, code, message)
}

fn is_subject(text: &str) -> bool {
    (1..=MAXIMUM_SUBJECT_LENGTH).contains(&text.len()) && !text.chars().any(|c| c.is_control() || c.is_whitespace())
}

fn is_token_name(jti: &str) -> bool {
    jti.len() == 20 && jti.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}
