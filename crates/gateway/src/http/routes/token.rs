use std::time::Duration;

use akool_contract::{BusinessCode, Issue, IssueCode, TokenAnswer};
use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use http::header::ORIGIN;
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Minting;
use crate::app::{App, Shared};
use crate::auth::limits::Limits;
use crate::auth::scope::Scope;
use crate::auth::session::{NoSession, Session};
use crate::auth::token::{Grant, MAXIMUM_TTL_SECONDS};
use crate::http::error::ApiError;
use crate::http::extract::caller::bearer;
use crate::http::extract::json_body;
use crate::orders::submit::ledger_failure;
use akool_ledger::Millicredits;

/// Whose token it is when nobody logs in. One subject for all, because a page's next token must reach its earlier jobs.
const LOGIN_FREE_SUBJECT: &str = "local";
/// A token counts as taken back for so much longer than any can live, since it may have been minted by another gateway
/// whose clock is ahead of this one's.
const CLOCKS_DIFFER_SECONDS: u64 = 300;
/// Between two attempts to write down that a token was taken back.
const BETWEEN_ATTEMPTS: Duration = Duration::from_secs(1);
const MAXIMUM_SUBJECT_LENGTH: usize = 128;

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

/// The answer of OAuth 2, and the token's name for taking it back.
#[derive(Serialize)]
pub struct Minted {
    #[serde(flatten)]
    answer: TokenAnswer,
    jti: String,
}

/// `POST /token`
pub async fn mint(State(app): State<Shared>, headers: HeaderMap, body: Body) -> Result<Json<Minted>, ApiError> {
    let admitted = admit(&app, &headers).await?;
    let wish = match json_body::optional_json(&headers, body, app.deadlines.body).await? {
        Some(value) => read_wish(value)?,
        None => TokenRequest::default(),
    };
    let now_seconds = app.clock.now_seconds();
    let grant = grant(&app, &admitted, wish, now_seconds)?;
    let (access_token, claims) = app.tokens.mint(grant, now_seconds);
    let answer = TokenAnswer {
        access_token,
        token_type: "Bearer".into(),
        expires_in: claims.exp.saturating_sub(now_seconds),
        scope: claims.scope,
    };
    Ok(Json(Minted { answer, jti: claims.jti }))
}

/// `DELETE /token/{jti}`: by the issuer, or by whoever holds the token itself.
pub async fn revoke(
    State(app): State<Shared>,
    Path(jti): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, ApiError> {
    let is_issuer = matches!(&app.minting, Minting::Issuer(secret) if secret.is(bearer(&headers)?));
    if !is_issuer && app.caller(&headers)?.jti != jti {
        return Err(ApiError::forbidden("A token can take back itself and no other."));
    }
    if !is_token_name(&jti) {
        return Err(ApiError::not_found());
    }
    let now_seconds = app.clock.now_seconds();
    let until_seconds = now_seconds + MAXIMUM_TTL_SECONDS + CLOCKS_DIFFER_SECONDS;
    // Here it ends now, whatever becomes of writing it down.
    app.revoked.insert(&jti, until_seconds, now_seconds);
    match app.ledger.revoke(&jti, until_seconds).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(fault) => {
            tokio::spawn(revoke_at_last(app, jti, until_seconds));
            Err(ledger_failure(fault))
        }
    }
}

/// Goes on trying to write it down, for other gateways and for the next start, until the token has ended anyway.
async fn revoke_at_last(app: Shared, jti: String, until_seconds: u64) {
    while app.clock.now_seconds() < until_seconds {
        tokio::time::sleep(BETWEEN_ATTEMPTS).await;
        if app.ledger.revoke(&jti, until_seconds).await.is_ok() {
            tracing::info!("that a token was taken back has been written down after all");
            return;
        }
    }
}

/// The deserializer would take a list for an object, so that is asked first.
fn read_wish(value: Value) -> Result<TokenRequest, ApiError> {
    let has_shape = value.is_object() && value.get("limits").is_none_or(Value::is_object);
    has_shape.then(|| serde_json::from_value(value).ok()).flatten().ok_or_else(not_a_token_request)
}

/// Who asks for a token.
enum Admitted {
    /// The site's backend, for whomever it names.
    Issuer,
    /// Somebody who is logged in, for himself.
    LoggedIn(Session),
    /// Anybody on this machine.
    Anybody,
}

/// Who may have a token at all.
async fn admit(app: &App, headers: &HeaderMap) -> Result<Admitted, ApiError> {
    match &app.minting {
        Minting::Issuer(secret) => {
            let bearer = bearer(headers)?;
            if secret.is(bearer) {
                return Ok(Admitted::Issuer);
            }
            let session = match &app.sessions {
                Some(sessions) => sessions.verify(bearer, &app.clock).await,
                None => Err(NoSession::Refused),
            };
            session.map(Admitted::LoggedIn).map_err(|reason| match reason {
                NoSession::Refused => not_admitted(),
                NoSession::Unavailable => ApiError::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    BusinessCode::SERVER_ERROR,
                    "Logins cannot be checked at the moment; try later.",
                )
                .retryable(),
            })
        }
        // The browser keeps other pages from reading the answer; this keeps them from asking.
        Minting::LoginFree => match headers.get(ORIGIN).map(|origin| origin.to_str().unwrap_or("null")) {
            Some(origin) if !app.knows_origin(origin) => Err(ApiError::forbidden("Pages of this origin get no token.")),
            _ => Ok(Admitted::Anybody),
        },
    }
}

/// On whose behalf.
fn subject(admitted: &Admitted, asked: Option<String>) -> Result<String, Issue> {
    let (subject, message) = match (admitted, asked) {
        (Admitted::Anybody, None) => return Ok(LOGIN_FREE_SUBJECT.to_owned()),
        (Admitted::Anybody, Some(_)) => {
            return Err(issue("subject", IssueCode::NotAllowed, "Without login there is one subject; leave it out."));
        }
        (Admitted::LoggedIn(session), Some(asked)) if asked != session.sub => {
            return Err(issue("subject", IssueCode::NotAllowed, "A session mints for its own subject; leave it out."));
        }
        (Admitted::LoggedIn(session), _) => {
            (session.sub.clone(), "The session's sub must be 1 to 128 visible characters.")
        }
        (Admitted::Issuer, asked) => {
            (asked.unwrap_or_default(), "Give the user's id in your system: 1 to 128 visible characters.")
        }
    };
    if is_subject(&subject) { Ok(subject) } else { Err(issue("subject", IssueCode::Required, message)) }
}

fn grant(app: &App, admitted: &Admitted, wish: TokenRequest, now_seconds: u64) -> Result<Grant, ApiError> {
    let mut issues = Vec::new();
    let subject = subject(admitted, wish.subject).unwrap_or_else(|issue| {
        issues.push(issue);
        String::new()
    });
    let scopes = wish.scopes.unwrap_or_else(|| Scope::ALL.to_vec());
    if scopes.is_empty() {
        issues.push(issue("scopes", IssueCode::Required, "Give one scope or more, or leave it out for all."));
    }
    let ttl_seconds = wish.ttl_seconds.unwrap_or(app.token_ttl_seconds);
    if ttl_seconds == 0 || ttl_seconds > app.token_ttl_seconds {
        let message = format!("Ask for 1 to {} seconds.", app.token_ttl_seconds);
        issues.push(Issue::new("ttl_seconds", IssueCode::NotAllowed, message));
    }
    if wish.origin.as_deref().is_some_and(|origin| !app.knows_origin(origin)) {
        issues.push(issue("origin", IssueCode::NotAllowed, "This gateway serves no pages of that origin."));
    }
    if wish.limits.max_credits.is_some_and(|credits| Millicredits::from_credits(credits).is_none()) {
        issues.push(issue(
            "limits.max_credits",
            IssueCode::InvalidValue,
            "Give a number of credits from 0 to 1000000000.",
        ));
    }
    if !issues.is_empty() {
        return Err(ApiError::invalid(issues));
    }
    let ttl_seconds = match admitted {
        // It was alive when the request began, and a body may take its time.
        Admitted::LoggedIn(session) => match session.exp.checked_sub(now_seconds) {
            None | Some(0) => return Err(not_admitted()),
            Some(left_seconds) => ttl_seconds.min(left_seconds),
        },
        Admitted::Issuer | Admitted::Anybody => ttl_seconds,
    };
    Ok(Grant { subject, scopes, limits: wish.limits, ttl_seconds, origin: wish.origin })
}

fn not_admitted() -> ApiError {
    ApiError::unauthorized(BusinessCode::AUTH_INVALID, "Tokens are minted for the issuer and for who is logged in.")
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
