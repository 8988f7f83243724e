//! How often one caller may call.

mod limiter;
mod peer;
mod state;

pub use limiter::Limiter;
pub use peer::{Peer, TrustedProxies, counted};
pub use state::{RateLimitState, note, noting};
