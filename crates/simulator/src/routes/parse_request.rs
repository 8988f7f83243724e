use akool_contract::{BusinessCode, CreateRequest, ResultsRequest, is_public_url_syntax};
use axum::http::HeaderMap;
use serde_json::Value;

use crate::{
    fault::Observation,
    http::{Fields, Refusal},
    job::{EffectReference, Forecast, PromptDirectives},
    settings::Prices,
    state::SimulatorState,
    storage::StateError,
};

/// The body of a request. Akool refuses everything but a JSON object.
pub fn body(bytes: &[u8]) -> Result<Fields, Refusal> {
    Fields::read(bytes).ok_or_else(Refusal::parameter)
}

/// Text of at most `maximum` UTF-16 units; empty when absent.
pub fn text(fields: &Fields, name: &str, maximum: usize) -> Result<String, Refusal> {
    let text = fields.text_or_empty(name)?;
    if text.encode_utf16().count() > maximum {
        return Err(Refusal::parameter_because(&format!("{name} must be at most {maximum} characters long")));
    }
    Ok(text)
}

/// A required URL.
pub fn required_url(fields: &Fields, name: &str) -> Result<String, Refusal> {
    optional_url(fields, name)?.ok_or_else(|| Refusal::parameter_because(&format!("{name} is required")))
}

/// A URL that may be absent or empty.
pub fn optional_url(fields: &Fields, name: &str) -> Result<Option<String>, Refusal> {
    let url = fields.text_or_empty(name)?;
    if url.trim().is_empty() {
        return Ok(None);
    }
    if !is_public_url_syntax(&url) {
        return Err(Refusal::parameter_because(&format!("{name} must be an http(s) URL")));
    }
    Ok(Some(url))
}

/// The webhook in either spelling: the field table says `webhookurl`, the page's notes say `webhookUrl`.
pub fn webhook(fields: &Fields) -> Result<String, Refusal> {
    let name = if fields.has("webhookurl") { "webhookurl" } else { "webhookUrl" };
    text(fields, name, CreateRequest::MAXIMUM_WEBHOOK_URL)?;
    Ok(optional_url(fields, name)?.unwrap_or_default())
}

/// The effect, if the request names one.
pub fn effect(state: &SimulatorState, fields: &Fields) -> Result<Option<EffectReference>, Refusal> {
    let code = fields.text_or_empty("effect_code")?;
    if code.trim().is_empty() {
        return Ok(None);
    }
    match state.rendering.effects.kind(&code) {
        Some(kind) => Ok(Some(EffectReference { name: kind.name().into(), code })),
        None => Err(Refusal::parameter_because("effect_code is not in the list of effects")),
    }
}

/// The file name that Akool suggests: the product and the beginning of the prompt.
pub fn file_name(product: &str, prompt: &str, characters: usize) -> String {
    format!("{product}_{}.mp4", prompt.chars().take(characters).collect::<String>())
}

/// How a job will go: by plan, then by the directives in its prompt.
pub fn forecast(state: &SimulatorState, path: &str, headers: &HeaderMap, bytes: &[u8], prompt: &str) -> Forecast {
    let text = String::from_utf8_lossy(bytes);
    let json: Value = serde_json::from_slice(bytes).unwrap_or_default();
    let mut forecast = state.script.plans.forecast(&Observation { path, headers, body: &text, json: &json });
    PromptDirectives::read(prompt).apply(&mut forecast.timeline);
    forecast
}

/// Credits for one video of the single route.
pub fn single_price(state: &SimulatorState, short_side: u32, seconds: u32) -> i64 {
    let per_second = match state.options.prices {
        Prices::Observed => 20,
        // The published table is 4, 5 and 6 credits per second.
        Prices::Documented if short_side <= 720 => 4,
        Prices::Documented if short_side <= 1080 => 5,
        Prices::Documented => 6,
    };
    per_second * i64::from(seconds)
}

/// The refusal for insufficient credits: 1104 in newer pages and reports, 1006 in older pages.
pub fn insufficient_credits() -> Refusal {
    Refusal::new(BusinessCode::CREDITS_INSUFFICIENT, "your credits is not enough")
}

/// The refusal when a change could not be saved. The job was not created.
pub fn not_saved(error: &StateError) -> Refusal {
    tracing::error!(%error, "the state could not be saved");
    Refusal::new(BusinessCode::SERVER_ERROR, "server error")
}

/// A string of comma-separated ids. An array or the key `ids` fails, as it does at Akool.
pub fn ids(bytes: &[u8]) -> Option<ResultsRequest> {
    let Value::Object(fields) = Fields::read(bytes)?.as_value() else { return None };
    let Some(Value::String(ids)) = fields.get("_ids") else { return None };
    let request = ResultsRequest { ids: ids.clone() };
    let has_some = request.split().next().is_some();
    has_some.then_some(request)
}
