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

/// A job as the simulator keeps it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Job {
    /// 24 hexadecimal digits.
    pub id: String,
    /// What is made.
    pub kind: Kind,
    /// Milliseconds since 1970.
    pub create_time: i64,
    /// When it started or ended; of a sound job at first that of the video it belongs to.
    pub update_time: Option<i64>,
    /// Where it stands.
    pub stage: Stage,
    /// Seconds asked for, later seconds measured.
    pub video_duration: f64,
    /// Where changes are reported; empty for nowhere.
    pub webhook_url: String,
    /// As sent.
    pub resolution: String,
    /// Short side of the video in pixels.
    pub short_side: u32,
    /// Length asked for.
    pub seconds: u32,
    /// Suggested name.
    pub file_name: String,
    /// Catalogue entry.
    pub effect: Option<EffectReference>,
    /// The picture; empty for text to video.
    pub image_url: String,
    /// The picture to end on.
    pub last_image_url: Option<String>,
    /// What should happen.
    pub prompt: String,
    /// What should not be observation.
    pub negative_prompt: String,
    /// Echoed.
    pub extend_prompt: bool,
    /// 1 generated, 2 the caller's, 3 silent.
    pub audio_type: i64,
    /// The caller's sound.
    pub audio_url: String,
    /// Credits taken; 0 after a refund.
    pub deduction_credit: i64,
    /// What belongs to a batch.
    pub batch: Option<Batch>,
    /// The video whose sound this job replaces.
    pub pre_video_id: Option<String>,
    /// Decides what of the picture's motion is left to chance.
    pub seed: u64,
    /// How long it takes and how it ends.
    #[serde(rename = "course")]
    pub timeline: JobTimeline,
}

/// What a job makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// A video from a picture.
    Image,
    /// A video from words alone.
    Text,
    /// New sound for an earlier video.
    Audio,
}

/// Where a job stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// Status 1.
    Queueing,
    /// Status 2.
    Processing,
    /// Status 3.
    Completed {
        /// Name of the video on the media shelf.
        video: String,
        /// Name of the still.
        cover: String,
    },
    /// Status 4.
    Failed(Failure),
}

/// A catalogue entry named by a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffectReference {
    /// The entry's name.
    pub name: String,
    /// As sent.
    pub code: String,
}

/// The batch a job belongs to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Batch {
    /// `<create_time of the first>_<uid>`.
    pub id: String,
    /// How many were asked for.
    pub count: i64,
    /// A model's `value`; empty when none was named.
    pub model_name: String,
}

impl Stage {
    /// The vendor's number.
    pub const fn status(&self) -> i64 {
        match self {
            Self::Queueing => 1,
            Self::Processing => 2,
            Self::Completed { .. } => 3,
            Self::Failed(_) => 4,
        }
    }

    /// Whether nothing will change any more.
    pub const fn is_terminal(&self) -> bool {
        matches!(self, Self::Completed { .. } | Self::Failed(_))
    }
}
