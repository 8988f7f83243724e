//! One master secret, one derived key per kind of capability. Also threats 4 (one kind as another) and 24 (guessing
//! uploads).

use akool_gateway::Secret;

use crate::support::{Gateway, MASTER, Vendor, settings};

const OTHER_MASTER: &str = "Zz9Yy8Xx7Ww6Vv5Uu4Tt3Ss2Rr1Qq0Pp9Oo8Nn7M";

#[tokio::test]
async fn threat_04_each_capability_passes_as_itself_and_as_nothing_else() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    let token = gateway.token("ada").await;
    let handle = gateway.created(&token).await;
    let file = gateway.uploaded(&token).await.strip_prefix("/files/").expect("a file").to_owned();
    let bare_file = file.strip_suffix(".png").expect("a PNG").to_owned();

    let reported_to = vendor.seen()[0].json()["webhookurl"].as_str().expect("a URL").to_owned();
    let hook = reported_to.rsplit('/').next().expect("a capability").to_owned();

    let capabilities =
        [("token", &token), ("handle", &handle), ("file", &file), ("bare file", &bare_file), ("hook", &hook)];
    for (kind, value) in capabilities {
        let as_token = gateway.get(akool_contract::path::CREDITS, value).await.status;
        assert_eq!(as_token, if kind == "token" { 200 } else { 401 }, "{kind} as a token");
        let as_handle = gateway.results(&token, value).await.status;
        assert_eq!(as_handle, if kind == "handle" { 200 } else { 404 }, "{kind} as a job");
        let as_hook = gateway.send("POST", &format!("/webhooks/{value}"), &[], b"{}").await.status;
        assert_eq!(as_hook, if kind == "hook" { 200 } else { 404 }, "{kind} as a hook");
        for path in [format!("/files/{value}"), format!("/files/{value}.png")] {
            let as_file = gateway.send("GET", &path, &[], b"").await.status;
            let is_the_file = path == format!("/files/{file}");
            assert_eq!(as_file, if is_the_file { 200 } else { 404 }, "{kind} as a file");
        }
    }
}

#[tokio::test]
async fn rule_03_what_the_previous_master_secret_made_is_still_read() {
    let vendor = Vendor::friendly().await;
    let before = Gateway::start(&vendor.url).await;
    let handle = before.created(&before.token("ada").await).await;

    let mut rotated = settings(&vendor.url);
    rotated.master_secret = Secret::new(OTHER_MASTER);
    rotated.previous_master_secret = Some(Secret::new(MASTER));
    let after = Gateway::start_with(rotated).await;
    let token = after.token("ada").await;
    assert_eq!(after.results(&token, &handle).await.status, 200);

    let mut forgotten = settings(&vendor.url);
    forgotten.master_secret = Secret::new(OTHER_MASTER);
    let later = Gateway::start_with(forgotten).await;
    let token = later.token("ada").await;
    assert_eq!(later.results(&token, &handle).await.status, 404);
}

#[tokio::test]
async fn threat_24_any_change_of_a_file_url_leads_nowhere() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    let path = gateway.uploaded(&gateway.token("ada").await).await;
    assert_eq!(gateway.send("GET", &path, &[], b"").await.status, 200);
    let start = "/files/".len();
    for at in start..path.len() {
        let mut bytes = path.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).expect("text");
        assert_eq!(gateway.send("GET", &changed, &[], b"").await.status, 404, "{changed}");
    }
    for changed in
        [&path[..path.len() - 1], &format!("{path}x"), &path.replace(".png", ""), &path.replace(".png", ".jpg")]
    {
        assert_eq!(gateway.send("GET", changed, &[], b"").await.status, 404, "{changed}");
    }
}

#[tokio::test]
async fn threat_24_a_file_url_ends_after_seven_days() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    let path = gateway.uploaded(&gateway.token("ada").await).await;
    gateway.clock.advance(std::time::Duration::from_secs(7 * 24 * 3600 - 5));
    assert_eq!(gateway.send("GET", &path, &[], b"").await.status, 200);
    gateway.clock.advance(std::time::Duration::from_secs(5));
    assert_eq!(gateway.send("GET", &path, &[], b"").await.status, 404);
}
