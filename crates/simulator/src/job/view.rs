use serde_json::{Map, Value, json};

use super::{Job, Stage};
use crate::account::Account;

/// Writes jobs as each of Akool's routes does.
pub struct JobView<'a> {
    /// The account that owns the jobs.
    pub account: &'a Account,
    /// Origin of media URLs.
    pub origin: &'a str,
}

impl JobView<'_> {
    /// `data` of `createBySourcePrompt`.
    pub fn created(&self, job: &Job) -> Value {
        json!({
            "create_time": job.create_time,
            "uid": self.account.uid,
            "team_id": self.account.team_id,
            "status": job.stage.status(),
            "webhookUrl": job.webhook_url,
            "resolution": job.resolution,
            "file_name": job.file_name,
            "effect_name": effect_name(job),
            "_id": job.id,
            "image_url": job.image_url,
            "prompt": job.prompt,
            "negative_prompt": job.negative_prompt,
            "extend_prompt": job.extend_prompt,
            "audio_type": job.audio_type,
            "audio_url": job.audio_url,
            "deduction_credit": job.deduction_credit,
            "effect_code": effect_code(job),
            "video_duration": job.video_duration,
        })
    }

    /// An item of a batch's `successList`. Like Akool's example it has no effect; `last_image_url` is present when it was
    /// sent, as Akool's table says.
    pub fn batch_item(&self, job: &Job) -> Value {
        let mut item = self.common(job);
        item.remove("video_duration");
        item.insert("negative_prompt".into(), json!(job.negative_prompt));
        item.insert("extend_prompt".into(), json!(job.extend_prompt));
        if let Some(last) = &job.last_image_url {
            item.insert("last_image_url".into(), json!(last));
        }
        if let Some(batch) = &job.batch {
            item.insert("model_name".into(), json!(batch.model_name));
            item.insert("batch_id".into(), json!(batch.id));
            item.insert("batch_count".into(), json!(batch.count));
        }
        Value::Object(item)
    }

    /// `data` of `updateVideoAudio`.
    pub fn audio_update(&self, job: &Job) -> Value {
        let Value::Object(mut data) = self.created(job) else { return Value::Null };
        if let Some(time) = job.update_time {
            data.insert("update_time".into(), json!(time));
        }
        data.insert("pre_video_id".into(), json!(job.pre_video_id));
        data.insert("only_add_audio".into(), json!(true));
        Value::Object(data)
    }

    /// An item of `resultsByIds`.
    pub fn result(&self, job: &Job) -> Value {
        let mut item = self.common(job);
        item.insert("effect_name".into(), json!(effect_name(job)));
        item.insert("effect_code".into(), json!(effect_code(job)));
        item.insert("audio_type".into(), json!(job.audio_type));
        item.insert("audio_url".into(), json!(job.audio_url));
        // Akool's completed example of a sound job's source says false, its queued sound job true.
        item.insert("only_add_audio".into(), json!(job.pre_video_id.is_some()));
        if let Some(time) = job.update_time {
            item.insert("update_time".into(), json!(time));
        }
        match &job.stage {
            Stage::Queueing | Stage::Processing => {}
            Stage::Completed { video, cover } => {
                item.insert("video_url".into(), json!(self.media(video)));
                item.insert("cover_url".into(), json!(self.media(cover)));
                item.insert("sub_type".into(), json!(sub_type(job)));
            }
            Stage::Failed(failure) => {
                item.insert("error_reason".into(), json!(failure.reason));
                item.insert("error_code".into(), json!(failure.code));
            }
        }
        Value::Object(item)
    }

    /// `data` of the older detail route, which has other names for the status and the URL.
    pub fn info(&self, job: &Job, progress: u32) -> Value {
        let mut item = self.common(job);
        item.remove("status");
        item.insert("video_status".into(), json!(job.stage.status()));
        item.insert("video".into(), json!(""));
        item.insert("external_video".into(), json!(""));
        item.insert("progress".into(), json!(progress));
        item.insert("deduction_duration".into(), json!(job.seconds));
        item.insert("type".into(), json!(sub_type(job)));
        if let Some(time) = job.update_time {
            item.insert("update_time".into(), json!(time));
        }
        match &job.stage {
            Stage::Queueing | Stage::Processing => {}
            Stage::Completed { video, .. } => {
                item.insert("video".into(), json!(self.media(video)));
                item.insert("external_video".into(), json!(self.media(video)));
            }
            Stage::Failed(failure) => {
                item.insert("error_reason".into(), json!(failure.reason));
                item.insert("error_code".into(), json!(failure.code));
            }
        }
        Value::Object(item)
    }

    /// URL of a file in the media store.
    pub fn media(&self, name: &str) -> String {
        format!("{}/media/{name}", self.origin)
    }

    fn common(&self, job: &Job) -> Map<String, Value> {
        let fields = json!({
            "_id": job.id,
            "create_time": job.create_time,
            "uid": self.account.uid,
            "team_id": self.account.team_id,
            "status": job.stage.status(),
            "webhookUrl": job.webhook_url,
            "resolution": job.resolution,
            "file_name": job.file_name,
            "image_url": job.image_url,
            "prompt": job.prompt,
            "deduction_credit": job.deduction_credit,
            "video_duration": job.video_duration,
        });
        match fields {
            Value::Object(map) => map,
            _ => Map::new(),
        }
    }
}

/// The number of the model type a job belongs to.
fn sub_type(job: &Job) -> i64 {
    match job.kind {
        super::Kind::Image | super::Kind::Audio => 1501,
        super::Kind::Text => 1502,
    }
}

fn effect_name(job: &Job) -> &str {
    job.effect.as_ref().map_or("", |effect| &effect.name)
}

fn effect_code(job: &Job) -> &str {
    job.effect.as_ref().map_or("", |effect| &effect.code)
}
