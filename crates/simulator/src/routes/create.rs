use std::sync::Arc;

use akool_contract::{BusinessCode, CreateRequest, Resolution, UncheckedRequest, VideoLength};
use axum::{
    extract::State,
    http::{HeaderMap, Uri},
    response::Response,
};
use bytes::Bytes;

use super::intake;
use crate::{
    answer::{Refusal, success},
    engine,
    fields::Fields,
    job::{Job, Kind, Stage},
    options::Plan,
    state::Charged,
    world::World,
};

/// Characters of the prompt in the file name, trailing space included, as in the vendor's example.
const NAME_CHARACTERS: usize = 24;

/// `POST createBySourcePrompt`
pub async fn create(
    State(world): State<Arc<World>>,
    uri: Uri,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Response, Refusal> {
    let fields = intake::body(&bytes)?;
    if world.options.strict {
        check_strictly(&fields)?;
    }
    let mut job = read(&world, &fields)?;
    let prospect = intake::prospect(&world, uri.path(), &headers, &bytes, &job.prompt);
    if let Some(refused) = prospect.refused {
        return Err(refused.into());
    }
    job.course = prospect.course;
    match world.store.create(std::slice::from_ref(&job)).map_err(|error| intake::not_written(&error))? {
        Charged::TooFewCredits => Err(intake::too_few_credits()),
        Charged::Yes => {
            engine::start(&world, &job.id);
            Ok(success("OK", world.view(|view| view.created(&job))))
        }
    }
}

/// The rules of the published table, by the validator every part of this project uses.
fn check_strictly(fields: &Fields) -> Result<(), Refusal> {
    match CreateRequest::parse(&UncheckedRequest::from(&fields.as_value())) {
        Ok(_) => Ok(()),
        Err(issues) => {
            let all: Vec<String> = issues.iter().map(|issue| format!("{}: {}", issue.path, issue.message)).collect();
            Err(Refusal::parameter_because(&all.join(" ")))
        }
    }
}

/// Reads what the vendor would take: text for numbers, and its own choice for what is missing.
fn read(world: &World, fields: &Fields) -> Result<Job, Refusal> {
    let image_url = intake::required_url(fields, "image_url")?;
    let effect = intake::effect(world, fields)?;
    let prompt = intake::text(fields, "prompt", CreateRequest::MAXIMUM_PROMPT)?;
    if prompt.trim().is_empty() && effect.is_none() {
        return Err(Refusal::parameter_because("prompt is required"));
    }
    let negative_prompt = intake::text(fields, "negative_prompt", CreateRequest::MAXIMUM_NEGATIVE_PROMPT)?;
    let (resolution, short_side) = resolution(fields)?;
    let seconds = seconds(fields)?;
    let audio_type = fields.integer("audio_type")?.unwrap_or(3);
    let audio_url = intake::optional_url(fields, "audio_url")?;
    match (audio_type, &audio_url) {
        (1 | 3, _) | (2, Some(_)) => {}
        (2, None) => return Err(Refusal::parameter_because("audio_url is required with audio_type 2")),
        _ => return Err(Refusal::parameter_because("audio_type must be 1, 2 or 3")),
    }
    let is_premium = fields.flag("is_premium_model")?;
    if world.store.account().plan == Plan::Free && (is_premium || seconds > 5) {
        return Err(Refusal::new(BusinessCode::SUBSCRIPTION_REQUIRED, "subscription required"));
    }
    let now_ms = world.clock.now_ms();
    Ok(Job {
        id: world.random.object_id(now_ms),
        kind: Kind::Image,
        create_time: now_ms,
        update_time: None,
        stage: Stage::Queueing,
        video_duration: f64::from(seconds),
        webhook_url: intake::webhook(fields)?,
        resolution,
        short_side,
        seconds,
        file_name: intake::file_name("Image2Video", &prompt, NAME_CHARACTERS),
        effect,
        image_url,
        last_image_url: None,
        prompt,
        negative_prompt,
        extend_prompt: fields.flag("extend_prompt")?,
        audio_type,
        audio_url: audio_url.unwrap_or_default(),
        deduction_credit: intake::single_price(world, short_side, seconds),
        batch: None,
        pre_video_id: None,
        seed: world.random.number(),
        course: Default::default(),
    })
}

/// The word as it came, and the short side it stands for.
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
