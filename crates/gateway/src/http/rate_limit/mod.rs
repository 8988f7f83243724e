//! How often one caller may call.

mod limiter;
mod peer;
mod state;

pub use limiter::Limiter;
pub use peer::{Peer, TrustedProxies, counted};
pub use state::{RateLimitState, note, noting};

use std::net::IpAddr;

use http::HeaderMap;

use crate::http::error::ApiError;

/// The limits of a gateway.
pub struct RateLimiters {
    /// By the subject of a token.
    pub subjects: Limiter,
    /// By the address of a caller.
    pub addresses: Limiter,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: TrustedProxies,
}

impl RateLimiters {
    /// Counts a request of the address behind a connection.
    ///
    /// # Errors
    ///
    /// 429 when the address calls too often.
    pub fn count_address(&self, peer: Peer, headers: &HeaderMap) -> Result<(), ApiError> {
        self.addresses.count(&counted(self.trusted_proxies.caller(peer, headers))).map(drop)
    }

    /// Counts a request of a subject, and notes for the answer's headers how many are left.
    ///
    /// # Errors
    ///
    /// 429 when the subject calls too often.
    pub fn count_subject(&self, subject: &str) -> Result<(), ApiError> {
        self.subjects.count(&subject).map(note)
    }

    /// Whether an address is a proxy that is believed.
    pub fn trusts(&self, address: IpAddr) -> bool {
        self.trusted_proxies.trusts(address)
    }
}
