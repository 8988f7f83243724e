use akool_contract::BusinessCode;
use axum::http::{HeaderMap, header};

use super::Refusal;
use crate::{account::token, state::SimulatorState};

/// The validity of a request's credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialStatus {
    /// The account's key or token.
    Valid,
    /// An `Authorization` header that is not a token of this account.
    InvalidToken,
    /// A key of no account.
    InvalidKey,
    /// No credentials at all.
    Missing,
}

/// Checks the credentials. With an `Authorization` header, `x-api-key` is ignored.
pub fn credential_status(state: &SimulatorState, headers: &HeaderMap) -> CredentialStatus {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let text = value.to_str().unwrap_or_default().trim();
        if text.is_empty() {
            return CredentialStatus::Missing;
        }
        let token = text.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        let is_valid = token.is_some_and(|(_, token)| token::is_valid(&state.keys, token.trim(), state.clock.now_ms()));
        return if is_valid { CredentialStatus::Valid } else { CredentialStatus::InvalidToken };
    }
    match headers.get("x-api-key").map(|value| value.as_bytes()) {
        None | Some(b"") => CredentialStatus::Missing,
        Some(key) if state.keys.accepts_key(key) => CredentialStatus::Valid,
        Some(_) => CredentialStatus::InvalidKey,
    }
}

/// Refuses requests without valid credentials, with Akool's codes.
pub fn check(state: &SimulatorState, headers: &HeaderMap) -> Result<(), Refusal> {
    match credential_status(state, headers) {
        CredentialStatus::Valid if state.storage.jobs.account().banned => {
            Err(Refusal::new(BusinessCode::BANNED, "account has been banned"))
        }
        CredentialStatus::Valid => Ok(()),
        CredentialStatus::InvalidToken => Err(Refusal::new(BusinessCode::AUTH_INVALID, "invalid authorization")),
        CredentialStatus::InvalidKey => Err(Refusal::new(BusinessCode::ACCOUNT_UNKNOWN, "account does not exist")),
        CredentialStatus::Missing => Err(Refusal::new(BusinessCode::AUTH_EMPTY, "authorization cannot be empty")),
    }
}
