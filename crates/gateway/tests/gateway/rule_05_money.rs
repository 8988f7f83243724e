//! Money moves once. Also threat 12 (double click, retry, lost answer).

use std::sync::Arc;

use serde_json::json;
use tokio::sync::Semaphore;

use crate::support::{Connection, Gateway, Reply, TestLedger, Vendor, ok, record, refusal};

#[tokio::test]
async fn threat_12_a_repeated_order_is_replayed_and_sent_once() {
    for ledger in TestLedger::each() {
        let vendor = Vendor::friendly().await;
        let gateway = Gateway::start_with(ledger.settings(&vendor.url)).await;
        let token = gateway.token("ada").await;
        let first = gateway.create_as(&token, "order-1", "move").await;
        let second = gateway.create_as(&gateway.token("ada").await, "order-1", "move").await;
        assert_eq!((first.status, &first.body), (200, &second.body), "also with the next token");
        assert_eq!(vendor.seen().len(), 1);
        let anothers = gateway.create_as(&gateway.token("bob").await, "order-1", "move").await;
        assert_eq!(anothers.status, 200, "keys of two subjects have nothing to do with each other");
        assert_ne!(anothers.body, first.body);
        assert_eq!(vendor.seen().len(), 2);
    }
}

#[tokio::test]
async fn rule_05_a_key_names_one_order() {
    for ledger in TestLedger::each() {
        let vendor = Vendor::friendly().await;
        let gateway = Gateway::start_with(ledger.settings(&vendor.url)).await;
        let token = gateway.token("ada").await;
        gateway.create_as(&token, "order-1", "move").await;
        let other = gateway.create_as(&token, "order-1", "stand still").await;
        assert_eq!(
            (other.status, &other.json()["retryable"], &other.json()["charged"]),
            (409, &json!(false), &json!("yes"))
        );
        assert_eq!(vendor.seen().len(), 1);
    }
}

#[tokio::test]
async fn rule_05_an_order_can_be_read_by_its_key_without_submitting_it_again() {
    for ledger in TestLedger::each() {
        let vendor = Vendor::friendly().await;
        let gateway = Gateway::start_with(ledger.settings(&vendor.url)).await;
        let token = gateway.token("ada").await;
        let made = gateway.create_as(&token, "order-1", "move").await;
        let recalled = gateway.recall(&token, "order-1").await;
        assert_eq!((recalled.status, &recalled.body), (200, &made.body));
        assert_eq!(gateway.recall(&token, "order-2").await.status, 404, "of that one nothing is known");
        assert_eq!(
            gateway.recall(&gateway.token("bob").await, "order-1").await.status,
            404,
            "nor of another subject's"
        );
        assert_eq!(vendor.seen().len(), 1);
    }
}

#[tokio::test]
async fn rule_05_a_second_request_while_the_first_is_under_way_is_told_to_wait() {
    for ledger in TestLedger::each() {
        let permits = Arc::new(Semaphore::new(0));
        let held = permits.clone();
        let vendor =
            Vendor::start(move |_| Reply::Held(held.clone(), Box::new(ok(record("689174694b4dbdd4ab3d28c9", 1)))))
                .await;
        let gateway = Arc::new(Gateway::start_with(ledger.settings(&vendor.url)).await);
        let token = gateway.token("ada").await;
        let first = {
            let (gateway, token) = (gateway.clone(), token.clone());
            tokio::spawn(async move { gateway.create_as(&token, "order-1", "move").await })
        };
        while vendor.seen().is_empty() {
            tokio::task::yield_now().await;
        }
        let second = gateway.create_as(&token, "order-1", "move").await;
        assert_eq!((second.status, second.header("retry-after")), (409, Some("1")));
        assert_eq!((&second.json()["retryable"], &second.json()["charged"]), (&json!(true), &json!("unknown")));
        assert_eq!(gateway.recall(&token, "order-1").await.status, 409);
        permits.add_permits(1);
        let first = first.await.expect("it ends");
        assert_eq!(gateway.create_as(&token, "order-1", "move").await.body, first.body);
        assert_eq!(vendor.seen().len(), 1);
    }
}

#[tokio::test]
async fn threat_12_a_lost_answer_keeps_its_money_and_is_never_sent_again() {
    for ledger in TestLedger::each() {
        let vendor = Vendor::start(|_| Reply::HangUp).await;
        let mut settings = ledger.settings(&vendor.url);
        settings.budgets.subject_credits_per_day = Some(100.0);
        let gateway = Gateway::start_with(settings).await;
        let token = gateway.token("ada").await;
        for _ in 0..3 {
            let answer = gateway.create_as(&token, "order-1", "move").await;
            assert_eq!((answer.status, &answer.json()["charged"]), (502, &json!("unknown")));
            assert_eq!(answer.json()["retryable"], json!(false));
        }
        assert_eq!(vendor.seen().len(), 1);
        assert_eq!(gateway.credits(&token).await, 80.0);
    }
}

#[tokio::test]
async fn rule_05_a_temporary_refusal_frees_credits_and_key_and_a_refusal_of_the_order_stands() {
    for ledger in TestLedger::each() {
        let vendor = Vendor::start(|request| {
            let text = String::from_utf8_lossy(&request.body).into_owned();
            let code = ["1003", "1005", "1015", "1104", "1109"].into_iter().find(|code| text.contains(code));
            code.map_or_else(
                || ok(record("689174694b4dbdd4ab3d28c9", 1)),
                |code| refusal(code.parse().expect("a number")),
            )
        })
        .await;
        let mut settings = ledger.settings(&vendor.url);
        settings.budgets.subject_credits_per_day = Some(20.0);
        let gateway = Gateway::start_with(settings).await;
        let token = gateway.token("ada").await;
        for (code, posts) in [("1005", 2), ("1015", 2), ("1104", 2), ("1109", 2), ("1003", 1)] {
            let before = vendor.seen().len();
            let first = gateway.create_as(&token, code, code).await;
            let second = gateway.create_as(&token, code, code).await;
            assert_eq!((first.status, first.code()), (second.status, second.code()), "{code}");
            assert_eq!(vendor.seen().len() - before, posts, "{code}");
            assert_eq!(gateway.credits(&token).await, 20.0, "{code} costs nothing");
        }
    }
}

#[tokio::test]
async fn rule_05_a_caller_who_hangs_up_does_not_cancel_a_create() {
    for ledger in TestLedger::each() {
        let permits = Arc::new(Semaphore::new(0));
        let held = permits.clone();
        let vendor =
            Vendor::start(move |_| Reply::Held(held.clone(), Box::new(ok(record("689174694b4dbdd4ab3d28c9", 1)))))
                .await;
        let gateway = Gateway::start_with(ledger.settings(&vendor.url)).await;
        let token = gateway.token("ada").await;
        let body = json!({ "image_url": "https://images.example/a.png", "prompt": "move" }).to_string();
        let head = format!(
            "POST {} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nIdempotency-Key: order-1\r\nContent-Length: {}\r\n\r\n",
            akool_contract::path::CREATE,
            body.len()
        );
        let mut connection = Connection::open(&gateway.url).await;
        connection.write(format!("{head}{body}").as_bytes()).await.expect("it listens");
        while vendor.seen().is_empty() {
            tokio::task::yield_now().await;
        }
        drop(connection);
        permits.add_permits(1);
        let job = loop {
            let answer = gateway.create_as(&token, "order-1", "move").await;
            if answer.status != 409 {
                break answer;
            }
        };
        assert_eq!(job.status, 200, "{job:?}");
        assert_eq!(vendor.seen().len(), 1);
    }
}

#[tokio::test]
async fn rule_05_keys_are_short_visible_text() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    let token = gateway.token("ada").await;
    for key in ["", "two words", &"a".repeat(129), "\u{e9}"] {
        let answer = gateway.create_as(&token, key, "move").await;
        assert_eq!((answer.status, answer.issue_paths()), (400, vec!["idempotency-key".to_owned()]), "{key}");
    }
    assert!(vendor.seen().is_empty());
    for _ in 0..2 {
        assert_eq!(gateway.create(&token).await.status, 200);
    }
    assert_eq!(vendor.seen().len(), 2, "without a key every request is a order of its own");
}
