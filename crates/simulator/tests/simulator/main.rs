//! The simulator from outside: over real HTTP, on a clock the tests move.

mod support;

mod audio_update;
mod auth;
mod batch;
mod clock;
mod conformance;
mod create;
mod credits;
mod delete;
mod documents;
mod effects;
mod failures;
mod faults;
mod journal;
mod legacy;
mod media;
mod models;
#[path = "../../../renderer/tests/renderer/module_graph.rs"]
mod module_graph;
mod named_scenarios;
mod program;
mod recording;
mod rendering;
mod results;
mod retention;
mod routes;
mod scenario;
mod sessions;
mod state;
mod strict;
mod text_video;
mod webhook_signature;
mod webhooks;
