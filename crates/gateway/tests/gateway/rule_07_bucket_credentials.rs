//! Buckets of other providers, and the ways in which clouds give credentials.

use serde_json::json;

use crate::support::{
    ACCESS_KEY_ID, Answer, ConnectProxy, Place, Program, Reply, SECRET_ACCESS_KEY, TlsServer, Vendor, exchange,
    pictures,
};

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

/// The log of a program that does not start because of its bucket, which it has a temporary key for.
async fn log_of_refused_bucket(endpoint: &str) -> String {
    let folder = tempfile::TempDir::new().expect("a folder");
    let variables = [
        ("AKOOL_API_KEY", crate::support::KEY),
        ("AKOOL_GATEWAY_MASTER_SECRET", crate::support::MASTER),
        ("AKOOL_GATEWAY_ISSUER_SECRET", crate::support::ISSUER),
        ("AKOOL_GATEWAY_DATA_DIR", folder.path().to_str().expect("text")),
        ("AKOOL_GATEWAY_LISTEN", "127.0.0.1:0"),
        ("AKOOL_GATEWAY_S3_BUCKET", "shop-videos"),
        ("AKOOL_GATEWAY_S3_ENDPOINT", endpoint),
        ("AKOOL_GATEWAY_S3_ACCESS_KEY_ID", ACCESS_KEY_ID),
        ("AKOOL_GATEWAY_S3_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY),
        ("AKOOL_GATEWAY_S3_SESSION_TOKEN", "a-temporary-session"),
    ];
    let (code, log) = Program::refused(&variables).await;
    assert_eq!(code, Some(1), "{log}");
    log
}

#[tokio::test]
async fn rule_07_an_endpoint_may_have_a_path() {
    let server = Vendor::start(|_| Reply::Raw(b"HTTP/1.1 403 No\r\ncontent-length: 0\r\n\r\n".to_vec())).await;
    let log = log_of_refused_bucket(&format!("{}/storage/v1/s3", server.url)).await;
    let first = server.seen().into_iter().next().expect("a request");
    assert_eq!(first.path, "/storage/v1/s3/shop-videos/uploads/0-check");
    assert_eq!(first.header("x-amz-security-token"), Some("a-temporary-session"));
    assert!(!log.contains("a-temporary-session"), "{log}");
}

fn raw(head: &str, body: &str) -> Reply {
    Reply::Raw(format!("HTTP/1.1 {head}\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes())
}

#[tokio::test]
async fn rule_07_a_bucket_may_be_named_before_the_host_also_in_signed_urls() {
    const HOST: &str = "shop-videos.s3.shop.example";
    // Answers as an empty bucket does.
    let server = Vendor::start(|request| match request.method.as_str() {
        "PUT" => raw("200 OK\r\netag: \"0\"", ""),
        "GET" => raw("200 OK", "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>"),
        "POST" => raw("200 OK", "<DeleteResult></DeleteResult>"),
        _ => Reply::Raw(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec()),
    })
    .await;
    let (vendor, tls) = (Vendor::friendly().await, TlsServer::for_hosts(&[HOST]));
    // A name server that knows the host.
    let proxy = ConnectProxy::start(&[("shop-videos.s3.shop.example:443", tls.before(&server.url).await)]).await;
    let settings = [
        ("AKOOL_GATEWAY_HTTPS_PROXY", proxy.url.as_str()),
        ("SSL_CERT_FILE", tls.root()),
        ("AKOOL_GATEWAY_S3_BUCKET", "shop-videos"),
        ("AKOOL_GATEWAY_S3_ENDPOINT", "https://s3.shop.example"),
        ("AKOOL_GATEWAY_S3_STYLE", "virtual-host"),
        ("AKOOL_GATEWAY_S3_ACCESS_KEY_ID", ACCESS_KEY_ID),
        ("AKOOL_GATEWAY_S3_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY),
    ];
    let program = Program::start(&vendor.url, &settings).await;
    let first = server.seen().into_iter().next().expect("a request");
    assert_eq!((first.path.as_str(), first.header("host")), ("/uploads/0-check", Some(HOST)));
    let body = json!({ "content_type": "image/png", "content_length": 100 });
    let announced = program.post("/uploads/direct", &program.token("ada").await, &body).await.json();
    let url = announced["url"].as_str().expect("a signed URL");
    assert!(url.starts_with("https://shop-videos.s3.shop.example/incoming/"), "{url}");
    program.stop().await;
}

#[tokio::test]
async fn threat_16_a_redirect_of_the_bucket_is_not_followed() {
    let elsewhere = Vendor::start(|_| raw("200 OK\r\netag: \"0\"", "")).await;
    let location = format!("307 Temporary Redirect\r\nlocation: {}/bucket", elsewhere.url);
    // A body that is sent in pieces could not be sent again, so its redirect would show nothing.
    let server = Vendor::start(move |request| match request.method.as_str() {
        "PUT" => raw("200 OK\r\netag: \"0\"", ""),
        _ => raw(&location, ""),
    })
    .await;
    log_of_refused_bucket(&server.url).await;
    assert!(!server.seen().is_empty());
    assert_eq!(elsewhere.seen().len(), 0, "the session token goes to the bucket only");
}

#[tokio::test]
async fn rule_10_settings_of_a_bucket_that_contradict_each_other_are_refused() {
    let key =
        [("AKOOL_GATEWAY_S3_ACCESS_KEY_ID", ACCESS_KEY_ID), ("AKOOL_GATEWAY_S3_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY)];
    let bucket = [("AKOOL_GATEWAY_S3_BUCKET", "shop-videos")];
    let style = |style| [("AKOOL_GATEWAY_S3_STYLE", style)];
    let credentials = |credentials| [("AKOOL_GATEWAY_S3_CREDENTIALS", credentials)];
    let by_address = [("AKOOL_GATEWAY_S3_ENDPOINT", "https://93.184.216.34")];
    let table = [
        ([bucket.as_slice(), &key, &style("host")].concat(), "AKOOL_GATEWAY_S3_STYLE: "),
        ([bucket.as_slice(), &key, &style("virtual-host"), &by_address].concat(), "AKOOL_GATEWAY_S3_STYLE: "),
        (style("path").to_vec(), "AKOOL_GATEWAY_S3_STYLE: It has no effect without AKOOL_GATEWAY_S3_BUCKET"),
        (credentials("environment").to_vec(), "AKOOL_GATEWAY_S3_CREDENTIALS: It has no effect without"),
        ([bucket.as_slice(), &key, &credentials("role")].concat(), "AKOOL_GATEWAY_S3_CREDENTIALS: "),
        (
            [bucket.as_slice(), &key, &credentials("environment")].concat(),
            "AKOOL_GATEWAY_S3_ACCESS_KEY_ID: It has no effect",
        ),
    ];
    let folder = tempfile::TempDir::new().expect("a folder");
    let good = [
        ("AKOOL_API_KEY", crate::support::KEY),
        ("AKOOL_GATEWAY_MASTER_SECRET", crate::support::MASTER),
        ("AKOOL_GATEWAY_ISSUER_SECRET", crate::support::ISSUER),
        ("AKOOL_GATEWAY_DATA_DIR", folder.path().to_str().expect("text")),
    ];
    for (settings, expected) in table {
        let (code, log) = Program::refused(&[good.as_slice(), &settings].concat()).await;
        assert_eq!(code, Some(78), "{settings:?}: {log}");
        assert!(log.contains(expected), "{settings:?}: {log}");
    }
}
