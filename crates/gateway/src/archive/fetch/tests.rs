use std::collections::HashMap;
use std::io;
use std::sync::Mutex;

use futures_util::TryStreamExt as _;
use futures_util::future::BoxFuture;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::*;

const PUBLIC: &str = "93.184.216.34";

/// Resolves the names of the test, and connects to this machine only.
#[derive(Debug, Default)]
struct TestNetwork {
    names: HashMap<&'static str, Vec<&'static str>>,
    connected: Mutex<Vec<SocketAddr>>,
}

impl Network for TestNetwork {
    fn resolve<'a>(&'a self, host: &'a str, port: u16) -> BoxFuture<'a, io::Result<Vec<SocketAddr>>> {
        let addresses = self.names.get(host).cloned().unwrap_or_default().into_iter();
        let addresses = addresses.map(|address| SocketAddr::new(address.parse().expect("an address"), port)).collect();
        Box::pin(async move { Ok(addresses) })
    }

    fn connect(&self, address: SocketAddr) -> BoxFuture<'_, io::Result<TcpStream>> {
        self.connected.lock().expect("no test panics here").push(address);
        Box::pin(async move {
            if address.ip().is_loopback() {
                TcpStream::connect(address).await
            } else {
                Err(io::ErrorKind::TimedOut.into())
            }
        })
    }
}

/// The error, if any, and the addresses that were connected to.
async fn fetch(url: &str, allows_loopback: bool) -> (Option<FetchError>, Vec<String>) {
    let names = HashMap::from([
        ("media.example", vec![PUBLIC]),
        ("six.example", vec!["2606:4700::1111", PUBLIC]),
        ("inside.example", vec!["10.0.0.1"]),
        ("mixed.example", vec![PUBLIC, "127.0.0.1"]),
        ("mapped.example", vec!["::ffff:127.0.0.1"]),
        ("localhost", vec!["127.0.0.1"]),
        ("poisoned.localhost", vec![PUBLIC]),
    ]);
    let network = Arc::new(TestNetwork { names, ..TestNetwork::default() });
    let fetcher = Fetcher::new(network.clone(), allows_loopback, Vec::new()).expect("TLS works");
    let outcome = match fetcher.fetch(&Url::parse(url).expect("a URL")).await {
        Ok(video) => video.into_pieces().try_for_each(|_| std::future::ready(Ok(()))).await,
        Err(fault) => Err(fault),
    };
    let connected = network.connected.lock().expect("no test panics here").iter().map(ToString::to_string).collect();
    (outcome.err(), connected)
}

#[tokio::test]
async fn threat_11_urls_that_results_do_not_have_are_not_followed() {
    for allows_loopback in [false, true] {
        for url in [
            "http://media.example/v.mp4",
            "http://93.184.216.34/v.mp4",
            "http://169.254.169.254/latest/meta-data",
            "ftp://media.example/v.mp4",
            "file:///etc/passwd",
            "data:video/mp4;base64,AAAA",
            "https://user@media.example/v.mp4",
            "https://user:pass@media.example/v.mp4",
            "https://media.example:8443/v.mp4",
        ] {
            let (fault, connected) = fetch(url, allows_loopback).await;
            assert_eq!((fault, connected.len()), (Some(FetchError::Url), 0), "{url}");
        }
    }
}

#[tokio::test]
async fn threat_11_no_name_and_no_address_leads_inside() {
    for allows_loopback in [false, true] {
        for url in [
            "https://inside.example/v.mp4",
            "https://mixed.example/v.mp4",
            "https://mapped.example/v.mp4",
            "https://localhost/v.mp4",
            "https://127.0.0.1/v.mp4",
            "https://2130706433/v.mp4",
            "https://0x7f.1/v.mp4",
            "https://[::1]/v.mp4",
            "https://[::ffff:10.0.0.1]/v.mp4",
            "https://[fd00::1]/v.mp4",
            "https://10.1.2.3/v.mp4",
            "https://169.254.169.254/latest/meta-data",
            "https://100.64.0.1/v.mp4",
        ] {
            let (fault, connected) = fetch(url, allows_loopback).await;
            assert_eq!((fault, connected.len()), (Some(FetchError::PrivateAddress), 0), "{url}");
        }
    }
}

#[tokio::test]
async fn threat_11_the_connection_goes_to_the_address_that_was_judged() {
    for (url, address) in [
        ("https://media.example/v.mp4", "93.184.216.34:443"),
        ("https://six.example/v.mp4", "93.184.216.34:443"),
        ("https://1.1.1.1/v.mp4", "1.1.1.1:443"),
        ("https://[2606:4700::1111]/v.mp4", "[2606:4700::1111]:443"),
    ] {
        assert_eq!(fetch(url, false).await, (Some(FetchError::Network), vec![address.to_owned()]), "{url}");
    }
}

#[tokio::test]
async fn threat_11_this_machine_is_fetched_from_only_when_the_vendor_is_there_too() {
    let (address, _) = serve(|_| with_length(&video(5000))).await;
    for host in ["127.0.0.1", "localhost"] {
        let url = format!("http://{host}:{}/v.mp4", address.port());
        assert_eq!(fetch(&url, true).await, (None, vec![address.to_string()]), "{url}");
        assert_eq!(fetch(&url, false).await, (Some(FetchError::Url), Vec::new()), "{url}");
    }
    let poisoned = format!("http://poisoned.localhost:{}/v.mp4", address.port());
    assert_eq!(fetch(&poisoned, true).await, (Some(FetchError::PrivateAddress), Vec::new()));
}

#[tokio::test]
async fn threat_11_a_redirect_is_not_followed_and_nothing_but_a_whole_video_is_taken() {
    let (canary, hits) = serve(|_| with_length(&video(5000))).await;
    let table: [(Vec<u8>, FetchError); 9] = [
        (
            format!("HTTP/1.1 302 X\r\nlocation: http://{canary}/v.mp4\r\ncontent-length: 0\r\n\r\n").into_bytes(),
            FetchError::Response,
        ),
        (b"HTTP/1.1 206 X\r\ncontent-length: 0\r\n\r\n".to_vec(), FetchError::Response),
        ([b"HTTP/1.1 200 X\r\n\r\n".to_vec(), video(5000)].concat(), FetchError::Response),
        (
            [b"HTTP/1.1 200 X\r\ncontent-encoding: gzip\r\ncontent-length: 5000\r\n\r\n".to_vec(), video(5000)]
                .concat(),
            FetchError::Response,
        ),
        (with_length(b"<!doctype html><script>alert(1)</script>"), FetchError::NotAVideo),
        (with_length(b"\0\0\0\x18ftyp"), FetchError::NotAVideo),
        (with_length(b"\0\0\0\x20ftypM4A \0\0\0\0M4A mp42isom\0\0\0\0"), FetchError::NotAVideo),
        (with_length(&video(5000))[..3000].to_vec(), FetchError::Network),
        (b"not HTTP at all".to_vec(), FetchError::Network),
    ];
    for (answer, expected) in table {
        let text = String::from_utf8_lossy(&answer[..answer.len().min(60)]).into_owned();
        let (address, _) = serve(move |_| answer.clone()).await;
        let (fault, connected) = fetch(&format!("http://{address}/v.mp4"), true).await;
        assert_eq!((fault, connected), (Some(expected), vec![address.to_string()]), "{text:?}");
    }
    assert_eq!(hits.lock().expect("no test panics here").len(), 0, "the redirect was followed");
}

#[tokio::test]
async fn threat_11_nothing_of_ours_goes_along() {
    let (address, seen) = serve(|_| with_length(&video(100))).await;
    assert_eq!(fetch(&format!("http://{address}/v.mp4?a=b#c"), true).await.0, None);
    let expected = format!(
        "GET /v.mp4?a=b HTTP/1.1\r\nhost: {address}\r\naccept: video/mp4, */*;q=0.1\r\nuser-agent: {OUR_NAME}\r\n\r\n"
    );
    assert_eq!(seen.lock().expect("no test panics here")[..], [expected]);
}

fn video(length: usize) -> Vec<u8> {
    let mut bytes = b"\0\0\0\x18ftypisom\0\0\x02\0isomiso2".to_vec();
    bytes.resize(length, 7);
    bytes
}

fn with_length(body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 200 X\r\ncontent-length: {}\r\n\r\n", body.len()).as_bytes(), body].concat()
}

/// A server on this machine; gives its address and the heads it has seen.
async fn serve(answer: impl Fn(&str) -> Vec<u8> + Send + 'static) -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let seen = Arc::new(Mutex::new(Vec::new()));
    let heads = seen.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                let Ok(byte) = stream.read_u8().await else { break };
                head.push(byte);
            }
            let head = String::from_utf8_lossy(&head).into_owned();
            let bytes = answer(&head);
            heads.lock().expect("no test panics here").push(head);
            let _ = stream.write_all(&bytes).await;
        }
    });
    (address, seen)
}
