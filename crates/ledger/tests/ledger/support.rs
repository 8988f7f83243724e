use std::path::Path;

use akool_ledger::{
    Attempt, BudgetLimits, DatabaseUrl, Ledger, LedgerError, Millicredits, Outcome, Reservation, Reserved,
};
use akool_test_postgres::PostgresServer;
use tempfile::TempDir;

pub const START_MS: u64 = 1_800_000_000_000;
pub const MINUTE_MS: u64 = 60 * 1000;
pub const DAY_MS: u64 = 24 * 60 * MINUTE_MS;
/// The estimate of every video.
pub const PRICE: Millicredits = Millicredits(20_000);
pub const SUBJECT: &str = "ada";
pub const TOKEN: &str = "token";
/// Five videos a day for each subject.
pub const LIMITS: BudgetLimits =
    BudgetLimits { token: None, token_creates: None, subject_per_day: Some(Millicredits(100_000)), site_per_day: None };

/// An empty database of one kind.
pub struct Database {
    folder: TempDir,
    url: Option<String>,
}

impl Database {
    /// One of each kind. Prints which one is in use, for a test that fails.
    pub fn each() -> impl Iterator<Item = Self> {
        [Self::sqlite as fn() -> Self, Self::postgres].into_iter().map(|create| {
            let database = create();
            println!("with {}", if database.url.is_some() { "PostgreSQL" } else { "SQLite" });
            database
        })
    }

    pub fn sqlite() -> Self {
        Self { folder: TempDir::new().expect("a folder"), url: None }
    }

    pub fn postgres() -> Self {
        Self { url: Some(PostgresServer::get().database()), ..Self::sqlite() }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn is_postgres(&self) -> bool {
        self.url.is_some()
    }

    /// Opens a ledger. On PostgreSQL there may be several at a time.
    pub async fn open(&self) -> Ledger {
        self.try_open().await.expect("it opens")
    }

    pub async fn try_open(&self) -> Result<Ledger, LedgerError> {
        let url = self.url.as_ref().map(|url| DatabaseUrl::parse(url).expect("a URL"));
        Ledger::open(self.folder.path(), url.as_ref(), START_MS).await
    }

    /// Runs statements past every ledger.
    pub fn execute(&self, sql: &str) {
        match &self.url {
            None => self.file().execute_batch(sql).expect("statements"),
            Some(url) => PostgresServer::execute(url, sql),
        }
    }

    /// The only number of a query's result.
    pub fn number(&self, sql: &str) -> i64 {
        match &self.url {
            None => self.file().query_row(sql, [], |row| row.get(0)).expect("a number"),
            Some(url) => PostgresServer::numbers(url, sql)[0],
        }
    }

    fn file(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.folder.path().join("gateway.sqlite3")).expect("the file")
    }
}

/// An order for one video.
pub fn order(key: &str) -> Attempt {
    Attempt {
        reserved: Reserved::generate(1),
        is_batch: false,
        subject: SUBJECT.to_owned(),
        token: TOKEN.to_owned(),
        idempotency_key: key.to_owned(),
        body_digest: vec![1],
        kind: "720p".to_owned(),
        estimate: PRICE,
        budget_limits: LIMITS,
        now_ms: START_MS,
    }
}

/// An order for several videos.
pub fn batch(key: &str, variations: u32) -> Attempt {
    Attempt { reserved: Reserved::generate(variations), is_batch: true, ..order(key) }
}

/// An outcome that charges the estimate.
pub fn accepted(vendor_id: &str, answer: &str) -> Outcome {
    Outcome::Accepted { vendor_id: vendor_id.to_owned(), charged: None, answer: Some(answer.to_owned()) }
}

/// Reserves an order for which there is enough left.
pub async fn reserve(ledger: &Ledger, attempt: Attempt) -> Reserved {
    let reserved = attempt.reserved.clone();
    let reservation = ledger.reserve(attempt).await.expect("it is written");
    assert!(matches!(reservation, Reservation::Held(_)), "{reservation:?}");
    reserved
}

/// Reserves an order and marks it as sent.
pub async fn send(ledger: &Ledger, attempt: Attempt) -> Reserved {
    let reserved = reserve(ledger, attempt).await;
    ledger.mark_sent(&reserved, START_MS).await.expect("it is written");
    reserved
}

/// Reserves, sends and settles an order.
pub async fn place(ledger: &Ledger, attempt: Attempt, outcomes: Vec<Outcome>) -> Reserved {
    let reserved = send(ledger, attempt).await;
    ledger.settle(&reserved, outcomes, START_MS).await.expect("it is written");
    reserved
}

/// What the subject may still spend today.
pub async fn remaining(ledger: &Ledger) -> Millicredits {
    ledger.remaining(TOKEN, SUBJECT, LIMITS, START_MS).await.expect("it is read").expect("a limit")
}

/// The state of the order with this key.
pub async fn replay(ledger: &Ledger, key: &str) -> Option<Reservation> {
    ledger.replay(SUBJECT.to_owned(), key.to_owned()).await.expect("it is read")
}

/// The stored answer of an order that has ended with one.
pub async fn answer(ledger: &Ledger, key: &str) -> String {
    match replay(ledger, key).await {
        Some(Reservation::Replay(Some(answer))) => answer,
        other => panic!("{key}: {other:?}"),
    }
}
