//! Jobs: what they are, how they will go, and how Akool shows them.

mod plan;
mod prompt_directives;
mod timeline;
mod view;

use serde::{Deserialize, Serialize};

pub use plan::{Forecast, JobPlan, JobPlans, JobRefusal};
pub use prompt_directives::PromptDirectives;
pub use timeline::{Failure, JobTimeline};
pub use view::JobView;

/// A job as it is stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Job {
    /// 24 hexadecimal digits.
    pub id: String,
    /// What it makes.
    pub kind: Kind,
    /// Milliseconds since 1970.
    pub create_time: i64,
    /// When it started or ended. For a sound job at first that of its video.
    pub update_time: Option<i64>,
    /// Its state.
    pub stage: Stage,
    /// Seconds: as requested at first, as measured once completed.
    pub video_duration: f64,
    /// Where changes are reported; empty for none.
    pub webhook_url: String,
    /// As it was sent.
    pub resolution: String,
    /// Short side of the video in pixels.
    pub short_side: u32,
    /// Requested length.
    pub seconds: u32,
    /// Suggested name.
    pub file_name: String,
    /// Its effect.
    pub effect: Option<EffectReference>,
    /// The picture; empty for text to video.
    pub image_url: String,
    /// The picture of the last frame.
    pub last_image_url: Option<String>,
    /// What should happen.
    pub prompt: String,
    /// What should not be observation.
    pub negative_prompt: String,
    /// Repeated in answers.
    pub extend_prompt: bool,
    /// 1 generated, 2 the caller's file, 3 silent.
    pub audio_type: i64,
    /// The caller's sound file.
    pub audio_url: String,
    /// Credits charged; 0 after a refund.
    pub deduction_credit: i64,
    /// Its batch.
    pub batch: Option<Batch>,
    /// The video whose sound this job replaces.
    pub pre_video_id: Option<String>,
    /// Seed of the random parts of the video.
    pub seed: u64,
    /// How long it takes and whether it fails.
    #[serde(rename = "course")]
    pub timeline: JobTimeline,
}

/// What a job makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// A video from a picture.
    Image,
    /// A video from a prompt only.
    Text,
    /// New sound for an earlier video.
    Audio,
}

/// The state of a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// Status 1.
    Queueing,
    /// Status 2.
    Processing,
    /// Status 3.
    Completed {
        /// Name of the video in the media store.
        video: String,
        /// Name of its cover.
        cover: String,
    },
    /// Status 4.
    Failed(Failure),
}

/// The effect of a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffectReference {
    /// The entry's name.
    pub name: String,
    /// As it was sent.
    pub code: String,
}

/// The batch of a job.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Batch {
    /// `<create_time of the first>_<uid>`.
    pub id: String,
    /// How many jobs were requested.
    pub count: i64,
    /// A model's `value`; empty when none was named.
    pub model_name: String,
}

impl Stage {
    /// Akool's number.
    pub const fn status(&self) -> i64 {
        match self {
            Self::Queueing => 1,
            Self::Processing => 2,
            Self::Completed { .. } => 3,
            Self::Failed(_) => 4,
        }
    }

    /// Whether this is the last state.
    pub const fn is_terminal(&self) -> bool {
        matches!(self, Self::Completed { .. } | Self::Failed(_))
    }
}
