//! Akool's image-to-video protocol: what may be sent, what may come back, what it costs.
//!
//! Requests are read strictly: [`CreateRequest::parse`] returns *every* [`Issue`]. A gateway that serves clients written
//! for Akool's own API reads them as Akool does, with [`CreateRequest::parse_leniently`]. Answers are read loosely: unknown
//! fields, statuses and codes never make a client fail. Nothing here does I/O, so the same rules run in the browser, in
//! the gateway and in the simulator.
#![warn(missing_docs)]
// The README's example is compiled and run with the tests.
#![cfg_attr(all(doctest, feature = "json"), doc = include_str!("../README.md"))]

mod answers;
/// Which files may be uploaded, and the messages about the others.
pub mod media;
/// Paths of Akool's routes and of the gateway's own.
pub mod path;
/// The published price table.
pub mod price;
mod requests;
/// Text without the formatting machinery.
pub mod text;
mod validation;
mod values;

pub use answers::{
    BatchError, BatchResult, BusinessCode, Class, Credits, Deleted, Effect, EffectList, Envelope,
    IMAGE_TO_VIDEO_MODELS, JobRecord, JobStatus, KeptJob, Model, ModelList, ModelSize, RESULT_LIFETIME_SECONDS,
    ResultList, TokenAnswer,
};
pub use requests::{
    AudioUpdateRequest, BatchRequest, CreateRequest, ResultsRequest, UncheckedField, UncheckedRequest, WireRequest,
    WireValue,
};
pub use validation::{Issue, IssueCode, Lenient, is_public_url_syntax, nearest_name};
pub use values::{AudioType, Resolution, VideoLength};
