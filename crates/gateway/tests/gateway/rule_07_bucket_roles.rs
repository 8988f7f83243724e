//! Temporary credentials that a cloud gives to a role: they sign for the gateway, and are renewed.

use serde_json::{Value, json};
use tempfile::NamedTempFile;

use crate::support::{
    ACCESS_KEY_ID, Place, Program, Role, SECOND_ACCESS_KEY_ID, SignedBy, TemporaryKey, TlsServer, Vendor, exchange,
    pictures,
};

const FIRST: TemporaryKey =
    TemporaryKey { id: ACCESS_KEY_ID, session_token: "first-session", expiration: "2020-01-01T00:00:00Z" };
const SECOND: TemporaryKey =
    TemporaryKey { id: SECOND_ACCESS_KEY_ID, session_token: "second-session", expiration: "2099-01-01T00:00:00Z" };
const UNUSED: TemporaryKey =
    TemporaryKey { id: "ASIA0000000000000000", session_token: "unused", expiration: "2099-01-01T00:00:00Z" };

fn signed_by(key: TemporaryKey) -> SignedBy {
    SignedBy { key_id: key.id.into(), session_token: Some(key.session_token.into()) }
}

/// Uploads as another subject each time, and gives what has signed the request to the bucket.
async fn signature_of_upload(program: &Program, place: &Place, subject: &str) -> SignedBy {
    let before = place.signatures().len();
    let authorization = format!("Bearer {}", program.token(subject).await);
    let headers = [("Authorization", authorization.as_str()), ("Content-Type", "image/png")];
    let answer = exchange(&program.url, "POST", "/uploads", &headers, &pictures::png()).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    let signatures = place.signatures();
    assert_eq!(signatures.len(), before + 1);
    signatures[before].clone()
}

/// A gateway whose credentials come from `role`, over their expiry. `renew` runs before they are renewed.
async fn signs_and_renews(role: &Role, variables: &[(&str, &str)], renew: impl FnOnce()) {
    let vendor = Vendor::friendly().await;
    let place = Place::bucket().await;
    let environment = [("AKOOL_GATEWAY_S3_CREDENTIALS", "environment")];
    let all = [place.variables_without_key().as_slice(), &environment, variables].concat();
    let program = Program::start(&vendor.url, &all).await;
    assert_eq!(signature_of_upload(&program, &place, "ada").await, signed_by(FIRST));

    // The first key has expired, so each request asks for another one.
    role.give(SECOND);
    renew();
    assert_eq!(signature_of_upload(&program, &place, "ben").await, signed_by(SECOND));
    role.give(UNUSED);
    let asked = role.asked().len();
    assert_eq!(signature_of_upload(&program, &place, "cleo").await, signed_by(SECOND), "it is valid");
    assert_eq!(role.asked().len(), asked);

    let token = program.token("ada").await;
    let body = json!({ "content_type": "image/png", "content_length": pictures::png().len() });
    let announced: Value = program.post("/uploads/direct", &token, &body).await.json();
    let url = announced["url"].as_str().expect("a signed URL");
    assert!(url.contains("X-Amz-Security-Token=second-session"), "{url}");
    let log = program.stop().await;
    assert!(!log.contains("-session"), "{log}");
}

#[tokio::test]
async fn rule_07_the_role_of_the_machine_signs_and_is_renewed() {
    let role = Role::start(FIRST).await;
    signs_and_renews(&role, &[("AWS_METADATA_ENDPOINT", &role.server.url)], || ()).await;
    let asked = role.asked();
    assert!(asked.len() >= 2 && asked.iter().all(|request| request.path.ends_with("/security-credentials/gateway")));
    // Version 2 of the service.
    assert!(asked.iter().all(|request| request.header("x-aws-ec2-metadata-token") == Some("t-o-k-e-n")), "{asked:?}");
}

#[tokio::test]
async fn rule_07_the_role_of_a_pod_signs_and_is_renewed_with_the_newest_token() {
    let role = Role::start(FIRST).await;
    let token = NamedTempFile::new().expect("a file");
    std::fs::write(token.path(), "pod-token-1").expect("it can be written");
    let url = format!("{}/v1/credentials", role.server.url);
    let variables = [
        ("AWS_CONTAINER_CREDENTIALS_FULL_URI", url.as_str()),
        ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", token.path().to_str().expect("text")),
    ];
    signs_and_renews(&role, &variables, || std::fs::write(token.path(), "pod-token-2").expect("it can be written"))
        .await;
    let asked = role.asked();
    assert!(asked.iter().all(|request| request.path == "/v1/credentials"), "{asked:?}");
    assert_eq!(asked.first().and_then(|request| request.header("authorization")), Some("pod-token-1"));
    assert_eq!(asked.last().and_then(|request| request.header("authorization")), Some("pod-token-2"));
}

#[tokio::test]
async fn rule_07_a_web_identity_signs_and_is_renewed_with_the_newest_token() {
    let role = Role::start(FIRST).await;
    let tls = TlsServer::for_hosts(&["localhost"]);
    let service = format!("https://localhost:{}", tls.before(&role.server.url).await);
    let token = NamedTempFile::new().expect("a file");
    std::fs::write(token.path(), "web-token-1").expect("it can be written");
    let variables = [
        ("AWS_WEB_IDENTITY_TOKEN_FILE", token.path().to_str().expect("text")),
        ("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/gateway"),
        ("AWS_ROLE_SESSION_NAME", "shop"),
        ("AWS_ENDPOINT_URL_STS", service.as_str()),
        ("SSL_CERT_FILE", tls.root()),
    ];
    signs_and_renews(&role, &variables, || std::fs::write(token.path(), "web-token-2").expect("it can be written"))
        .await;
    let asked = role.asked();
    let role_and_session = "RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fgateway&RoleSessionName=shop&";
    assert!(asked.iter().all(|request| request.path.contains(role_and_session)), "{asked:?}");
    assert!(asked.first().is_some_and(|request| request.path.ends_with("WebIdentityToken=web-token-1")), "{asked:?}");
    assert!(asked.last().is_some_and(|request| request.path.ends_with("WebIdentityToken=web-token-2")), "{asked:?}");
}

#[tokio::test]
async fn rule_01_the_token_of_a_web_identity_is_not_sent_without_tls_or_to_an_unknown_certificate() {
    let role = Role::start(FIRST).await;
    let tls = TlsServer::for_hosts(&["localhost"]);
    let unknown = format!("https://localhost:{}", tls.before(&role.server.url).await);
    let token = NamedTempFile::new().expect("a file");
    std::fs::write(token.path(), "web-token-1").expect("it can be written");
    // The bucket itself is reached without TLS.
    let place = Place::bucket().await;
    for service in [role.server.url.as_str(), unknown.as_str()] {
        let settings = [
            ("AKOOL_API_KEY", crate::support::KEY),
            ("AKOOL_GATEWAY_MASTER_SECRET", crate::support::MASTER),
            ("AKOOL_GATEWAY_ISSUER_SECRET", crate::support::ISSUER),
            ("AKOOL_GATEWAY_LISTEN", "127.0.0.1:0"),
            ("AKOOL_GATEWAY_DATA_DIR", place.data_dir().to_str().expect("text")),
            ("AKOOL_GATEWAY_S3_CREDENTIALS", "environment"),
            ("AWS_WEB_IDENTITY_TOKEN_FILE", token.path().to_str().expect("text")),
            ("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/gateway"),
            ("AWS_ENDPOINT_URL_STS", service),
        ];
        let (code, log) = Program::refused(&[place.variables_without_key().as_slice(), &settings].concat()).await;
        assert_eq!(code, Some(1), "{log}");
        assert!(log.contains("AKOOL_GATEWAY_S3_BUCKET") && !log.contains("web-token-1"), "{log}");
    }
    assert_eq!(role.asked().len(), 0);
}

/// Set in the network namespace that the test below runs itself in.
#[cfg(target_os = "linux")]
const INSIDE: &str = "AKOOL_TEST_INSIDE_NAMESPACE";

/// The service for containers has an address of its own on each host, so the test gives it to a network of its own.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn rule_07_the_role_of_a_container_signs_and_is_renewed() {
    if std::env::var_os(INSIDE).is_none() {
        let unshare = ["--net", "--map-root-user"];
        let tried = tokio::process::Command::new("unshare").args(unshare).args(["ip", "link"]).output().await;
        if !tried.is_ok_and(|output| output.status.success()) {
            eprintln!("not run: this machine gives no process a network of its own (unshare --net, ip link)");
            return;
        }
        let script =
            "ip link set lo up && ip address add 169.254.170.2/32 dev lo && exec \"$0\" --exact \"$1\" --nocapture";
        let name = "rule_07_bucket_roles::rule_07_the_role_of_a_container_signs_and_is_renewed";
        let output = tokio::process::Command::new("unshare")
            .args(unshare)
            .args(["sh", "-c", script])
            .arg(std::env::current_exe().expect("this program"))
            .arg(name)
            .env(INSIDE, "1")
            .output()
            .await
            .expect("unshare is part of util-linux");
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(output.status.success() && said.contains("1 passed"), "{said}");
        return;
    }
    let role = Role::start_at("169.254.170.2:80", FIRST).await;
    let path = "/v2/credentials/0d4c7c5e";
    signs_and_renews(&role, &[("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", path)], || ()).await;
    let asked = role.asked();
    assert!(asked.len() >= 2 && asked.iter().all(|request| request.path == path), "{asked:?}");
}
