use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

use akool_contract::BusinessCode;
use axum::extract::FromRequestParts;
use http::header::{AUTHORIZATION, ORIGIN};
use http::request::Parts;
use http::{Extensions, HeaderMap};

use crate::auth::Auth;
use crate::auth::scope::Scope;
use crate::auth::token::Claims;
use crate::http::error::ApiError;
use crate::http::state::HttpState;

/// The caller, whose token is genuine, alive, not revoked, and good for `S`.
pub struct Caller<S> {
    claims: Arc<Claims>,
    auth: Arc<Auth>,
    scope: PhantomData<fn() -> S>,
}

/// What a route requires of a token.
pub trait RequiredScope {
    /// The scope.
    const SCOPE: Scope;
}

macro_rules! scopes {
    ($($(#[$doc:meta])* $name:ident = $scope:expr;)+) => {
        $($(#[$doc])* pub struct $name;

        impl RequiredScope for $name {
            const SCOPE: Scope = $scope;
        })+
    };
}

scopes! {
    /// The token may create videos, which costs credits.
    CanCreate = Scope::Create;
    /// The token may read the caller's own jobs, the lists and the credits.
    CanRead = Scope::Read;
    /// The token may upload files.
    CanUpload = Scope::Upload;
    /// The token may delete the caller's own jobs.
    CanDelete = Scope::Delete;
}

impl<S> Caller<S> {
    /// What the token says.
    pub fn claims(&self) -> Arc<Claims> {
        self.claims.clone()
    }

    /// Checks again that the token is alive and not revoked: reading a body may have taken a while. [`super::JsonBody`] does
    /// so by itself.
    ///
    /// # Errors
    ///
    /// 401.
    pub fn recheck(&self) -> Result<(), ApiError> {
        Ok(self.auth.check_still_valid(&self.claims)?)
    }
}

impl<S> Deref for Caller<S> {
    type Target = Claims;

    fn deref(&self) -> &Claims {
        &self.claims
    }
}

impl<S: RequiredScope> FromRequestParts<HttpState> for Caller<S> {
    type Rejection = ApiError;

    async fn from_request_parts(head: &mut Parts, state: &HttpState) -> Result<Self, ApiError> {
        let claims = authenticate(state, &head.headers)?;
        if !claims.allows(S::SCOPE) {
            return Err(ApiError::forbidden("This token does not allow that."));
        }
        head.extensions.insert(KnownCaller(claims.clone()));
        Ok(Self { claims, auth: state.auth.clone(), scope: PhantomData })
    }
}

/// Whose request this is, for whatever reads its body.
#[derive(Clone)]
struct KnownCaller(Arc<Claims>);

/// Checks the caller's token again, if the request has one.
pub(super) fn recheck(extensions: &Extensions, state: &HttpState) -> Result<(), ApiError> {
    match extensions.get::<KnownCaller>() {
        Some(KnownCaller(claims)) => Ok(state.auth.check_still_valid(claims)?),
        None => Ok(()),
    }
}

/// Reads the token, counts the request of its subject, and checks the page it comes from.
pub fn authenticate(state: &HttpState, headers: &HeaderMap) -> Result<Arc<Claims>, ApiError> {
    let claims = state.auth.verify(bearer(headers)?)?;
    tracing::Span::current().record("subject", state.auth.subject_hasher.hash(&claims));
    state.rate_limiters.count_subject(&claims.sub)?;
    match &claims.origin {
        Some(origin) if origin != origin_of(headers, state.urls.origin()) => {
            Err(ApiError::forbidden("This token belongs to a page of another origin."))
        }
        _ => Ok(claims),
    }
}

/// The page a request comes from. Browsers name it on every request but plain ones to the page's own origin.
fn origin_of<'a>(headers: &'a HeaderMap, own: &'a str) -> &'a str {
    headers.get(ORIGIN).map_or(own, |value| value.to_str().unwrap_or("null"))
}

/// What follows `Authorization: Bearer`; exactly one such header.
pub fn bearer(headers: &HeaderMap) -> Result<&str, ApiError> {
    const MESSAGE: &str = "Send one header: Authorization: Bearer <token>.";
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return Err(ApiError::unauthorized(BusinessCode::AUTH_EMPTY, MESSAGE));
    };
    value
        .to_str()
        .ok()
        .and_then(|text| text.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
        .ok_or_else(|| ApiError::unauthorized(BusinessCode::AUTH_INVALID, MESSAGE))
}
