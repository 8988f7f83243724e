//! A local stand-in for Akool's image-to-video API: it speaks the vendor's protocol over HTTP, keeps jobs on a clock of
//! its own, and really renders the videos. Unofficial.
//!
//! [`Simulator::start`] runs one inside a program, for tests; the binary of the same name runs one on its own.

mod account;
mod answer;
mod auth;
mod clock;
pub mod conformance;
mod connection;
mod control;
mod effects;
mod engine;
mod fault;
mod fetch;
mod fields;
mod gate;
mod ids;
mod job;
mod journal;
mod models;
mod options;
mod plan;
mod render_job;
mod route;
mod routes;
mod scenario;
mod server;
mod state;
mod text_picture;
mod token;
mod webhook;
mod world;

pub use clock::{Activity, Clock, ClockState};
pub use fault::{Fault, FaultAnswer, When};
pub use options::{Cors, Credentials, Options, Plan, Prices};
pub use plan::{Plan as JobPlan, Refused};
pub use route::Route;
pub use scenario::{AccountChange, ClockChange, Scenario};
pub use server::{Simulator, StartError};
pub use state::StateError;
pub use webhook::envelope;
