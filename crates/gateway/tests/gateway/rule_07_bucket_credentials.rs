//! Buckets of other providers, and the ways in which clouds give credentials.

use crate::support::{ACCESS_KEY_ID, Answer, Place, Program, Reply, SECRET_ACCESS_KEY, Vendor, exchange, pictures};

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
    let (code, log) = Program::refused(&[place.variables_without_key().as_slice(), &standard, &data].concat()).await;
    assert_eq!(code, Some(78), "{log}");
    assert!(log.contains("AKOOL_GATEWAY_S3_ACCESS_KEY_ID: "), "{log}");

    let chosen = [("AKOOL_GATEWAY_S3_CREDENTIALS", "environment")];
    let program =
        Program::start(&vendor.url, &[place.variables_without_key().as_slice(), &standard, &chosen].concat()).await;
    assert_eq!(upload(&program).await.status, 201);
    assert_eq!(place.files("uploads").len(), 1);
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
