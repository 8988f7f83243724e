//! The vendor's image-to-video protocol: what may be sent, what may come back, what it costs.
//!
//! Requests are read strictly ([`CreateRequest::parse`] returns *every* [`Issue`]), or as the service itself reads them
//! where clients of the service are to be served ([`CreateRequest::parse_leniently`]); answers are read loosely (unknown
//! fields, statuses and codes never make a client fail). Nothing here does I/O, so the same rules run in the browser,
//! in the gateway and in the simulator.
#![warn(missing_docs)]
// Its sample is compiled and run with the tests.
#![cfg_attr(all(doctest, feature = "json"), doc = include_str!("../README.md"))]

mod audio_type;
mod audio_update;
mod batch;
mod batch_result;
mod checked;
mod checked_batch;
mod checker;
mod code;
mod create;
mod delete;
mod effect;
mod envelope;
mod issue;
mod job;
mod lenient;
mod loose;
/// Which files may be uploaded, and what is said about the others.
pub mod media;
mod model;
/// Paths of the vendor's routes and of the gateway's own.
pub mod path;
/// The published price table.
pub mod price;
mod resolution;
mod results;
mod rule;
mod status;
mod suggest;
/// Text without the formatting machinery.
pub mod text;
mod token;
mod unchecked;
mod url;
mod video_length;
mod wire;

pub use audio_type::AudioType;
pub use audio_update::AudioUpdateRequest;
pub use batch::BatchRequest;
pub use batch_result::{BatchError, BatchResult};
pub use checked::CheckedCreate;
pub use checked_batch::CheckedBatch;
pub use code::{BusinessCode, Class};
pub use create::CreateRequest;
pub use delete::{Deleted, KeptJob};
pub use effect::{Effect, EffectList};
pub use envelope::Envelope;
pub use issue::{Issue, IssueCode};
pub use job::{JobRecord, RESULT_LIFETIME_SECONDS};
pub use lenient::Lenient;
pub use model::{IMAGE_TO_VIDEO_MODELS, Model, ModelList, ModelSize};
pub use resolution::Resolution;
pub use results::{ResultList, ResultsRequest};
pub use status::JobStatus;
pub use suggest::nearest as nearest_name;
pub use token::{Credits, TokenAnswer};
pub use unchecked::{UncheckedField, UncheckedRequest};
pub use url::is_public_url_syntax;
pub use video_length::VideoLength;
pub use wire::{WireRequest, WireValue};
