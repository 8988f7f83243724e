//! How often one caller may call.

mod limiter;
mod peer;
mod standing;

pub use limiter::Limiter;
pub use peer::{Peer, TrustedProxies, counted};
pub use standing::{Standing, note, noting};
