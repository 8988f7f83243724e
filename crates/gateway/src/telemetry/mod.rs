//! Metrics and logs.

mod chain;
pub mod metrics;

pub use chain::Chain;
