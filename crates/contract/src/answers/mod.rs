//! What may come back. Answers are read loosely: unknown fields, statuses and codes never make a client fail.

mod batch_result;
mod code;
mod deleted;
mod effect;
mod envelope;
mod job;
mod loose;
mod model;
mod results;
mod status;
mod token;

pub use batch_result::{BatchError, BatchResult};
pub use code::{BusinessCode, Class};
pub use deleted::{Deleted, KeptJob};
pub use effect::{Effect, EffectList};
pub use envelope::Envelope;
pub use job::{JobRecord, RESULT_LIFETIME_SECONDS};
pub use model::{IMAGE_TO_VIDEO_MODELS, Model, ModelList, ModelSize};
pub use results::ResultList;
pub use status::JobStatus;
pub use token::{Credits, TokenAnswer};
