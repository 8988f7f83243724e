//! Requests that two programs could read differently are refused, and what hides behind them is never answered.

use crate::support::{Connection, Gateway, ISSUER, Vendor, contains};

#[tokio::test]
async fn threat_14_ambiguous_requests_are_refused_and_end_the_connection() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    // If any of these were read leniently, the hidden request behind would be answered too.
    let hidden = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let corpus = [
        "POST /token HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
        "POST /token HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:  chunked\r\n\r\n0\r\n\r\n",
        "POST /token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0;a=b\r\n\r\n",
        "POST /token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\n\n",
        "POST /token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n",
        "POST /token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}x\r\n0\r\n\r\n",
        "POST /token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 4\r\n\r\n",
        "POST /token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "POST /token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "POST /token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:\tchunked\r\n\r\n0\r\n\r\n",
        "POST /token HTTP/1.1\r\nHost: x\r\nX: y\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /token HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n",
        "POST /token HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\n",
        "POST /token HTTP/1.1\r\nHost: x\r\nContent-Length: 0, 0\r\n\r\n",
        "POST /token HTTP/1.1\r\nHost: x\r\nContent-Length: +0\r\n\r\n",
        "POST /token HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "POST /token HTTP/1.1\r\nHost: x\r\nContent-Length: 0x0\r\n\r\n",
        "POST /token HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "POST /token HTTP/1.1\r\nHost: x\r\nContent-Length:\r\n\r\n",
        "GET /nothing HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        "GET /nothing HTTP/1.1\r\n\r\n",
        "GET http://evil.example/healthz HTTP/1.1\r\nHost: x\r\n\r\n",
        "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        "GET /nothing HTTP/1.1\nHost: x\n\n",
        "GET /nothing HTTP/1.1\r\nHost: x\n\r\n",
        "GET /nothing HTTP/1.1\r\nHost: x\r\n\n",
        "GET /nothing HTTP/1.1\r\nHost: x\rX: y\r\n\r\n",
        "GET /nothing HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n",
        "GET /nothing HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n",
        "GET /nothing HTTP/1.1\r\nHost: x\r\n: empty\r\n\r\n",
        "GET /nothing HTTP/9.9\r\nHost: x\r\n\r\n",
        "GET /nothing\r\n\r\n",
        "\r\nGET /nothing HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity\r\nContent-Length: 4\r\n\r\nabcd",
        "POST /token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n",
        "POST /token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
        "POST /token HTTP/1.1\r\nHost: x\r\ntRANSFER-eNCODING: chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n",
        "POST /token HTTP/1.1\r\nHost: x\r\nContent-Length : 0\r\n\r\n",
        "POST /token HTTP/1.1\r\nHost: x\r\n\tContent-Length: 0\r\n\r\n",
        "POST /token HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\ncontent-length: 0\r\n\r\n",
        "POST /token HTTP/1.1\r\nHost: x\r\nContent-Length: 0\u{b}\r\n\r\n",
        "POST /token HTTP/1.1\r\nHost: x\r\nContent-Length: 1_0\r\n\r\n",
        "GET /nothing HTTP/1.1\r\nHost: x\r\nhost: x\r\n\r\n",
        "GET https://x/healthz HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET //evil.example:80/healthz HTTP/1.1\r\nHost: x\r\nHost: evil.example\r\n\r\n",
        "GET /nothing HTTP/1.1\r\nHost: x\r\nX: y\n\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /nothing HTTP/1.1\r\nHost: x\r\r\n\r\n",
        "GET /nothing HTTP/1.1\r\nHost\0: x\r\n\r\n",
        "GET\t/nothing\tHTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /nothing HTTP/1.1 HTTP/1.1\r\nHost: x\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ];
    for request in corpus {
        let mut connection = Connection::open(&gateway.url).await;
        connection.write(format!("{request}{hidden}").as_bytes()).await.expect("it listens");
        let answer = connection.read_to_end().await;
        let text = String::from_utf8_lossy(&answer);
        assert!(
            text.is_empty() || text.starts_with("HTTP/1.1 4") || text.starts_with("HTTP/1.0 4"),
            "{request:?}: {text}"
        );
        assert!(!contains(&answer, br#"{"status":"ok"}"#), "what hid behind {request:?} was answered");
    }
    assert!(vendor.seen().is_empty());
}

#[tokio::test]
async fn threat_14_a_body_with_a_length_and_chunks_is_refused_also_from_a_caller_who_may_send_it() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    let body = "12\r\n{\"subject\": \"ada\"}\r\n0\r\n\r\n";
    let head = format!("POST /token HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {ISSUER}\r\n");
    let (length, chunked) = (format!("Content-Length: {}\r\n", body.len()), "Transfer-Encoding: chunked\r\n");
    for (headers, status) in
        [(chunked.to_owned(), "200"), (format!("{length}{chunked}"), "400"), (format!("{chunked}{length}"), "400")]
    {
        let mut connection = Connection::open(&gateway.url).await;
        connection.write(format!("{head}{headers}\r\n{body}").as_bytes()).await.expect("it listens");
        let answer = connection.read_to_end().await;
        assert_eq!(statuses(&String::from_utf8_lossy(&answer)), [status], "{headers}");
    }
}

#[tokio::test]
async fn threat_14_plain_requests_follow_each_other_on_one_connection() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    let mut connection = Connection::open(&gateway.url).await;
    let with_body = "POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nGET /";
    let last = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let all = format!("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n{with_body}{last}");
    // Byte by byte, so that no head and no body arrives in one piece.
    for byte in all.as_bytes() {
        connection.write(&[*byte]).await.expect("it listens");
    }
    let answer = connection.read_to_end().await;
    let text = String::from_utf8_lossy(&answer);
    let statuses: Vec<&str> = text.match_indices("HTTP/1.1 ").map(|(at, _)| &text[at + 9..at + 12]).collect();
    assert_eq!(statuses, ["200", "404", "200"], "{text}");
}

fn statuses(answers: &str) -> Vec<&str> {
    answers.match_indices("HTTP/1.1 ").map(|(at, _)| &answers[at + 9..at + 12]).collect()
}

#[tokio::test]
async fn threat_14_a_chunked_body_is_read_and_ends_where_the_next_request_begins() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    let head = format!(
        "POST /token HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {ISSUER}\r\nTransfer-Encoding: chunked\r\n\r\n"
    );
    let minted = format!("{head}9\r\n{{\"subject\r\n00A\r\n\": \"ada\"}} \r\n0\r\n\r\n");
    let last = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let mut connection = Connection::open(&gateway.url).await;
    for byte in format!("{minted}{minted}{last}").as_bytes() {
        connection.write(&[*byte]).await.expect("it listens");
    }
    let answers = connection.read_to_end().await;
    let text = String::from_utf8_lossy(&answers);
    assert_eq!(statuses(&text), ["200", "200", "200"], "{text}");
    assert_eq!(text.matches("access_token").count(), 2, "{text}");
}

#[tokio::test]
async fn threat_14_an_upgrade_is_ignored_and_what_follows_is_http() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    let offers = [
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__",
        "Connection: upgrade\r\nUpgrade: TLS/1.2",
        "Upgrade: h2c",
    ];
    for offer in offers {
        let mut connection = Connection::open(&gateway.url).await;
        let first = format!("GET /healthz HTTP/1.1\r\nHost: x\r\n{offer}\r\n\r\n");
        let last = "GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        connection.write(format!("{first}{last}").as_bytes()).await.expect("it listens");
        let answers = connection.read_to_end().await;
        let text = String::from_utf8_lossy(&answers);
        assert_eq!(statuses(&text), ["200", "404"], "{offer}: {text}");
    }
}
