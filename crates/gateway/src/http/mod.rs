//! The HTTP face of the gateway.

pub mod body;
pub mod cors;
pub mod error;
pub mod extract;
pub mod metrics;
pub mod middleware;
pub mod range;
pub mod rate_limit;
pub mod request_id;
pub mod router;
pub mod routes;
pub mod server;
pub mod state;
pub mod static_site;
pub mod trace_context;
