use akool_gateway::{DatabaseUrl, Settings};
use akool_test_postgres::PostgresServer;
use tempfile::TempDir;

use super::settings;

/// Where a gateway keeps its ledger: what is true of one place has to be true of the other.
pub struct TestLedger {
    pub data: TempDir,
    /// A PostgreSQL database; a file in the data folder when absent.
    url: Option<String>,
}

impl TestLedger {
    /// One of each kind, new and empty. Says which is in use, for a test that fails.
    pub fn each() -> impl Iterator<Item = Self> {
        let kinds: [fn() -> Self; 2] = [Self::sqlite, Self::postgres];
        kinds.into_iter().map(|make| {
            let ledger = make();
            println!("with the ledger in {}", if ledger.url.is_some() { "PostgreSQL" } else { "SQLite" });
            ledger
        })
    }

    pub fn sqlite() -> Self {
        Self { data: TempDir::new().expect("a folder"), url: None }
    }

    pub fn postgres() -> Self {
        Self { url: Some(PostgresServer::get().database()), ..Self::sqlite() }
    }

    /// Settings that work, with this ledger.
    pub fn settings(&self, upstream: &str) -> Settings {
        let url = self.url.clone().map(|url| DatabaseUrl::parse(&url).expect("a database's URL"));
        Settings { data_dir: self.data.path().to_path_buf(), database_url: url, ..settings(upstream) }
    }

    /// The same for the program.
    pub fn variables(&self) -> Vec<(&str, &str)> {
        let data = self.data.path().to_str().expect("a path of text");
        let url = self.url.iter().map(|url| ("DATABASE_URL", url.as_str()));
        url.chain([("AKOOL_GATEWAY_DATA_DIR", data)]).collect()
    }

    pub fn url(&self) -> &str {
        self.url.as_deref().expect("a ledger in a database")
    }

    /// Attempts in the ledger that have not ended.
    pub fn undecided(&self) -> Vec<i64> {
        self.numbers("SELECT id FROM attempts WHERE state IN ('reserved', 'sent')")
    }

    /// Changes the ledger past every gateway.
    pub fn execute(&self, sql: &str) {
        match &self.url {
            None => self.file().execute_batch(sql).expect("it can be written"),
            Some(url) => PostgresServer::execute(url, sql),
        }
    }

    pub fn version(&self) -> i64 {
        self.numbers(if self.url.is_some() { "SELECT version FROM book" } else { "PRAGMA user_version" })[0]
    }

    pub fn set_version(&self, version: i64) {
        let assignment = if self.url.is_some() { "UPDATE book SET version =" } else { "PRAGMA user_version =" };
        self.execute(&format!("{assignment} {version}"));
    }

    /// The numbers in the first column of a query's rows.
    pub fn numbers(&self, sql: &str) -> Vec<i64> {
        let Some(url) = &self.url else {
            let ledger = self.file();
            let mut query = ledger.prepare(sql).expect("a query");
            return query.query_map([], |row| row.get(0)).expect("rows").map(|number| number.expect("one")).collect();
        };
        PostgresServer::numbers(url, sql)
    }

    fn file(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.data.path().join("gateway.sqlite3")).expect("the ledger")
    }
}
