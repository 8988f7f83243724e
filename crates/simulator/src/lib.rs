//! A local stand-in for Akool's image-to-video API: it speaks the same protocol over HTTP, keeps jobs on its own clock and
//! renders real videos. Unofficial.
//!
//! [`Simulator::start`] runs one inside a program, for tests; the binary of the same name runs one on its own.
//!
//! Modules depend on each other in this order, which `tests/module_graph.rs` checks:
//! `server → routes, control → engine → http → state → settings, storage, rendering, webhook, fault, job, account`.

mod account;
mod catalogue;
mod clock;
pub mod conformance;
mod control;
mod engine;
mod fault;
mod http;
mod job;
mod journal;
mod random;
mod rendering;
mod route;
mod routes;
mod server;
mod settings;
mod state;
mod storage;
mod webhook;

pub use account::{Credentials, SubscriptionPlan};
pub use clock::{Activity, Clock, ClockState};
pub use fault::{Fault, FaultAnswer, When};
pub use job::{JobPlan, JobRefusal};
pub use route::Route;
pub use server::{Simulator, StartError};
pub use settings::{AccountChange, ClockChange, Cors, Options, Prices, Scenario};
pub use storage::StateError;
pub use webhook::envelope;
