//! Buckets of other providers, and the ways in which clouds give credentials.

use serde_json::{Value, json};

use crate::support::{ACCESS_KEY_ID, Answer, Place, Program, Reply, SECRET_ACCESS_KEY, Vendor, exchange, pictures};

/// The bucket's variables without its key.
fn without_key(place: &Place) -> Vec<(&str, &str)> {
    place.variables().into_iter().filter(|(name, _)| !name.contains("ACCESS_KEY")).collect()
}

async fn upload(program: &Program) -> Answer {
    let authorization = format!("Bearer {}", program.token("ada").await);
    let headers = [("Authorization", authorization.as_str()), ("Content-Type", "image/png")];
    exchange(&program.url, "POST", "/uploads", &headers, &pictures::png()).await
}

#[tokio::test]
async fn rule_07_the_standard_variables_give_the_key_only_if_that_is_configured() {
    let vendor = Vendor::friendly().await;
    let place = Place::bucket().await;
    let standard = [("AWS_ACCESS_KEY_ID", ACCESS_KEY_ID), ("AWS_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY)];
    let data = [("AKOOL_GATEWAY_DATA_DIR", place.data_dir().to_str().expect("text"))];
    let (code, log) = Program::refused(&[without_key(&place).as_slice(), &standard, &data].concat()).await;
    assert_eq!(code, Some(78), "{log}");
    assert!(log.contains("AKOOL_GATEWAY_S3_ACCESS_KEY_ID: "), "{log}");

    let chosen = [("AKOOL_GATEWAY_S3_CREDENTIALS", "environment")];
    let program = Program::start(&vendor.url, &[without_key(&place).as_slice(), &standard, &chosen].concat()).await;
    assert_eq!(upload(&program).await.status, 201);
    assert_eq!(place.files("uploads").len(), 1);
}

#[tokio::test]
async fn rule_07_the_role_of_the_machine_signs_for_the_gateway_and_for_direct_uploads() {
    let vendor = Vendor::friendly().await;
    let place = Place::bucket().await;
    // The metadata service of a virtual machine, version 2.
    let metadata = Vendor::start(|request| match request.path.as_str() {
        "/latest/api/token" => Reply::Raw(b"HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\nt-o-k-e".to_vec()),
        "/latest/meta-data/iam/security-credentials/" => {
            Reply::Raw(b"HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\ngateway".to_vec())
        }
        _ => Reply::Json(
            200,
            json!({
                "AccessKeyId": ACCESS_KEY_ID, "SecretAccessKey": SECRET_ACCESS_KEY, "Token": "session-of-the-role",
                "Expiration": "2099-01-01T00:00:00Z", "Code": "Success", "LastUpdated": "2026-01-01T00:00:00Z",
                "Type": "AWS-HMAC",
            }),
        ),
    })
    .await;
    let role = [("AKOOL_GATEWAY_S3_CREDENTIALS", "environment"), ("AWS_METADATA_ENDPOINT", metadata.url.as_str())];
    let program = Program::start(&vendor.url, &[without_key(&place).as_slice(), &role].concat()).await;
    assert_eq!(upload(&program).await.status, 201);
    let paths: Vec<String> = metadata.seen().into_iter().map(|request| request.path).collect();
    assert!(paths.iter().any(|path| path.ends_with("/security-credentials/gateway")), "{paths:?}");

    let token = program.token("ada").await;
    let body = json!({ "content_type": "image/png", "content_length": pictures::png().len() });
    let announced: Value = program.post("/uploads/direct", &token, &body).await.json();
    let url = announced["url"].as_str().expect("a signed URL");
    assert!(url.contains("X-Amz-Security-Token=session-of-the-role"), "{url}");
}

#[tokio::test]
async fn rule_07_an_endpoint_may_have_a_path() {
    let server = Vendor::start(|_| Reply::Raw(b"HTTP/1.1 403 No\r\ncontent-length: 0\r\n\r\n".to_vec())).await;
    let endpoint = format!("{}/storage/v1/s3", server.url);
    let folder = tempfile::TempDir::new().expect("a folder");
    let variables = [
        ("AKOOL_API_KEY", crate::support::KEY),
        ("AKOOL_GATEWAY_MASTER_SECRET", crate::support::MASTER),
        ("AKOOL_GATEWAY_ISSUER_SECRET", crate::support::ISSUER),
        ("AKOOL_GATEWAY_DATA_DIR", folder.path().to_str().expect("text")),
        ("AKOOL_GATEWAY_LISTEN", "127.0.0.1:0"),
        ("AKOOL_GATEWAY_S3_BUCKET", "shop-videos"),
        ("AKOOL_GATEWAY_S3_ENDPOINT", endpoint.as_str()),
        ("AKOOL_GATEWAY_S3_ACCESS_KEY_ID", ACCESS_KEY_ID),
        ("AKOOL_GATEWAY_S3_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY),
        ("AKOOL_GATEWAY_S3_SESSION_TOKEN", "a-temporary-session"),
    ];
    let (code, log) = Program::refused(&variables).await;
    assert_eq!(code, Some(1), "{log}");
    let first = server.seen().into_iter().next().expect("a request");
    assert_eq!(first.path, "/storage/v1/s3/shop-videos/uploads/0-check");
    assert_eq!(first.header("x-amz-security-token"), Some("a-temporary-session"));
    assert!(!log.contains("a-temporary-session"), "{log}");
}
