use akool_contract::path;
use serde_json::{Value, json};

use super::fact;
use crate::conformance::{Fact, Outcome, Service, fact::Broken, fact::holds};

pub fn facts() -> Vec<Fact> {
    vec![
        fact!("A create without a picture gets code 1003", Documented, false, no_picture),
        fact!("A create with neither prompt nor effect gets code 1003", Guessed, false, no_prompt),
        fact!("A batch of more than ten gets code 1003", Guessed, false, too_many),
        fact!("An unknown model gets code 1003", Guessed, false, unknown_model),
        fact!("`_ids` as an array fails with \"Failed to get results\"", Observed, false, array),
        fact!("The key `ids` fails with \"Failed to get results\"", Observed, false, other_key),
        fact!("An unknown id gives code 1000 and an empty list", Guessed, false, unknown_id),
        fact!("The detail of an unknown id gets a code other than 1000", Guessed, false, unknown_detail),
        fact!("Sound of an unknown video cannot be changed", Documented, false, unknown_source),
        fact!("Deleting an unknown id lists it under `noPermissionItems`", Guessed, false, delete_unknown),
    ]
}

type Checked = Result<Outcome, Broken>;

const UNKNOWN: &str = "0123456789abcdef01234567";

async fn refused(service: &Service, path: &str, body: &Value, code: i64) -> Checked {
    let answer = service.post(path, body).await?;
    holds(answer["code"] == code, &answer)
}

async fn no_picture(service: &Service) -> Checked {
    refused(service, path::CREATE, &json!({ "prompt": "zoom in" }), 1003).await
}

async fn no_prompt(service: &Service) -> Checked {
    refused(service, path::CREATE, &service.request(&json!({})), 1003).await
}

async fn too_many(service: &Service) -> Checked {
    let fields = json!({ "prompt": "zoom in", "count": 11, "resolution": "720p", "video_length": 5 });
    refused(service, path::CREATE_BATCH, &service.request(&fields), 1003).await
}

async fn unknown_model(service: &Service) -> Checked {
    let fields = json!({ "prompt": "zoom in", "model_name": "none", "resolution": "720p", "video_length": 5 });
    refused(service, path::CREATE_BATCH, &service.request(&fields), 1003).await
}

async fn fails(service: &Service, body: &Value) -> Checked {
    let answer = service.post(path::RESULTS, body).await?;
    holds(answer["code"] != 1000 && answer["msg"] == "Failed to get results", &answer)
}

async fn array(service: &Service) -> Checked {
    fails(service, &json!({ "_ids": [UNKNOWN] })).await
}

async fn other_key(service: &Service) -> Checked {
    fails(service, &json!({ "ids": UNKNOWN })).await
}

async fn unknown_id(service: &Service) -> Checked {
    let answer = service.post(path::RESULTS, &json!({ "_ids": UNKNOWN })).await?;
    holds(answer["code"] == 1000 && answer["data"]["result"] == json!([]), &answer)
}

async fn unknown_detail(service: &Service) -> Checked {
    let answer = service.get(&format!("{}?video_model_id={UNKNOWN}", crate::route::INFO)).await?;
    holds(answer["code"].is_number() && answer["code"] != 1000, &answer)
}

async fn unknown_source(service: &Service) -> Checked {
    let answer = service.post(path::UPDATE_AUDIO, &json!({ "pre_video_id": UNKNOWN, "audio_type": 1 })).await?;
    holds(answer["code"].is_number() && answer["code"] != 1000, &answer)
}

async fn delete_unknown(service: &Service) -> Checked {
    let answer = service.post(path::DELETE, &json!({ "_ids": UNKNOWN })).await?;
    holds(answer["code"] == 1000 && answer["data"]["noPermissionItems"][0]["_id"] == UNKNOWN, &answer)
}
