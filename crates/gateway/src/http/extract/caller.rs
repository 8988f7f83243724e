use std::sync::Arc;

use akool_contract::BusinessCode;
use http::HeaderMap;
use http::header::{AUTHORIZATION, ORIGIN};

use crate::app::App;
use crate::auth::scope::Scope;
use crate::auth::token::Claims;
use crate::http::error::ApiError;
use crate::http::rate_limit;

impl App {
    /// The caller, if the token is good for this.
    pub fn authorize(&self, headers: &HeaderMap, scope: Scope) -> Result<Arc<Claims>, ApiError> {
        let caller = self.caller(headers)?;
        if !caller.allows(scope) {
            return Err(ApiError::forbidden("This token does not allow that."));
        }
        Ok(caller)
    }

    /// Whoever holds a good token.
    pub fn caller(&self, headers: &HeaderMap) -> Result<Arc<Claims>, ApiError> {
        let token = bearer(headers)?;
        let caller = self
            .tokens
            .verify(token, self.clock.now_seconds())
            .ok()
            .filter(|claims| !self.revoked.contains(&claims.jti))
            .ok_or_else(not_valid)?;
        rate_limit::note(self.subject_limiter.count(&caller.sub)?);
        match &caller.origin {
            Some(origin) if *origin != self.origin_of(headers) => {
                Err(ApiError::forbidden("This token belongs to a page of another origin."))
            }
            _ => Ok(caller),
        }
    }

    /// Refuses a caller whose token has ended or was taken back since it was read: a body may take its time.
    pub fn still_allowed(&self, caller: &Claims) -> Result<(), ApiError> {
        if caller.exp > self.clock.now_seconds() && !self.revoked.contains(&caller.jti) {
            return Ok(());
        }
        Err(not_valid())
    }

    /// The page a request comes from. Browsers name it on every request but plain ones to the page's own origin.
    fn origin_of<'a>(&'a self, headers: &'a HeaderMap) -> &'a str {
        match headers.get(ORIGIN) {
            Some(value) => value.to_str().unwrap_or("null"),
            None => &self.public_origin,
        }
    }
}

fn not_valid() -> ApiError {
    ApiError::unauthorized(BusinessCode::AUTH_INVALID, "The token is not valid, or no longer.")
}

/// What stands behind `Authorization: Bearer`; exactly one such header.
pub fn bearer(headers: &HeaderMap) -> Result<&str, ApiError> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return Err(ApiError::unauthorized(
            BusinessCode::AUTH_EMPTY,
            "Send one header: Authorization: Bearer <token>.",
        ));
    };
    value
        .to_str()
        .ok()
        .and_then(|text| text.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
        .ok_or_else(|| {
            ApiError::unauthorized(BusinessCode::AUTH_INVALID, "Send one header: Authorization: Bearer <token>.")
        })
}
