//! A local stand-in for Akool's image-to-video API: it speaks the same protocol over HTTP, keeps jobs on its own clock and
//! renders real videos. Unofficial.
//!
//! [`Simulator::start`] runs one inside a program, for tests; the binary of the same name runs one on its own.
//!
//! Modules depend on each other in this order, which `tests/module_graph.rs` checks:
//! `server → routes, control → engine, sessions → http → state → settings, recording, storage, rendering, webhook, fault, job, account`.

mod account;
mod catalogue;
mod clock;
pub mod conformance;
mod control;
pub mod drift;
mod engine;
mod fault;
mod http;
mod job;
mod journal;
mod random;
mod recording;
mod rendering;
mod route;
mod routes;
mod server;
mod sessions;
mod settings;
mod state;
mod storage;
mod webhook;

pub use account::{Credentials, SubscriptionPlan};
pub use clock::{Activity, Clock, ClockState};
pub use fault::{Fault, FaultAnswer, When};
pub use job::{JobPlan, JobRefusal};
pub use recording::{RecordError, RecordingError};
pub use route::Route;
pub use server::{Simulator, StartError};
pub use settings::{
    AccountChange, ClockChange, Cors, InvalidSessionName, NamedScenario, Options, Prices, RecordOptions, Retention,
    Scenario, SessionName,
};
pub use storage::StateError;
pub use webhook::envelope;
