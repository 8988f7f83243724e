//! Secrets come from the environment or a file and go nowhere else. Also threats 1 (reading the key) and 21 (timing).

use serde_json::json;

use crate::support::{
    Answer, Connection, Gateway, ISSUER, KEY, MASTER, Place, Program, Reply, SECRET_ACCESS_KEY, Vendor, contains,
    exchange, ok, record, settings,
};

#[tokio::test]
async fn threat_01_a_vendor_that_echoes_the_key_does_not_give_it_away() {
    let vendor = Vendor::start(|request| {
        let key = request.header("x-api-key").unwrap_or_default().to_owned();
        let mut record = record("689174694b4dbdd4ab3d28c9", 4);
        record["error_reason"] = json!(format!("the key {key} failed"));
        record["file_name"] = json!(key);
        ok(record)
    })
    .await;
    let gateway = Gateway::start(&vendor.url).await;
    let answer = gateway.create(&gateway.token("ada").await).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["data"]["error_reason"], "the key ******************************** failed");
}

#[tokio::test]
async fn threat_01_a_key_that_is_spelt_with_escapes_does_not_get_out_either() {
    let vendor = Vendor::start(|request| {
        let key = request.header("x-api-key").unwrap_or_default().to_owned();
        let spelt: String = key.chars().map(|character| format!("\\u{:04x}", u32::from(character))).collect();
        let mut record = record("689174694b4dbdd4ab3d28c9", 4);
        record["error_reason"] = json!("THE KEY failed");
        let body = json!({ "code": 1000, "msg": "OK", "data": record }).to_string().replace("THE KEY", &spelt);
        Reply::Raw(format!("HTTP/1.1 200 X\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes())
    })
    .await;
    let gateway = Gateway::start(&vendor.url).await;
    let answer = gateway.create(&gateway.token("ada").await).await;
    assert_eq!(answer.json()["data"]["error_reason"], "******************************** failed");
}

#[tokio::test]
async fn threat_01_no_byte_of_a_whole_run_with_the_loudest_log_holds_a_secret_or_a_capability() {
    let vendor = Vendor::start(|request| match request.path.rsplit('/').next() {
        Some("createBySourcePrompt") if contains(&request.body, b"break") => Reply::HangUp,
        Some("createBySourcePrompt") => ok(record("689174694b4dbdd4ab3d28c9", 1)),
        Some("resultsByIds") => ok(json!({ "result": [record("689174694b4dbdd4ab3d28c9", 3)] })),
        Some("effects") => Reply::Json(200, json!({ "code": 1109, "msg": format!("no account for {KEY}") })),
        _ => Reply::Raw(format!("HTTP/1.1 500 X\r\ncontent-length: {}\r\n\r\n{KEY}", KEY.len()).into_bytes()),
    })
    .await;
    let program = Program::start(&vendor.url, &[("AKOOL_GATEWAY_LOG", "trace")]).await;
    let mut emitted = Vec::new();
    let mut send = async |method: &str, path: &str, bearer: &str, content_type: &str, body: &[u8]| -> Answer {
        let authorization = format!("Bearer {bearer}");
        let headers = [("Authorization", authorization.as_str()), ("Content-Type", content_type)];
        let answer = exchange(&program.url, method, path, &headers, body).await;
        emitted.extend_from_slice(answer.head.as_bytes());
        emitted.extend_from_slice(&answer.body);
        answer
    };
    let minted = send("POST", "/token", ISSUER, "application/json", br#"{"subject":"ada"}"#).await.json();
    let token = minted["access_token"].as_str().expect("a token").to_owned();
    let create = |prompt: &str| json!({ "image_url": "https://images.example/a.png", "prompt": prompt }).to_string();
    let created =
        send("POST", akool_contract::path::CREATE, &token, "application/json", create("move").as_bytes()).await;
    let handle = created.json()["data"]["_id"].as_str().expect("an id").to_owned();
    send("POST", akool_contract::path::CREATE, &token, "application/json", create("break").as_bytes()).await;
    let ids = json!({ "_ids": handle }).to_string();
    send("POST", akool_contract::path::RESULTS, &token, "application/json", ids.as_bytes()).await;
    send("GET", akool_contract::path::EFFECTS, &token, "", b"").await;
    send("GET", akool_contract::path::CREDITS, &token, "", b"").await;
    send("GET", akool_contract::path::CREDITS, "wrong", "", b"").await;
    let uploaded = send("POST", "/uploads", &token, "image/png", &crate::support::pictures::png()).await.json();
    let url = uploaded["url"].as_str().expect("a URL").to_owned();
    let file = url.strip_prefix(&program.url).expect("a URL of this gateway").to_owned();
    assert_eq!(send("GET", &file, "", "", b"").await.status, 200);
    send("DELETE", &format!("/token/{}", minted["jti"].as_str().expect("a name")), ISSUER, "", b"").await;
    send("GET", "/readyz", "", "", b"").await;

    let log = program.stop().await;
    for secret in [KEY, MASTER, ISSUER] {
        assert!(!contains(&emitted, secret.as_bytes()), "an answer holds a secret");
        assert!(!log.contains(secret), "the log holds a secret");
    }
    for capability in [token.as_str(), &handle, file.trim_start_matches("/files/")] {
        assert!(!log.contains(capability), "the log holds a capability");
    }
    assert!(log.contains("/files/{capability}"), "the log names routes by their pattern");
    assert!(log.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()), "the log is JSON lines");
}

#[tokio::test]
async fn threat_01_a_buckets_secret_is_in_no_answer_and_no_log() {
    let (vendor, place) = (Vendor::friendly().await, Place::bucket().await);
    let program =
        Program::start(&vendor.url, &[&place.variables()[..], &[("AKOOL_GATEWAY_LOG", "trace")]].concat()).await;
    let (token, _) = program.created().await;
    let picture = crate::support::pictures::png();
    let announcement = json!({ "content_type": "image/png", "content_length": picture.len() });
    let announced = program.post("/uploads/direct", &token, &announcement).await;
    let directions = announced.json();
    let (url, complete) = (directions["url"].as_str().expect("a URL"), &directions["complete_url"]);
    let (bucket, path) = url.split_at(url.match_indices('/').nth(2).expect("a path").0);
    let put = exchange(bucket, "PUT", path, &[("Content-Type", "image/png")], &picture).await;
    assert_eq!(put.status, 200, "{put:?}");
    let ticket = complete.as_str().and_then(|url| url.strip_prefix(&program.url)).expect("a URL of this gateway");
    let completed = program.post(ticket, &token, &json!({})).await;
    assert_eq!(completed.status, 201, "{completed:?}");
    let file = completed.json()["url"].as_str().expect("a URL").to_owned();
    let path = file.strip_prefix(&program.url).expect("a URL of this gateway");
    assert_eq!(exchange(&program.url, "GET", path, &[], b"").await.status, 200);

    let log = program.stop().await;
    for answer in [&announced, &completed] {
        assert!(!contains(&answer.body, SECRET_ACCESS_KEY.as_bytes()), "an answer holds the bucket's secret");
    }
    assert!(!log.contains(SECRET_ACCESS_KEY), "the log holds the bucket's secret");
    let signature = url.split("X-Amz-Signature=").nth(1).expect("a signature");
    for capability in [signature, ticket.trim_start_matches("/uploads/direct/"), path.trim_start_matches("/files/")] {
        assert!(!log.contains(capability), "the log holds a capability");
    }
}

#[tokio::test]
async fn rule_09_secrets_are_read_from_files() {
    let vendor = Vendor::friendly().await;
    let folder = tempfile::TempDir::new().expect("a folder");
    let file = folder.path().join("issuer");
    let secret = "Hh3Jj5Kk7Ll9Mm2Nn4Pp6Qq8Rr1Ss3Tt5Uu7Vv9W";
    std::fs::write(&file, format!("{secret}\n")).expect("a file");
    let path = file.to_str().expect("a path of text");
    let variables = [("AKOOL_GATEWAY_ISSUER_SECRET", ""), ("AKOOL_GATEWAY_ISSUER_SECRET_FILE", path)];
    let program = Program::start(&vendor.url, &variables).await;
    let authorization = format!("Bearer {secret}");
    let headers = [("Authorization", authorization.as_str())];
    let answer = exchange(&program.url, "POST", "/token", &headers, br#"{"subject":"ada"}"#).await;
    assert_eq!(answer.status, 200, "the secret of the file counts, without the line end");
    program.stop().await;
}

#[test]
fn rule_09_debug_shows_no_secret() {
    let shown = format!("{:?}", settings("http://127.0.0.1:1"));
    for secret in [KEY, MASTER, ISSUER] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn threat_21_secrets_are_compared_by_digests_and_cannot_be_compared_otherwise() {
    // A type with PartialEq would make `compare` ambiguous here and this test would no longer build.
    trait NotComparable<Marker> {
        fn compare(&self) {}
    }
    struct Comparable;
    impl<T> NotComparable<()> for T {}
    impl<T: PartialEq> NotComparable<Comparable> for T {}
    let secret = akool_gateway::Secret::new(MASTER);
    secret.compare();
    assert!(secret.is(MASTER));
    for other in ["", &MASTER[1..], &MASTER[..39], &format!("{MASTER} "), ISSUER] {
        assert!(!secret.is(other), "{other}");
    }
}

#[tokio::test]
async fn threat_01_the_page_and_its_scripts_hold_no_secret() {
    let vendor = Vendor::friendly().await;
    let page = tempfile::TempDir::new().expect("a folder");
    std::fs::write(page.path().join("index.html"), "<!doctype html><title>x</title>").expect("a file");
    let mut settings = settings(&vendor.url);
    settings.page_dir = Some(page.path().to_path_buf());
    let gateway = Gateway::start_with(settings).await;
    let mut connection = Connection::open(&gateway.url).await;
    connection.write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.expect("it listens");
    let bytes = connection.read_to_end().await;
    assert!(contains(&bytes, b"<title>x</title>"));
    for secret in [KEY, MASTER, ISSUER] {
        assert!(!contains(&bytes, secret.as_bytes()));
    }
}
