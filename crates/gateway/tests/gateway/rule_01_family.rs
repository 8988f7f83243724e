//! The rest of the vendor's family: new sound, deletion, models. Also threats 8 (another's job) and 12 (paying twice).

use serde_json::{Value, json};

use crate::support::{Gateway, Reply, Vendor, ok, record, settings};

const JOB: &str = "689174694b4dbdd4ab3d28c9";
const UPDATE_AUDIO: &str = akool_contract::path::UPDATE_AUDIO;
const DELETE: &str = akool_contract::path::DELETE;
const MODELS: &str = akool_contract::path::MODELS;

async fn vendor() -> Vendor {
    Vendor::start(|request| match request.path.split('?').next().and_then(|path| path.rsplit('/').next()) {
        Some("createBySourcePrompt") => ok(record(JOB, 3)),
        Some("updateVideoAudio") => {
            let mut job = record("aaaaaaaaaaaaaaaaaaaaaaaa", 1);
            job["deduction_credit"] = json!(5);
            ok(job)
        }
        Some("delbyids") => ok(json!({
            "successIds": [JOB, "ffffffffffffffffffffffff"],
            "noPermissionItems": [{ "_id": "eeeeeeeeeeeeeeeeeeeeeeee", "msg": "the vendor's own words" }]
        })),
        Some("list") => ok(json!([
            { "value": "AkoolImage2VideoFastV1", "type": 1501, "isPro": false, "durationList": [5, 10], "secret_field": 1,
              "resolutionList": [{ "value": "720p", "unit_credit": 5, "more": 1 }], "generate_audio": null },
            { "value": "seedance-1-0-lite-i2v-250428", "type": 1501 }
        ])),
        _ => Reply::Json(404, json!({ "status": 404, "msg": "Not Found" })),
    })
    .await
}

#[tokio::test]
async fn rule_01_new_sound_is_a_typed_job_of_its_own_that_is_paid_once() {
    let vendor = vendor().await;
    let mut settings = settings(&vendor.url);
    settings.budgets.subject_credits_per_day = Some(100.0);
    let gateway = Gateway::start_with(settings).await;
    let token = gateway.token("ada").await;
    let job = gateway.created(&token).await;
    let request = json!({ "pre_video_id": job, "audio_type": 1 });
    let authorization = format!("Bearer {token}");
    let headers = [
        ("Authorization", authorization.as_str()),
        ("Content-Type", "application/json"),
        ("Idempotency-Key", "sound-1"),
    ];
    let first = gateway.send("POST", UPDATE_AUDIO, &headers, request.to_string().as_bytes()).await;
    let again = gateway.send("POST", UPDATE_AUDIO, &headers, request.to_string().as_bytes()).await;
    assert_eq!((first.status, &first.body), (200, &again.body));
    assert_eq!(vendor.seen().len(), 2, "one create and one update");
    assert_eq!(vendor.seen()[1].json(), json!({ "pre_video_id": JOB, "audio_type": 1, "audio_url": "" }));
    assert_eq!(
        vendor.seen()[1].header_names(),
        ["accept", "content-length", "content-type", "host", "user-agent", "x-api-key"]
    );
    assert_eq!(gateway.credits(&token).await, 75.0, "20 for the video and 5 for the sound");
    let sound = first.json()["data"]["_id"].as_str().expect("an id").to_owned();
    assert_ne!(sound, job);
    assert!(!String::from_utf8_lossy(&first.body).contains("aaaaaaaaaaaaaaaaaaaaaaaa"));
}

#[tokio::test]
async fn rule_01_a_wrong_request_for_sound_names_every_issue_and_is_not_sent() {
    let vendor = vendor().await;
    let gateway = Gateway::start(&vendor.url).await;
    let token = gateway.token("ada").await;
    let cases = [
        (json!({}), vec!["audio_type", "pre_video_id"]),
        (json!({ "pre_video_id": 5, "audio_type": 3 }), vec!["audio_type", "pre_video_id"]),
        (json!({ "pre_video_id": "x", "audio_type": 2 }), vec!["audio_url"]),
        (json!({ "pre_video_id": "x", "audio_type": 2, "audio_url": "ftp://x" }), vec!["audio_url"]),
        (json!({ "pre_video_id": "x", "audio_type": 1, "audio_url": "https://x.example/a.mp3" }), vec!["audio_url"]),
        (json!({ "pre_video_id": "x", "audio_type": 1, "webhookurl": "https://x.example" }), vec!["webhookurl"]),
        (json!([]), vec![""]),
    ];
    for (request, expected) in cases {
        let answer = gateway.post(UPDATE_AUDIO, &token, &request).await;
        let mut paths = answer.issue_paths();
        paths.sort_unstable();
        assert_eq!((answer.status, paths), (400, expected.into_iter().map(str::to_owned).collect()), "{request}");
    }
    assert!(vendor.seen().is_empty());
}

#[tokio::test]
async fn threat_08_anothers_video_gets_no_new_sound_and_is_not_deleted() {
    let vendor = vendor().await;
    let gateway = Gateway::start(&vendor.url).await;
    let adas = gateway.created(&gateway.token("ada").await).await;
    let bob = gateway.token("bob").await;
    let before = vendor.seen().len();
    for id in [adas.as_str(), JOB, "x"] {
        let sound = gateway.post(UPDATE_AUDIO, &bob, &json!({ "pre_video_id": id, "audio_type": 1 })).await;
        let deletion = gateway.post(DELETE, &bob, &json!({ "_ids": id })).await;
        assert_eq!((sound.status, deletion.status), (404, 404), "{id}");
    }
    assert_eq!(vendor.seen().len(), before);
}

#[tokio::test]
async fn rule_01_deletion_names_ones_own_jobs_only_and_in_our_own_words() {
    let vendor = vendor().await;
    let gateway = Gateway::start(&vendor.url).await;
    let token = gateway.token("ada").await;
    let job = gateway.created(&token).await;
    let answer = gateway.post(DELETE, &token, &json!({ "_ids": format!("{job},x") })).await;
    assert_eq!(answer.json()["data"], json!({ "successIds": [job], "noPermissionItems": [] }));
    assert_eq!(vendor.seen()[1].json(), json!({ "_ids": JOB }));
    let reader = gateway.mint(json!({ "subject": "ada", "scopes": ["read", "create"] })).await.json();
    let reader = reader["access_token"].as_str().expect("a token").to_owned();
    assert_eq!(
        gateway.post(DELETE, &reader, &json!({ "_ids": job })).await.status,
        403,
        "deleting is a scope of its own"
    );
}

#[tokio::test]
async fn rule_01_models_are_rebuilt_and_narrowed_to_what_the_token_allows() {
    let vendor = vendor().await;
    let gateway = Gateway::start(&vendor.url).await;
    let token = gateway.token("ada").await;
    let list = gateway.get(&format!("{MODELS}?types[]=1501"), &token).await;
    let models = list.json()["data"].as_array().cloned().expect("a list");
    assert_eq!(models.len(), 2);
    assert_eq!(models[0]["resolutionList"], json!([{ "value": "720p", "unit_credit": 5.0 }]));
    assert_eq!(models[0].get("secret_field"), None);
    assert_eq!(vendor.only().path, format!("{MODELS}?types[]=1501"));
    let other = gateway.get(&format!("{MODELS}?types[]=1502&x=../../../v3/getToken"), &token).await;
    assert_eq!((other.status, &other.json()["data"]), (200, &json!([])));
    assert_eq!(vendor.seen().len(), 1, "nothing of the caller's query goes upstream");
    let limits = json!({ "models": ["AkoolImage2VideoFastV1"] });
    let narrow = gateway.mint(json!({ "subject": "ada", "limits": limits })).await.json();
    let list = gateway.get(MODELS, narrow["access_token"].as_str().expect("a token")).await;
    let values: Vec<Value> =
        list.json()["data"].as_array().expect("a list").iter().map(|model| model["value"].clone()).collect();
    assert_eq!(values, [json!("AkoolImage2VideoFastV1")]);
}
