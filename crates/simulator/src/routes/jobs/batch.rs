use std::sync::Arc;

use akool_contract::{BusinessCode, CreateRequest};
use axum::{
    extract::State,
    http::{HeaderMap, Uri},
    response::Response,
};
use bytes::Bytes;
use serde_json::{Value, json};

use crate::{
    account::SubscriptionPlan,
    catalogue::{IMAGE_TO_VIDEO, Model, Size, TEXT_TO_VIDEO},
    engine,
    http::{Fields, Refusal, success},
    job::{Batch, Job, JobRefusal, Kind, Stage},
    routes::parse_request,
    settings::Prices,
    state::SimulatorState,
    storage::CreateOutcome,
};

const IMAGE_NAME_CHARACTERS: usize = 24;
/// Akool's example for text to video has three more.
const TEXT_NAME_CHARACTERS: usize = 27;
const MAXIMUM_COUNT: i64 = 10;

/// `POST createBySourcePrompt/batch`: one picture and prompt, several variations.
pub async fn create_batch(
    State(state): State<Arc<SimulatorState>>,
    uri: Uri,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Response, Refusal> {
    let fields = parse_request::body(&bytes)?;
    if state.options.strict {
        required(&fields, &["image_url", "prompt", "resolution", "video_length"])?;
    }
    let first = read(&state, &fields, Kind::Image)?;
    create_variations(&state, first, uri.path(), &headers, &bytes)
}

/// The fields a published table calls required.
pub fn required(fields: &Fields, names: &[&str]) -> Result<(), Refusal> {
    match names.iter().find(|name| !fields.has(name)) {
        Some(missing) => Err(Refusal::parameter_because(&format!("{missing} is required"))),
        None => Ok(()),
    }
}

/// The first job of a batch.
pub fn read(state: &SimulatorState, fields: &Fields, kind: Kind) -> Result<Job, Refusal> {
    let is_image = kind == Kind::Image;
    let image_url = if is_image { parse_request::required_url(fields, "image_url")? } else { String::new() };
    let prompt = parse_request::text(fields, "prompt", CreateRequest::MAXIMUM_PROMPT)?;
    if prompt.trim().is_empty() {
        return Err(Refusal::parameter_because("prompt is required"));
    }
    let model_name = fields.text_or_empty("model_name")?;
    let model = Model::find(&model_name, if is_image { IMAGE_TO_VIDEO } else { TEXT_TO_VIDEO })
        .ok_or_else(|| Refusal::parameter_because("model_name is not in the list of models"))?;
    let (resolution, size) = size(fields, &model)?;
    let seconds = seconds(fields, &model)?;
    let count = fields.integer("count")?.unwrap_or(1);
    if !(1..=model.maximum_count.min(MAXIMUM_COUNT)).contains(&count) {
        return Err(Refusal::parameter_because("count must be from 1 to 10"));
    }
    let account = state.storage.jobs.account();
    if account.plan == SubscriptionPlan::Free && (model.requires_pay || seconds > 5) {
        return Err(Refusal::new(BusinessCode::SUBSCRIPTION_REQUIRED, "subscription required"));
    }
    let makes_sound = model.generate_audio.is_some() && fields.flag("generate_audio")?;
    let now_ms = state.clock.now_ms();
    let (product, characters) =
        if is_image { ("Image2Video", IMAGE_NAME_CHARACTERS) } else { ("Text2Video", TEXT_NAME_CHARACTERS) };
    Ok(Job {
        id: state.random.object_id(now_ms),
        kind,
        create_time: now_ms,
        update_time: None,
        stage: Stage::Queueing,
        video_duration: f64::from(seconds),
        webhook_url: parse_request::webhook(fields)?,
        resolution,
        short_side: size.height,
        seconds,
        file_name: parse_request::file_name(product, &prompt, characters),
        effect: None,
        image_url,
        last_image_url: parse_request::optional_url(fields, "last_image_url")?.filter(|_| is_image),
        prompt,
        negative_prompt: parse_request::text(fields, "negative_prompt", CreateRequest::MAXIMUM_NEGATIVE_PROMPT)?,
        extend_prompt: fields.flag("extend_prompt")?,
        audio_type: if makes_sound { 1 } else { 3 },
        audio_url: String::new(),
        deduction_credit: price(state, &size, seconds),
        batch: Some(Batch { id: format!("{now_ms}_{}", account.uid), count, model_name }),
        pre_video_id: None,
        seed: state.random.number(),
        timeline: Default::default(),
    })
}

/// Creates the first job and its variations; all are paid or none. Items that a plan refuses cost nothing and are listed as
/// errors.
pub fn create_variations(
    state: &Arc<SimulatorState>,
    first: Job,
    path: &str,
    headers: &HeaderMap,
    bytes: &[u8],
) -> Result<Response, Refusal> {
    let count = first.batch.as_ref().map_or(1, |batch| batch.count);
    let mut jobs = Vec::new();
    let mut errors = Vec::new();
    for index in 0..count {
        let forecast = parse_request::forecast(state, path, headers, bytes, &first.prompt);
        if let Some(refused) = forecast.refused {
            errors.push(error_item(&first, &refused));
            continue;
        }
        let (id, seed) = match index {
            0 => (first.id.clone(), first.seed),
            _ => (state.random.object_id(first.create_time), state.random.number()),
        };
        let create_time = first.create_time + index;
        jobs.push(Job { id, seed, create_time, timeline: forecast.timeline, ..first.clone() });
    }
    match state.storage.jobs.create(&jobs).map_err(|error| parse_request::not_saved(&error))? {
        CreateOutcome::InsufficientCredits => Err(parse_request::insufficient_credits()),
        CreateOutcome::Created => {
            jobs.iter().for_each(|job| engine::start(state, &job.id));
            let items: Vec<Value> = state.view(|view| jobs.iter().map(|job| view.batch_item(job)).collect());
            Ok(success("OK", json!({ "successList": items, "errorList": errors })))
        }
    }
}

/// Akool does not document the format of these.
fn error_item(job: &Job, refused: &JobRefusal) -> Value {
    json!({ "code": refused.code, "msg": refused.msg, "image_url": job.image_url, "prompt": job.prompt })
}

fn size(fields: &Fields, model: &Model) -> Result<(String, Size), Refusal> {
    let word = fields.text_or_empty("resolution")?;
    let found =
        if word.trim().is_empty() { model.size("720p").or(model.resolutions.first()) } else { model.size(&word) };
    let size = found.ok_or_else(|| Refusal::parameter_because("resolution is not one of the model's"))?;
    let echoed = if word.trim().is_empty() { size.value.to_owned() } else { word };
    Ok((echoed, size.clone()))
}

fn seconds(fields: &Fields, model: &Model) -> Result<u32, Refusal> {
    let Some(number) = fields.integer("video_length")? else {
        return Ok(model.durations.first().copied().unwrap_or(5));
    };
    u32::try_from(number)
        .ok()
        .filter(|seconds| model.durations.contains(seconds))
        .ok_or_else(|| Refusal::parameter_because("video_length is not one of the model's durations"))
}

/// `unit_credit` is the price of 5 s, as in Akool's example.
fn price(state: &SimulatorState, size: &Size, seconds: u32) -> i64 {
    match state.options.prices {
        Prices::Observed => 20 * i64::from(seconds),
        Prices::Documented => (size.unit_credit * i64::from(seconds) + 4) / 5,
    }
}
