//! Who may call, and what for: tokens, sessions of the site, scopes and limits, revocation.

pub mod limits;
pub mod revocation;
pub mod scope;
pub mod session;
pub mod token;
