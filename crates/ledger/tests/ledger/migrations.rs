use akool_ledger::{LedgerError, Millicredits, Reservation};

use crate::support::{Database, START_MS, accepted, answer, order, place, remaining, replay};

/// A database of schema version 6, with the answers that the program stored then.
const VERSION_6: &str = include_str!("fixtures/version_6.sql");

#[tokio::test]
async fn rows_of_an_older_schema_can_be_read_and_written() {
    let database = Database::sqlite();
    database.execute(VERSION_6);
    let ledger = database.open().await;
    assert_eq!(answer(&ledger, "accepted").await, r#"{"created":{"_id":"sealed-1","status":1}}"#);
    assert!(answer(&ledger, "refused").await.starts_with(r#"{"failed":{"status":402"#));
    assert!(answer(&ledger, "unknown").await.starts_with(r#"{"failed":{"status":502"#));
    assert!(answer(&ledger, "batch").await.starts_with(r#"{"batch":"#));
    assert!(matches!(replay(&ledger, "under-way").await, Some(Reservation::Replay(None))), "its process has ended");
    assert!(replay(&ledger, "reserved").await.is_none());
    assert_eq!(ledger.revoked().await.expect("it is read"), [("stolen".to_owned(), 9_999_999_999)]);
    assert_eq!(ledger.previous_since("fingerprint", 1).await.expect("it is read"), 1_700_000_000);
    let jobs = vec![("job-1".to_owned(), true)];
    let finished = ledger.record_finished(jobs, 1, START_MS).await.expect("it is read");
    assert_eq!(finished.archived["job-1"].file, std::array::from_fn(|index| index as u8));
    assert_eq!(remaining(&ledger).await, Millicredits(20_000), "one reservation is free again");
    place(&ledger, order("new"), vec![accepted("job", "the job")]).await;
    assert_eq!(remaining(&ledger).await, Millicredits(0));
}

/// SQLite builds a table for each list of three or more values, whenever it writes a row of the table that is checked with it.
#[tokio::test]
async fn no_row_of_an_order_is_checked_with_a_list() {
    for schema in ["", VERSION_6] {
        let database = Database::sqlite();
        database.execute(schema);
        let ledger = database.open().await;
        let lists =
            "SELECT count(*) FROM sqlite_schema WHERE name IN ('attempts', 'budgets') AND sql LIKE '%CHECK (% IN (%'";
        assert_eq!(database.number(lists), 0);
        place(&ledger, order("new"), vec![accepted("job", "the job")]).await;
        let checks =
            "SELECT count(*) FROM sqlite_schema WHERE name IN ('attempts', 'budgets') AND sql LIKE '%CHECK (% OR %'";
        assert_eq!(database.number(checks), 2, "the checks are still there");
    }
}

#[tokio::test]
async fn a_database_is_opened_again_without_changes_and_a_newer_one_is_refused() {
    for database in Database::each() {
        drop(database.open().await);
        drop(database.open().await);
        let (read, write) = if database.is_postgres() {
            ("SELECT version FROM book", "UPDATE book SET version =")
        } else {
            ("SELECT user_version FROM pragma_user_version", "PRAGMA user_version =")
        };
        let version = database.number(read);
        database.execute(&format!("{write} {}", version + 1));
        match database.try_open().await.map(drop) {
            Err(LedgerError::NewerSchema { found, known }) => assert_eq!((found, known), (version + 1, version)),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_migration_that_fails_changes_nothing_and_is_named() {
    for database in Database::each() {
        // The first migration creates a table of this name, after others.
        database.execute("CREATE TABLE prices (kind TEXT)");
        match database.try_open().await.map(drop) {
            Err(LedgerError::Migration { name, .. }) => assert_eq!(name, "0001_attempts_and_budgets"),
            other => panic!("{other:?}"),
        }
        database.execute("DROP TABLE prices");
        database.open().await;
    }
}
