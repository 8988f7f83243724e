//! Caps and deadlines for what comes in. The tests wait for the gateway to close and would hang if it did not.

use std::time::Duration;

use crate::support::{Answer, Connection, Gateway, Vendor, settings};

async fn hasty_gateway(vendor: &Vendor) -> Gateway {
    let mut settings = settings(&vendor.url);
    settings.deadlines.head = Duration::from_millis(300);
    settings.deadlines.body = Duration::from_millis(300);
    settings.deadlines.upload = Duration::from_millis(300);
    Gateway::start_with(settings).await
}

/// Sends one byte after the other until the gateway closes.
async fn drip(mut connection: Connection, bytes: impl Iterator<Item = u8>) -> Vec<u8> {
    for byte in bytes {
        if connection.write(&[byte]).await.is_err() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    connection.read_to_end().await
}

#[tokio::test]
async fn threat_17_a_head_that_never_ends_is_cut_off() {
    let vendor = Vendor::friendly().await;
    let gateway = hasty_gateway(&vendor).await;
    let head = b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: ".iter().copied().chain(std::iter::repeat(b'a'));
    let answer = drip(Connection::open(&gateway.url).await, head).await;
    assert!(!answer.starts_with(b"HTTP/1.1 2"));
}

#[tokio::test]
async fn threat_17_a_silent_connection_is_closed() {
    let vendor = Vendor::friendly().await;
    let gateway = hasty_gateway(&vendor).await;
    let mut connection = Connection::open(&gateway.url).await;
    assert!(!connection.read_to_end().await.starts_with(b"HTTP/1.1 2"));
    let mut kept = Connection::open(&gateway.url).await;
    kept.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await.expect("it listens");
    assert!(kept.read_to_end().await.starts_with(b"HTTP/1.1 200"), "answered, then closed for being idle");
}

#[tokio::test]
async fn threat_17_a_body_that_drips_dies_at_its_deadline() {
    let vendor = Vendor::friendly().await;
    let gateway = hasty_gateway(&vendor).await;
    let token = gateway.token("ada").await;
    let routes: [(&str, &str, &[u8]); 2] =
        [(akool_contract::path::CREATE, "application/json", b"{"), ("/uploads", "image/png", b"\x89PNG\r\n\x1a\n")];
    for (path, content_type, start) in routes {
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: {content_type}\r\nContent-Length: 60000\r\n\r\n"
        );
        let mut connection = Connection::open(&gateway.url).await;
        connection.write(&[head.as_bytes(), start].concat()).await.expect("it listens");
        let answer = drip(connection, std::iter::repeat(b' ')).await;
        // The write that finds the connection closed may also throw the answer away.
        assert!(answer.is_empty() || Answer::parse(&answer).status == 408, "{path}");
    }
    assert!(vendor.seen().is_empty());
}

#[tokio::test]
async fn threat_17_large_bodies_are_refused_before_and_while_they_come() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    let token = gateway.token("ada").await;
    let bomb = vec![b' '; 64 * 1024 + 1];
    let authorization = format!("Bearer {token}");
    let headers = [("Authorization", authorization.as_str()), ("Content-Type", "application/json")];
    for path in [akool_contract::path::CREATE, akool_contract::path::RESULTS] {
        assert_eq!(gateway.send("POST", path, &headers, &bomb).await.status, 413);
    }
    // Announced only: not a byte of it is waited for.
    let mut connection = Connection::open(&gateway.url).await;
    let head = format!(
        "POST /uploads HTTP/1.1\r\nHost: x\r\nAuthorization: {authorization}\r\nContent-Type: image/png\r\nContent-Length: 99999999999\r\n\r\n"
    );
    connection.write(head.as_bytes()).await.expect("it listens");
    assert_eq!(Answer::parse(&connection.read_to_end().await).status, 413);
}

#[tokio::test]
async fn threat_17_deep_json_and_huge_heads_are_refused() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    let token = gateway.token("ada").await;
    let deep = [b"[".repeat(30_000), b"]".repeat(30_000)].concat();
    let authorization = format!("Bearer {token}");
    let headers = [("Authorization", authorization.as_str()), ("Content-Type", "application/json")];
    assert_eq!(gateway.send("POST", akool_contract::path::CREATE, &headers, &deep).await.status, 400);

    let mut connection = Connection::open(&gateway.url).await;
    let head = format!("GET /healthz HTTP/1.1\r\nHost: x\r\nX: {}\r\n\r\n", "a".repeat(20_000));
    let _ = connection.write(head.as_bytes()).await;
    assert!(!connection.read_to_end().await.starts_with(b"HTTP/1.1 2"));
    let many: String = (0..100).map(|number| format!("x-{number}: 1\r\n")).collect();
    let mut connection = Connection::open(&gateway.url).await;
    connection.write(format!("GET /healthz HTTP/1.1\r\nHost: x\r\n{many}\r\n").as_bytes()).await.expect("it listens");
    assert!(!connection.read_to_end().await.starts_with(b"HTTP/1.1 2"));
}

#[tokio::test]
async fn threat_17_bodies_need_their_own_type() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    let authorization = format!("Bearer {}", gateway.token("ada").await);
    // What a form on any page can send without asking first.
    for content_type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""] {
        let headers = [("Authorization", authorization.as_str()), ("Content-Type", content_type)];
        let answer = gateway.send("POST", akool_contract::path::CREATE, &headers, b"{}").await;
        assert_eq!(answer.status, 415, "{content_type}");
    }
}
