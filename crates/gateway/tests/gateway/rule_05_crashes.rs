//! kill -9 at any point: nothing is sent twice, no money is lost, nothing is left undecided. Also threat 12.

use std::time::Duration;

use serde_json::json;

use crate::support::{Answer, Book, ISSUER, Program, Reply, Vendor, exchange, ok, record};

const BUDGET: f64 = 10_000.0;

async fn start(vendor: &Vendor, book: &Book) -> Program {
    let variables = [book.variables(), vec![("AKOOL_GATEWAY_SUBJECT_CREDITS_PER_DAY", "10000")]].concat();
    Program::start(&vendor.url, &variables).await
}

async fn token(program: &Program) -> String {
    let authorization = format!("Bearer {ISSUER}");
    let headers = [("Authorization", authorization.as_str())];
    let minted = exchange(&program.url, "POST", "/token", &headers, br#"{"subject":"ada"}"#).await;
    minted.json()["access_token"].as_str().expect("a token").to_owned()
}

fn create_bytes(token: &str, wish: &str) -> Vec<u8> {
    let body = json!({ "image_url": "https://images.example/a.png", "prompt": wish }).to_string();
    format!(
        "POST {} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nIdempotency-Key: {wish}\r\nContent-Length: {}\r\n\r\n{body}",
        akool_contract::path::CREATE,
        body.len()
    )
    .into_bytes()
}

async fn create(program: &Program, token: &str, wish: &str) -> Answer {
    let mut connection = crate::support::Connection::open(&program.url).await;
    connection.write(&create_bytes(token, wish)).await.expect("it listens");
    Answer::parse(&connection.read_to_end().await)
}

async fn credits(program: &Program, token: &str) -> f64 {
    let authorization = format!("Bearer {token}");
    let headers = [("Authorization", authorization.as_str())];
    let answer = exchange(&program.url, "GET", akool_contract::path::CREDITS, &headers, b"").await;
    answer.json()["data"]["credit"].as_f64().expect("credits")
}

fn posts_of(vendor: &Vendor, wish: &str) -> usize {
    vendor.seen().iter().filter(|request| request.json()["prompt"] == wish).count()
}

#[tokio::test]
async fn threat_12_a_crash_between_send_and_answer_leaves_unknown_and_one_post() {
    for book in Book::each() {
        let vendor = Vendor::start(|_| Reply::Silence).await;
        let program = start(&vendor, &book).await;
        let token_before = token(&program).await;
        let mut connection = crate::support::Connection::open(&program.url).await;
        connection.write(&create_bytes(&token_before, "wish")).await.expect("it listens");
        while vendor.seen().is_empty() {
            tokio::task::yield_now().await;
        }
        program.kill().await;

        let program = start(&vendor, &book).await;
        let token = token(&program).await;
        for _ in 0..2 {
            let answer = create(&program, &token, "wish").await;
            assert_eq!((answer.status, &answer.json()["charged"]), (502, &json!("unknown")));
        }
        assert_eq!(vendor.seen().len(), 1);
        assert_eq!(credits(&program, &token).await, BUDGET - 20.0, "the money stays held");
        program.stop().await;
    }
}

#[tokio::test]
async fn threat_12_a_crash_after_the_answer_replays_the_same_job() {
    for book in Book::each() {
        let vendor = Vendor::friendly().await;
        let program = start(&vendor, &book).await;
        let first = create(&program, &token(&program).await, "wish").await;
        program.kill().await;
        let program = start(&vendor, &book).await;
        let again = create(&program, &token(&program).await, "wish").await;
        assert_eq!((first.status, &first.body), (200, &again.body));
        assert_eq!(vendor.seen().len(), 1);
        program.stop().await;
    }
}

#[tokio::test]
async fn rule_05_kills_at_any_moment_never_pay_twice_and_never_lose_count() {
    for book in Book::each() {
        let vendor = Vendor::start(|_| ok(record("689174694b4dbdd4ab3d28c9", 1))).await;
        let mut program = start(&vendor, &book).await;
        let (mut accepted, mut unknown) = (0, 0);
        for round in 0..40_u64 {
            let wish = format!("wish-{round}");
            let token_before = token(&program).await;
            let mut connection = crate::support::Connection::open(&program.url).await;
            connection.write(&create_bytes(&token_before, &wish)).await.expect("it listens");
            // Not to wait for anything: every round kills at another moment of the way through the book and the vendor.
            tokio::time::sleep(Duration::from_micros(round * 250)).await;
            program.kill().await;
            drop(connection);

            program = start(&vendor, &book).await;
            let posts_before = posts_of(&vendor, &wish);
            let answer = create(&program, &token(&program).await, &wish).await;
            let posts = posts_of(&vendor, &wish);
            match answer.status {
                200 => {
                    assert_eq!(posts, 1, "{wish}: one post for one job");
                    accepted += 1;
                }
                502 => {
                    assert_eq!(answer.json()["charged"], json!("unknown"), "{wish}: {answer:?}");
                    assert_eq!(posts, posts_before, "{wish}: what is unknown is not sent again");
                    unknown += 1;
                }
                other => panic!("{wish}: {other} {answer:?}"),
            }
        }
        let left = credits(&program, &token(&program).await).await;
        assert_eq!(left, BUDGET - 20.0 * f64::from(accepted + unknown), "{accepted} accepted, {unknown} unknown");
        assert_eq!(book.undecided(), [0_i64; 0]);
        program.stop().await;
    }
}
