use serde_json::{Value, json};

use super::fact;
use crate::conformance::{Fact, Mp4, Outcome, Service, fact::Broken, fact::holds};

pub fn facts() -> Vec<Fact> {
    vec![
        fact!("A picture and a prompt are enough to create a job", Observed, true, least),
        fact!("Create answers with the documented fields, status 1 and a 24-digit id", Documented, true, created),
        fact!("`video_duration` of a created job is the length asked for", Observed, true, asked_length),
        fact!("`file_name` is `Image2Video_`, the beginning of the prompt and `.mp4`", Documented, true, file_name),
        fact!("`deduction_credit` leaves the balance at create", Observed, true, deduction),
        fact!("A job that is not completed has no `video_url`", Documented, true, no_url_yet),
        fact!("Statuses only go up, to 3", Documented, true, statuses),
        fact!("A completed job has the documented fields", Documented, true, completed),
        fact!("`update_time` of a completed job is later than `create_time`", Documented, true, times),
        fact!("`video_duration` of a completed job is measured", Observed, true, measured_length),
        fact!("`video_url` serves an MP4 file without credentials", Documented, true, video),
        fact!("The video serves ranges", Guessed, true, ranges),
        fact!("The short side is the resolution asked for", Observed, true, short_side),
        fact!("A sound track is there even in a silent video", Observed, true, sound_track),
        fact!("The older detail route names the status `video_status` and the URL `video`", Observed, true, detail),
        fact!("The list of jobs has it", Observed, true, listed),
    ]
}

type Checked = Result<Outcome, Broken>;

async fn least(service: &Service) -> Checked {
    let job = service.completed().await?;
    holds(job.created["_id"].is_string(), &job.created)
}

fn has_all(item: &Value, names: &[&str]) -> Checked {
    match names.iter().find(|name| item.get(**name).is_none()) {
        Some(missing) => Err(Broken(format!("no {missing} in {item}"))),
        None => Ok(Outcome::Holds),
    }
}

async fn created(service: &Service) -> Checked {
    let data = &service.completed().await?.created;
    let names = [
        "create_time",
        "uid",
        "team_id",
        "status",
        "webhookUrl",
        "resolution",
        "file_name",
        "_id",
        "image_url",
        "prompt",
        "audio_type",
        "deduction_credit",
    ];
    has_all(data, &names)?;
    let id = data["_id"].as_str().unwrap_or_default();
    holds(data["status"] == 1 && id.len() == 24 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), data)
}

async fn asked_length(service: &Service) -> Checked {
    let data = &service.completed().await?.created;
    holds(data["video_duration"].as_f64() == Some(5.0), data)
}

async fn file_name(service: &Service) -> Checked {
    let data = &service.completed().await?.created;
    let name = data["file_name"].as_str().unwrap_or_default();
    let middle = name.strip_prefix("Image2Video_").and_then(|rest| rest.strip_suffix(".mp4")).unwrap_or_default();
    holds(!middle.is_empty() && data["prompt"].as_str().is_some_and(|prompt| prompt.starts_with(middle)), data)
}

async fn deduction(service: &Service) -> Checked {
    let job = service.completed().await?;
    let (before, after) = job.balances;
    let taken = job.created["deduction_credit"].as_f64().unwrap_or_default();
    holds(taken > 0.0 && before - after == taken, &format!("{taken} said, {} taken", before - after))
}

async fn no_url_yet(service: &Service) -> Checked {
    let fresh = &service.completed().await?.fresh;
    holds(fresh.get("video_url").is_none() && fresh["status"] != 3, fresh)
}

async fn statuses(service: &Service) -> Checked {
    let statuses = &service.completed().await?.statuses;
    let is_rising = statuses.is_sorted_by(|left, right| left < right);
    holds(is_rising && statuses.last() == Some(&3), &format!("{statuses:?}"))
}

async fn completed(service: &Service) -> Checked {
    let names = [
        "_id",
        "create_time",
        "uid",
        "team_id",
        "update_time",
        "video_duration",
        "webhookUrl",
        "file_name",
        "image_url",
        "prompt",
        "resolution",
        "audio_type",
        "deduction_credit",
        "video_url",
        "status",
        "only_add_audio",
    ];
    has_all(&service.completed().await?.record, &names)
}

async fn times(service: &Service) -> Checked {
    let record = &service.completed().await?.record;
    holds(record["update_time"].as_i64() > record["create_time"].as_i64(), record)
}

async fn measured_length(service: &Service) -> Checked {
    let job = service.completed().await?;
    let file = Mp4::read(&job.video).map(|file| file.seconds).unwrap_or_default();
    let said = job.record["video_duration"].as_f64().unwrap_or_default();
    holds((said - file).abs() < 0.3, &format!("{said} said, {file} in the file"))
}

async fn read(service: &Service) -> Result<Mp4, Broken> {
    Mp4::read(&service.completed().await?.video).ok_or_else(|| Broken("found something that is no MP4 file".into()))
}

async fn video(service: &Service) -> Checked {
    let file = read(service).await?;
    holds(file.handlers.iter().any(|handler| handler == "vide"), &format!("{file:?}"))
}

async fn ranges(service: &Service) -> Checked {
    let job = service.completed().await?;
    let url = job.record["video_url"].as_str().unwrap_or_default();
    let (status, bytes) = service.fetch(url, Some("bytes=4-7")).await?;
    holds(status == 206 && bytes == b"ftyp", &format!("HTTP {status} and {} bytes", bytes.len()))
}

async fn short_side(service: &Service) -> Checked {
    let file = read(service).await?;
    holds(file.width.min(file.height) == 720, &format!("{} x {}", file.width, file.height))
}

async fn sound_track(service: &Service) -> Checked {
    let file = read(service).await?;
    holds(file.handlers.iter().any(|handler| handler == "soun"), &format!("{:?}", file.handlers))
}

async fn detail(service: &Service) -> Checked {
    let record = &service.completed().await?.record;
    let id = record["_id"].as_str().unwrap_or_default();
    let answer = service.get(&format!("{}?video_model_id={id}", crate::route::INFO)).await?;
    holds(answer["data"]["video_status"] == 3 && answer["data"]["video"] == record["video_url"], &answer)
}

async fn listed(service: &Service) -> Checked {
    let record = &service.completed().await?.record;
    let answer = service.get(&format!("{}?page=1&size=50", crate::route::LIST)).await?;
    let is_there =
        answer["data"]["result"].as_array().is_some_and(|items| items.iter().any(|item| item["_id"] == record["_id"]));
    holds(is_there, &json!({ "code": answer["code"], "count": answer["data"]["count"] }))
}
