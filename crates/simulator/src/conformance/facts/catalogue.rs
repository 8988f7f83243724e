use akool_contract::path;
use serde_json::{Value, json};

use super::fact;
use crate::conformance::{Fact, Outcome, Service, fact::Broken, fact::holds};

pub fn facts() -> Vec<Fact> {
    vec![
        fact!("Effects come with message \"Success\" and their count", Documented, false, effects),
        fact!("Each effect has an id, time, logo, name, preview and code", Documented, false, effect_fields),
        fact!("An effect's code is its name in lower case, `_` and digits", Documented, false, effect_codes),
        fact!("Squish is `squish_89244231312`", Documented, false, squish),
        fact!("Models are a bare list, sorted with the highest first", Documented, false, models),
        fact!("Each model has the documented attributes", Documented, false, model_fields),
        fact!("`AkoolImage2VideoFastV1` is among them", Documented, false, fast),
        fact!("`generate_audio` is null or an object", Observed, false, generate_audio),
        fact!("A type without models gives an empty list", Documented, false, no_models),
    ]
}

type Checked = Result<Outcome, Broken>;

async fn items(service: &Service) -> Result<Vec<Value>, Broken> {
    let answer = service.get(path::EFFECTS).await?;
    let items = answer["data"]["result"].as_array().cloned();
    items.filter(|items| !items.is_empty()).ok_or_else(|| Broken(format!("found {answer}")))
}

async fn effects(service: &Service) -> Checked {
    let answer = service.get(path::EFFECTS).await?;
    let length = answer["data"]["result"].as_array().map(Vec::len);
    let is_it = answer["code"] == 1000 && answer["msg"] == "Success" && json!(length) == answer["data"]["count"];
    holds(is_it && length > Some(0), &answer)
}

async fn effect_fields(service: &Service) -> Checked {
    for item in items(service).await? {
        let has_text =
            ["_id", "logo", "name", "video_url", "effect_code"].iter().all(|name| item[*name].as_str().is_some());
        holds(has_text && item["create_time"].is_number(), &item)?;
    }
    Ok(Outcome::Holds)
}

async fn effect_codes(service: &Service) -> Checked {
    for item in items(service).await? {
        let name = item["name"].as_str().unwrap_or_default().to_lowercase();
        let code = item["effect_code"].as_str().unwrap_or_default();
        let digits = code.strip_prefix(&name).and_then(|rest| rest.strip_prefix('_'));
        let is_it = digits.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()));
        holds(is_it, &item)?;
    }
    Ok(Outcome::Holds)
}

async fn squish(service: &Service) -> Checked {
    let items = items(service).await?;
    let found = items.iter().find(|item| item["name"] == "Squish").cloned().unwrap_or_default();
    holds(found["effect_code"] == "squish_89244231312", &found)
}

async fn model_list(service: &Service) -> Result<Vec<Value>, Broken> {
    let answer = service.get(&format!("{}?types[]=1501", path::MODELS)).await?;
    let items = answer["data"].as_array().cloned();
    items.filter(|items| !items.is_empty()).ok_or_else(|| Broken(format!("found {answer}")))
}

async fn models(service: &Service) -> Checked {
    let sorts: Vec<_> = model_list(service).await?.iter().map(|model| model["sort"].as_i64()).collect();
    holds(sorts.is_sorted_by(|left, right| left >= right), &format!("{sorts:?}"))
}

async fn model_fields(service: &Service) -> Checked {
    for model in model_list(service).await? {
        let texts = ["group", "provider", "label", "value"].iter().all(|name| model[*name].is_string());
        let flags = ["isPro", "requiresPay", "supportedLastFrame"].iter().all(|name| model[*name].is_boolean());
        let numbers = ["sort", "maxImageCount", "maxCount"].iter().all(|name| model[*name].is_number());
        let lists = model["durationList"].is_array() && model["resolutionList"][0]["value"].is_string();
        holds(texts && flags && numbers && lists && model["type"] == 1501, &model)?;
    }
    Ok(Outcome::Holds)
}

async fn fast(service: &Service) -> Checked {
    let models = model_list(service).await?;
    let values: Vec<_> = models.iter().filter_map(|model| model["value"].as_str()).collect();
    holds(values.contains(&"AkoolImage2VideoFastV1"), &values.join(", "))
}

async fn generate_audio(service: &Service) -> Checked {
    for model in model_list(service).await? {
        holds(model["generate_audio"].is_null() || model["generate_audio"].is_object(), &model)?;
    }
    Ok(Outcome::Holds)
}

async fn no_models(service: &Service) -> Checked {
    let answer = service.get(&format!("{}?types[]=2199", path::MODELS)).await?;
    holds(answer["code"] == 1000 && answer["data"] == json!([]), &answer)
}
