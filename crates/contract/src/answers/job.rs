use serde::{Deserialize, Serialize};

use super::{JobStatus, loose};

/// Finished videos can be fetched for seven days.
pub const RESULT_LIFETIME_SECONDS: u64 = 7 * 24 * 60 * 60;

/// A job as `createBySourcePrompt` and `resultsByIds` return it. Every field is optional, because the routes return
/// different sets and Akool may add or remove some.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct JobRecord {
    /// The job's id.
    #[serde(rename = "_id", deserialize_with = "loose::text", skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Milliseconds since 1970.
    #[serde(deserialize_with = "loose::integer", skip_serializing_if = "Option::is_none")]
    pub create_time: Option<i64>,
    /// Milliseconds since 1970. For a finished job: when it finished.
    #[serde(deserialize_with = "loose::integer", skip_serializing_if = "Option::is_none")]
    pub update_time: Option<i64>,
    /// The account's user.
    #[serde(deserialize_with = "loose::integer", skip_serializing_if = "Option::is_none")]
    pub uid: Option<i64>,
    /// The account's team.
    #[serde(deserialize_with = "loose::text", skip_serializing_if = "Option::is_none")]
    pub team_id: Option<String>,
    /// 1 to 4; see [`JobRecord::job_status`].
    #[serde(deserialize_with = "loose::integer", skip_serializing_if = "Option::is_none")]
    pub status: Option<i64>,
    /// The result; only present when the job is completed.
    #[serde(deserialize_with = "loose::text", skip_serializing_if = "Option::is_none")]
    pub video_url: Option<String>,
    /// A still image of the result.
    #[serde(deserialize_with = "loose::text", skip_serializing_if = "Option::is_none")]
    pub cover_url: Option<String>,
    /// Seconds: as requested at first, as measured once completed.
    #[serde(deserialize_with = "loose::number", skip_serializing_if = "Option::is_none")]
    pub video_duration: Option<f64>,
    /// Credits charged for this job.
    #[serde(deserialize_with = "loose::number", skip_serializing_if = "Option::is_none")]
    pub deduction_credit: Option<f64>,
    /// Suggested file name.
    #[serde(deserialize_with = "loose::text", skip_serializing_if = "Option::is_none")]
    pub file_name: Option<String>,
    /// The source picture.
    #[serde(deserialize_with = "loose::text", skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
    /// The prompt.
    #[serde(deserialize_with = "loose::text", skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
    /// The negative prompt.
    #[serde(deserialize_with = "loose::text", skip_serializing_if = "Option::is_none")]
    pub negative_prompt: Option<String>,
    /// Whether the prompt was lengthened.
    #[serde(deserialize_with = "loose::flag", skip_serializing_if = "Option::is_none")]
    pub extend_prompt: Option<bool>,
    /// Nominal size, as it was sent.
    #[serde(deserialize_with = "loose::text", skip_serializing_if = "Option::is_none")]
    pub resolution: Option<String>,
    /// 1, 2 or 3; see [`crate::AudioType`].
    #[serde(deserialize_with = "loose::integer", skip_serializing_if = "Option::is_none")]
    pub audio_type: Option<i64>,
    /// The caller's sound file.
    #[serde(deserialize_with = "loose::text", skip_serializing_if = "Option::is_none")]
    pub audio_url: Option<String>,
    /// The effect's code.
    #[serde(deserialize_with = "loose::text", skip_serializing_if = "Option::is_none")]
    pub effect_code: Option<String>,
    /// The effect's name.
    #[serde(deserialize_with = "loose::text", skip_serializing_if = "Option::is_none")]
    pub effect_name: Option<String>,
    /// The webhook of the request. Requests spell it `webhookurl`, answers `webhookUrl`.
    #[serde(rename = "webhookUrl", deserialize_with = "loose::text", skip_serializing_if = "Option::is_none")]
    pub webhook_url: Option<String>,
    /// Whether only the sound of an earlier video is being replaced.
    #[serde(deserialize_with = "loose::flag", skip_serializing_if = "Option::is_none")]
    pub only_add_audio: Option<bool>,
    /// The model; only in batches.
    #[serde(deserialize_with = "loose::text", skip_serializing_if = "Option::is_none")]
    pub model_name: Option<String>,
    /// The picture for the last frame; only in batches.
    #[serde(deserialize_with = "loose::text", skip_serializing_if = "Option::is_none")]
    pub last_image_url: Option<String>,
    /// How many variations were requested together; only in batches.
    #[serde(deserialize_with = "loose::integer", skip_serializing_if = "Option::is_none")]
    pub batch_count: Option<i64>,
    /// 1501 on finished jobs; not in the documented field table.
    #[serde(deserialize_with = "loose::integer", skip_serializing_if = "Option::is_none")]
    pub sub_type: Option<i64>,
    /// Why a job failed. Not documented for this family; sibling products use these three names.
    #[serde(deserialize_with = "loose::text", skip_serializing_if = "Option::is_none")]
    pub error_reason: Option<String>,
    /// See `error_reason`.
    #[serde(deserialize_with = "loose::text", skip_serializing_if = "Option::is_none")]
    pub error_code: Option<String>,
    /// See `error_reason`.
    #[serde(deserialize_with = "loose::text", skip_serializing_if = "Option::is_none")]
    pub faceswap_fail_reason: Option<String>,
}

impl JobRecord {
    /// The state of the job. An absent status counts as processing.
    pub fn job_status(&self) -> JobStatus {
        JobStatus::from_number(self.status.unwrap_or(2))
    }

    /// Akool's reason for a failure, from the first field that has one.
    pub fn failure_reason(&self) -> Option<&str> {
        [&self.error_reason, &self.error_code, &self.faceswap_fail_reason]
            .into_iter()
            .find_map(|reason| reason.as_deref().filter(|text| !text.is_empty()))
    }
}
