use akool_contract::BusinessCode;
use axum::http::{HeaderMap, header};
use sha1::{Digest, Sha1};

use crate::{answer::Refusal, token, world::World};

/// What a request's credentials are worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The account's key or token.
    Good,
    /// An `Authorization` header that is not a token of this account.
    BadToken,
    /// A key that is not this account's.
    BadKey,
    /// Nothing.
    Nothing,
}

/// Looks at the credentials. With an `Authorization` header, `x-api-key` does not count, whatever is in either.
pub fn standing(world: &World, headers: &HeaderMap) -> Standing {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let text = value.to_str().unwrap_or_default().trim();
        if text.is_empty() {
            return Standing::Nothing;
        }
        let token = text.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        let is_good = token
            .is_some_and(|(_, token)| token::is_good(&world.options.credentials, token.trim(), world.clock.now_ms()));
        return if is_good { Standing::Good } else { Standing::BadToken };
    }
    match headers.get("x-api-key").map(|value| value.as_bytes()) {
        None | Some(b"") => Standing::Nothing,
        Some(key) if same(key, world.options.credentials.api_key.as_bytes()) => Standing::Good,
        Some(_) => Standing::BadKey,
    }
}

/// Lets the account in and turns everyone else away with the vendor's codes.
pub fn check(world: &World, headers: &HeaderMap) -> Result<(), Refusal> {
    match standing(world, headers) {
        Standing::Good if world.store.account().banned => {
            Err(Refusal::new(BusinessCode::BANNED, "account has been banned"))
        }
        Standing::Good => Ok(()),
        Standing::BadToken => Err(Refusal::new(BusinessCode::AUTH_INVALID, "invalid authorization")),
        Standing::BadKey => Err(Refusal::new(BusinessCode::ACCOUNT_UNKNOWN, "account does not exist")),
        Standing::Nothing => Err(Refusal::new(BusinessCode::AUTH_EMPTY, "authorization cannot be empty")),
    }
}

/// Compares digests, so that the time taken tells nothing about the secret.
pub fn same(left: &[u8], right: &[u8]) -> bool {
    Sha1::digest(left) == Sha1::digest(right)
}
