use std::sync::Arc;

use akool_contract::{BusinessCode, CreateRequest, Resolution, UncheckedRequest, VideoLength};
use axum::{
    extract::State,
    http::{HeaderMap, Uri},
    response::Response,
};
use bytes::Bytes;

use crate::{
    account::SubscriptionPlan,
    engine,
    http::{Fields, Refusal, success},
    job::{Job, Kind, Stage},
    routes::parse_request,
    state::SimulatorState,
    storage::CreateOutcome,
};

/// Characters of the prompt in the file name, trailing space included, as in Akool's example.
const NAME_CHARACTERS: usize = 24;

/// `POST createBySourcePrompt`
pub async fn create(
    State(state): State<Arc<SimulatorState>>,
    uri: Uri,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Response, Refusal> {
    let fields = parse_request::body(&bytes)?;
    if state.options.strict {
        check_strictly(&fields)?;
    }
    let mut job = read(&state, &fields)?;
    let forecast = parse_request::forecast(&state, uri.path(), &headers, &bytes, &job.prompt);
    if let Some(refused) = forecast.refused {
        return Err(refused.into());
    }
    job.timeline = forecast.timeline;
    match state.storage.jobs.create(std::slice::from_ref(&job)).map_err(|error| parse_request::not_saved(&error))? {
        CreateOutcome::InsufficientCredits => Err(parse_request::insufficient_credits()),
        CreateOutcome::Created => {
            engine::start(&state, &job.id);
            Ok(success("OK", state.view(|view| view.created(&job))))
        }
    }
}

/// Checks the rules of the published table with the validator of the whole project.
fn check_strictly(fields: &Fields) -> Result<(), Refusal> {
    match CreateRequest::parse(&UncheckedRequest::from(&fields.as_value())) {
        Ok(_) => Ok(()),
        Err(issues) => {
            let all: Vec<String> = issues.iter().map(|issue| format!("{}: {}", issue.path, issue.message)).collect();
            Err(Refusal::parameter_because(&all.join(" ")))
        }
    }
}

/// Reads a request as Akool does: numbers may be text, and missing fields get defaults.
fn read(state: &SimulatorState, fields: &Fields) -> Result<Job, Refusal> {
    let image_url = parse_request::required_url(fields, "image_url")?;
    let effect = parse_request::effect(state, fields)?;
    let prompt = parse_request::text(fields, "prompt", CreateRequest::MAXIMUM_PROMPT)?;
    if prompt.trim().is_empty() && effect.is_none() {
        return Err(Refusal::parameter_because("prompt is required"));
    }
    let negative_prompt = parse_request::text(fields, "negative_prompt", CreateRequest::MAXIMUM_NEGATIVE_PROMPT)?;
    let (resolution, short_side) = resolution(fields)?;
    let seconds = seconds(fields)?;
    let audio_type = fields.integer("audio_type")?.unwrap_or(3);
    let audio_url = parse_request::optional_url(fields, "audio_url")?;
    match (audio_type, &audio_url) {
        (1 | 3, _) | (2, Some(_)) => {}
        (2, None) => return Err(Refusal::parameter_because("audio_url is required with audio_type 2")),
        _ => return Err(Refusal::parameter_because("audio_type must be 1, 2 or 3")),
    }
    let is_premium = fields.flag("is_premium_model")?;
    if state.storage.jobs.account().plan == SubscriptionPlan::Free && (is_premium || seconds > 5) {
        return Err(Refusal::new(BusinessCode::SUBSCRIPTION_REQUIRED, "subscription required"));
    }
    let now_ms = state.clock.now_ms();
    Ok(Job {
        id: state.random.object_id(now_ms),
        kind: Kind::Image,
        create_time: now_ms,
        update_time: None,
        stage: Stage::Queueing,
        video_duration: f64::from(seconds),
        webhook_url: parse_request::webhook(fields)?,
        resolution,
        short_side,
        seconds,
        file_name: parse_request::file_name("Image2Video", &prompt, NAME_CHARACTERS),
        effect,
        image_url,
        last_image_url: None,
        prompt,
        negative_prompt,
        extend_prompt: fields.flag("extend_prompt")?,
        audio_type,
        audio_url: audio_url.unwrap_or_default(),
        deduction_credit: parse_request::single_price(state, short_side, seconds),
        batch: None,
        pre_video_id: None,
        seed: state.random.number(),
        timeline: Default::default(),
    })
}

/// The resolution as it was sent, and its short side.
fn resolution(fields: &Fields) -> Result<(String, u32), Refusal> {
    let word = fields.text_or_empty("resolution")?;
    if word.trim().is_empty() {
        let default = Resolution::default();
        return Ok((default.as_str().into(), default.short_side()));
    }
    match Resolution::from_word(&word.to_ascii_lowercase()) {
        Some(resolution) => Ok((word, resolution.short_side())),
        None => Err(Refusal::parameter_because("resolution must be 720p, 1080p or 4k")),
    }
}

fn seconds(fields: &Fields) -> Result<u32, Refusal> {
    let Some(number) = fields.integer("video_length")? else { return Ok(VideoLength::default().seconds()) };
    VideoLength::from_seconds(number as f64)
        .map(VideoLength::seconds)
        .ok_or_else(|| Refusal::parameter_because("video_length must be 5 or 10"))
}
