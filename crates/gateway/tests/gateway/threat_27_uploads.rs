//! One subject does not keep the others from uploading, and nothing that a caller does keeps room taken.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::support::sounds::seeded_wav;
use crate::support::{Answer, Connection, Gateway, Place, Vendor};

/// Generous for a loaded machine, and far below the deadline of an upload.
const SOON: Duration = Duration::from_secs(30);

fn head(token: &str, length: usize, expect: &str) -> String {
    format!(
        "POST /uploads HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: audio/wav\r\n{expect}Content-Length: {length}\r\nConnection: close\r\n\r\n"
    )
}

async fn until(condition: impl Fn() -> bool, what: &str) {
    let waiting = async {
        while !condition() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(SOON, waiting).await.unwrap_or_else(|_| panic!("{what}"));
}

#[tokio::test]
async fn threat_27_slow_uploads_delay_only_their_own_subject() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    let ada = gateway.token("ada").await;
    let being_read = Arc::new(AtomicUsize::new(0));
    let mut drips = tokio::task::JoinSet::new();
    for _ in 0..40 {
        let mut connection = Connection::open(&gateway.url).await;
        // The gateway says "continue" when it begins to read.
        let head = head(&ada, 1000, "Expect: 100-continue\r\n");
        connection.write(head.as_bytes()).await.expect("it listens");
        let being_read = being_read.clone();
        drips.spawn(async move {
            connection.read_until(b"100 Continue").await;
            being_read.fetch_add(1, Ordering::Relaxed);
            // And now it waits for the body.
            std::future::pending::<()>().await;
        });
    }
    until(|| being_read.load(Ordering::Relaxed) >= 4, "a few are read at a time").await;
    let bob = gateway.token("bob").await;
    for seed in 1..=3 {
        let uploaded = tokio::time::timeout(SOON, gateway.upload(&bob, "audio/wav", &seeded_wav(seed, 1000))).await;
        assert_eq!(uploaded.expect("others do not wait for ada").status, 201);
    }
    assert_eq!(being_read.load(Ordering::Relaxed), 4, "the rest wait for their own subject's");
    // Those who wait get their turn when the first ones are gone.
    drips.abort_all();
    while drips.join_next().await.is_some() {}
    let uploaded = tokio::time::timeout(SOON, gateway.upload(&ada, "audio/wav", &seeded_wav(9, 1000))).await;
    assert_eq!(uploaded.expect("they have hung up").status, 201);
}

#[tokio::test]
async fn threat_27_who_hangs_up_while_the_file_is_put_leaves_no_room_taken() {
    let vendor = Vendor::friendly().await;
    let (place, gate) = Place::bucket_with_gate().await;
    let mut settings = place.settings(&vendor.url);
    settings.uploads_total_max_bytes = 2500;
    let gateway = Gateway::start_with(settings).await;
    let token = gateway.token("ada").await;
    gate.hold(2);
    for seed in 1..=2 {
        let before = gate.held();
        let mut connection = Connection::open(&gateway.url).await;
        let upload = [head(&token, 1000, "").as_bytes(), &seeded_wav(seed, 1000)].concat();
        connection.write(&upload).await.expect("it listens");
        until(|| gate.held() > before, "the file is being put").await;
    }
    // When exactly the gateway notices is its own business.
    let fits = async {
        for seed in 11..=12 {
            loop {
                let answer: Answer = gateway.upload(&token, "audio/wav", &seeded_wav(seed, 1000)).await;
                if answer.status == 201 {
                    break;
                }
                assert_eq!(answer.status, 503, "{answer:?}");
            }
        }
    };
    tokio::time::timeout(SOON, fits).await.expect("the room is free again");
}
