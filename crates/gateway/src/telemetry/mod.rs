//! Metrics and logs.

mod chain;
mod json_lines;
pub mod metrics;

pub use chain::Chain;
pub use json_lines::JsonLines;
