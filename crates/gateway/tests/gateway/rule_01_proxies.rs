//! A proxy is used only if the operator names it to the gateway, and sees nothing but the name of the host.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use serde_json::json;

use crate::support::{ISSUER, KEY, KeyServer, MASTER, Place, Program, Signer, Vendor, contains, exchange};

#[tokio::test]
async fn rule_01_a_named_proxy_gets_a_tunnel_with_tls_inside_and_no_key() {
    let proxy = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://ada:p%40ss@{}", proxy.local_addr().expect("an address"));
    // The key is checked at the start.
    let program = Program::start("https://openapi.akool.example", &[("AKOOL_GATEWAY_HTTPS_PROXY", &url)]).await;
    let asking = tokio::time::timeout(Duration::from_secs(60), proxy.accept()).await;
    let (mut stream, _) = asking.expect("the proxy is asked").expect("a connection");
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.expect("a head"));
    }
    let text = String::from_utf8(head).expect("text");
    assert!(text.starts_with("CONNECT openapi.akool.example:443 HTTP/1.1\r\n"), "{text}");
    // ada:p@ss
    assert!(text.to_ascii_lowercase().contains("proxy-authorization: basic ywrhonbac3m=\r\n"), "{text}");
    stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await.expect("it listens");
    let mut hello = [0; 64];
    stream.read_exact(&mut hello).await.expect("a TLS handshake");
    assert_eq!(hello[0], 0x16, "not TLS: {hello:?}");
    assert!(!text.contains(KEY) && !contains(&hello, KEY.as_bytes()));
    drop(stream);
    let log = program.stop().await;
    assert!(!log.contains("p%40ss") && !log.contains("p@ss"), "{log}");
}

#[tokio::test]
async fn rule_01_a_proxy_of_the_environment_is_not_used() {
    let proxy = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", proxy.local_addr().expect("an address"));
    let vendor = Vendor::friendly().await;
    let variables =
        ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY"].map(|name| (name, url.as_str()));
    let (place, signer) = (Place::bucket().await, Signer::ec("e"));
    let keys = KeyServer::start(&[signer.jwk()]).await;
    let keys_url = keys.url();
    let sessions = [
        ("AKOOL_GATEWAY_SESSION_JWKS_URL", keys_url.as_str()),
        ("AKOOL_GATEWAY_SESSION_ISSUER", "https://shop.example"),
        ("AKOOL_GATEWAY_SESSION_AUDIENCE", "video"),
    ];
    let all = [variables.as_slice(), &place.variables(), &sessions].concat();
    let program = Program::start(&vendor.url, &all).await;
    program.created().await;
    let session =
        signer.sign(&json!({ "iss": "https://shop.example", "aud": "video", "sub": "ada", "exp": 4_000_000_000_u64 }));
    let authorization = format!("Bearer {session}");
    let minted = exchange(&program.url, "POST", "/token", &[("Authorization", &authorization)], b"").await;
    assert_eq!((minted.status, keys.asked()), (200, 1), "{minted:?}");
    program.stop().await;
    let nothing = std::time::Duration::ZERO;
    assert!(tokio::time::timeout(nothing, proxy.accept()).await.is_err(), "the proxy was used");
    assert!(!vendor.seen().is_empty());
}

#[tokio::test]
async fn rule_10_a_faulty_proxy_is_refused_without_its_password() {
    for proxy in
        ["proxy.corp.example:3128", "https://ada:hunter22@proxy.corp.example", "http://ada:hunter22@proxy/path"]
    {
        let folder = tempfile::TempDir::new().expect("a folder");
        let variables = [
            ("AKOOL_API_KEY", KEY),
            ("AKOOL_GATEWAY_MASTER_SECRET", MASTER),
            ("AKOOL_GATEWAY_ISSUER_SECRET", ISSUER),
            ("AKOOL_GATEWAY_DATA_DIR", folder.path().to_str().expect("text")),
            ("AKOOL_GATEWAY_HTTPS_PROXY", proxy),
        ];
        let (code, log) = Program::refused(&variables).await;
        assert_eq!(code, Some(78), "{log}");
        assert!(log.starts_with("AKOOL_GATEWAY_HTTPS_PROXY: ") && !log.contains("hunter22"), "{log}");
    }
}
