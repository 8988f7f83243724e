use akool_contract::path;
use serde_json::{Value, json};

use super::fact;
use crate::{
    conformance::{Fact, Outcome, Service, fact::Broken, fact::holds},
    route::TEXT_BATCH,
};

pub fn facts() -> Vec<Fact> {
    vec![
        fact!("A batch of two gives two jobs, one millisecond apart, and no errors", Documented, true, batch),
        fact!("Ids of text to video can be polled with the same route", Documented, true, text_video),
        fact!("New sound is a job of its own that names its source", Documented, true, audio_update),
        fact!("New sound cannot be type 3", Documented, true, no_silence),
        fact!("An effect overrides the prompt and is named in the answer", Documented, true, effect),
        fact!("A job that is being processed cannot be deleted", Documented, true, busy),
        fact!("Deleting answers \"Delete successfully\", and the job is gone", Documented, true, delete),
    ]
}

type Checked = Result<Outcome, Broken>;

async fn batch(service: &Service) -> Checked {
    let fields = json!({ "prompt": "pan left", "count": 2, "resolution": "720p", "video_length": 5 });
    let answer = service.post(path::CREATE_BATCH, &service.request(&fields)).await?;
    let items = &answer["data"]["successList"];
    let batch_id = format!("{}_{}", items[0]["create_time"], items[0]["uid"]);
    let difference =
        items[1]["create_time"].as_i64().unwrap_or_default() - items[0]["create_time"].as_i64().unwrap_or_default();
    let is_it = answer["code"] == 1000
        && items.as_array().is_some_and(|items| items.len() == 2)
        && answer["data"]["errorList"] == json!([])
        && items[0]["batch_id"] == batch_id
        && items[1]["batch_id"] == batch_id
        && items[0]["batch_count"] == 2
        && difference == 1;
    holds(is_it, &answer)
}

async fn text_video(service: &Service) -> Checked {
    let body = json!({ "prompt": "a lighthouse at dusk", "count": 1, "resolution": "720p", "video_length": 5 });
    let answer = service.post(TEXT_BATCH, &body).await?;
    let id = answer["data"]["successList"][0]["_id"].clone();
    if !id.is_string() {
        return Err(Broken(format!("found {answer}")));
    }
    let record = service.record(&id).await?;
    holds(record["_id"] == id && record["status"].is_number(), &record)
}

async fn audio_update(service: &Service) -> Checked {
    let source = &service.completed().await?.record;
    let body = json!({ "pre_video_id": source["_id"], "audio_type": 1, "audio_url": "" });
    let answer = service.post(path::UPDATE_AUDIO, &body).await?;
    let data = &answer["data"];
    let is_it = answer["code"] == 1000
        && data["pre_video_id"] == source["_id"]
        && data["_id"].is_string()
        && data["_id"] != source["_id"]
        && data["only_add_audio"] == true
        && data["update_time"] == source["update_time"]
        && data["status"] == 1;
    holds(is_it, &answer)?;
    let (record, _) = service.follow(&data["_id"]).await?;
    holds(record["status"] == 3 && record["video_url"].is_string(), &record)
}

async fn no_silence(service: &Service) -> Checked {
    let source = &service.completed().await?.record;
    let body = json!({ "pre_video_id": source["_id"], "audio_type": 3, "audio_url": "" });
    let answer = service.post(path::UPDATE_AUDIO, &body).await?;
    holds(answer["code"] != 1000, &answer)
}

async fn effect(service: &Service) -> Checked {
    let fields = json!({
        "prompt": "", "negative_prompt": "", "resolution": "720p", "audio_type": 3, "video_length": 5,
        "effect_code": "squish_89244231312",
    });
    let data = service.create(&fields).await?;
    holds(data["effect_name"] == "Squish" && data["effect_code"] == "squish_89244231312", &data)
}

async fn busy(service: &Service) -> Checked {
    let data = service.create(&json!({ "prompt": "[slow] zoom out" })).await?;
    let id = &data["_id"];
    loop {
        let record = service.record(id).await?;
        match record["status"].as_i64() {
            Some(1) => tokio::time::sleep(service.options.poll_interval).await,
            Some(2) => break,
            _ => return Ok(Outcome::NotRun("the job ended before it could be seen in status 2".into())),
        }
    }
    let answer = service.post(path::DELETE, &json!({ "_ids": id })).await?;
    let item = &answer["data"]["noPermissionItems"][0];
    holds(item["_id"] == *id && item["msg"] == "video resource is processing, please try again later", &answer)
}

async fn delete(service: &Service) -> Checked {
    // Last of all: it takes the job the other facts share.
    let id = &service.completed().await?.record["_id"];
    let answer = service.post(path::DELETE, &json!({ "_ids": id })).await?;
    let is_deleted =
        answer["code"] == 1000 && answer["msg"] == "Delete successfully" && answer["data"]["successIds"] == json!([id]);
    holds(is_deleted, &answer)?;
    let record = service.record(id).await?;
    holds(record == Value::Null, &record)
}
