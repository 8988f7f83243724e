use akool_contract::{Effect, EffectList, JobRecord, is_public_url_syntax};
use akool_ledger::Millicredits;

use crate::capability::JobHandles;

/// Longest text of the vendor's that is passed on.
const MAXIMUM_REASON_CHARACTERS: usize = 500;

/// The subject to whom new jobs belong.
pub struct Owner<'a> {
    /// Makes the public ids.
    pub job_handles: &'a JobHandles,
    /// The subject.
    pub subject: &'a str,
    /// When the jobs were ordered, in milliseconds since 1970.
    pub ordered_at_ms: u64,
}

/// A new job.
pub struct OwnedJob {
    /// The vendor's id.
    pub vendor_id: String,
    /// What it costs, if the vendor says so.
    pub charged: Option<Millicredits>,
    /// The job as its owner sees it.
    pub record: JobRecord,
}

impl Owner<'_> {
    /// A job of the vendor's as its owner sees it; nothing when the vendor gave it no usable id.
    pub fn job(&self, record: JobRecord) -> Option<OwnedJob> {
        let vendor_id = record.id.clone().filter(|id| is_vendor_id(id))?;
        let handle = self.job_handles.seal(&vendor_id, self.subject, self.ordered_at_ms);
        let charged = record.deduction_credit.and_then(Millicredits::from_credits);
        Some(OwnedJob { vendor_id, charged, record: job(record, &handle) })
    }
}

/// Ids are joined by commas when jobs are polled, so an id with a comma in it would ask for two jobs.
fn is_vendor_id(id: &str) -> bool {
    (1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

/// A job as callers see it: written out field by field from what was understood, under its public id, and without what
/// belongs to the account (`uid`, `team_id`) or to this gateway (`webhookUrl`).
pub fn job(record: JobRecord, public_id: &str) -> JobRecord {
    JobRecord {
        id: Some(public_id.to_owned()),
        create_time: record.create_time,
        update_time: record.update_time,
        uid: None,
        team_id: None,
        status: record.status,
        video_url: url(record.video_url),
        cover_url: url(record.cover_url),
        video_duration: record.video_duration,
        deduction_credit: record.deduction_credit,
        file_name: record.file_name,
        image_url: url(record.image_url),
        prompt: record.prompt,
        negative_prompt: record.negative_prompt,
        extend_prompt: record.extend_prompt,
        resolution: record.resolution,
        audio_type: record.audio_type,
        audio_url: url(record.audio_url),
        effect_code: record.effect_code,
        effect_name: record.effect_name,
        webhook_url: None,
        only_add_audio: record.only_add_audio,
        model_name: record.model_name,
        last_image_url: url(record.last_image_url),
        batch_count: record.batch_count,
        sub_type: record.sub_type,
        error_reason: reason(record.error_reason),
        error_code: reason(record.error_code),
        faceswap_fail_reason: reason(record.faceswap_fail_reason),
    }
}

/// The catalogue as callers see it; entries without a code are of no use to them.
pub fn effects(list: EffectList) -> EffectList {
    let result: Vec<Effect> = list
        .result
        .into_iter()
        .filter(|effect| effect.effect_code.is_some())
        .map(|effect| Effect {
            id: effect.id,
            create_time: effect.create_time,
            logo: url(effect.logo),
            name: effect.name,
            video_url: url(effect.video_url),
            effect_code: effect.effect_code,
        })
        .collect();
    EffectList { count: Some(result.len() as i64), result }
}

/// A page will put it into `src` or `href`; `javascript:` and the like end here.
fn url(text: Option<String>) -> Option<String> {
    text.filter(|text| is_public_url_syntax(text))
}

fn reason(text: Option<String>) -> Option<String> {
    let text = text?;
    Some(text.chars().filter(|c| !c.is_control()).take(MAXIMUM_REASON_CHARACTERS).collect())
}
