//! The database's URL: what is wrong with it is a start-up fault like any other, and its password is a secret.

use crate::support::postgres::{PASSWORD, PostgresServer};
use crate::support::{Book, ISSUER, KEY, MASTER, Program, Vendor};

/// Starts with a database's URL; gives the one fault there must be.
async fn fault_of(url: &str) -> String {
    let book = Book::sqlite();
    let good =
        [("AKOOL_API_KEY", KEY), ("AKOOL_GATEWAY_MASTER_SECRET", MASTER), ("AKOOL_GATEWAY_ISSUER_SECRET", ISSUER)];
    let (code, log) = Program::refused(&[&good[..], &book.variables(), &[("DATABASE_URL", url)]].concat()).await;
    assert_eq!(code, Some(78), "{log}");
    assert!(!log.contains(PASSWORD), "{log}");
    // The library that checks certificates writes a line of its own into the log, which is JSON.
    let faults: Vec<&str> = log.lines().filter(|line| !line.starts_with('{')).collect();
    assert_eq!(faults.len(), 1, "{log}");
    assert!(faults[0].starts_with("DATABASE_URL: ") && faults[0].contains(" Example: "), "{log}");
    faults[0].to_owned()
}

#[tokio::test]
async fn rule_07_a_database_that_cannot_be_used_is_a_start_up_fault_that_tells_no_secret() {
    let server = PostgresServer::get();
    let good = server.url("postgres");
    let table = [
        ("mysql://gateway@127.0.0.1/x".to_owned(), "postgresql://"),
        (format!("postgresql://gateway:{PASSWORD}@127.0.0.1:99999/x"), "not a complete database URL"),
        (format!("{good}?no_such_option={PASSWORD}"), "not a complete database URL"),
        (format!("postgresql://gateway:{PASSWORD}@127.0.0.1:1/x"), "connection refused"),
        (good.replace(PASSWORD, &format!("{PASSWORD}x")), "the user or the password"),
        (server.url("nowhere"), "no such database"),
        (format!("{good}?sslmode=prefer"), "sslmode"),
        (format!("{good}?sslmode=verify-full&sslrootcert=/nowhere"), "sslrootcert cannot be read"),
        (format!("{good}?sslmode=verify-full"), "TLS handshake"),
    ];
    for (url, expected) in &table {
        let fault = fault_of(url).await;
        assert!(fault.contains(expected), "{fault}");
    }
}

#[tokio::test]
async fn rule_07_beyond_this_machine_the_database_is_reached_by_tls_and_its_certificate_is_checked() {
    let vendor = Vendor::friendly().await;
    let server = PostgresServer::get();
    let root = server.root_certificate.to_str().expect("a path of text");
    let by_address = format!("{}?sslmode=verify-full&sslrootcert={root}", server.database());
    let by_name = by_address.replace("127.0.0.1", "localhost");
    assert!(fault_of(&by_address).await.contains("TLS handshake"), "the certificate is for another name");
    let program = Program::start(&vendor.url, &[("DATABASE_URL", &by_name)]).await;
    let encrypted = "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
                     WHERE application_name = 'akool-gateway' AND datname = current_database() AND ssl";
    let plain = by_address.split('?').next().expect("a URL");
    assert!(PostgresServer::numbers(plain, encrypted)[0] > 0, "it is encrypted");
    program.stop().await;
}

#[tokio::test]
async fn rule_09_the_databases_url_may_come_from_a_file_and_its_password_is_in_no_log() {
    let vendor = Vendor::friendly().await;
    let book = Book::postgres();
    let file = book.data.path().join("url");
    std::fs::write(&file, format!("{}\n", book.url())).expect("a file");
    let file = file.to_str().expect("a path of text");
    let program = Program::start(&vendor.url, &[("DATABASE_URL_FILE", file), ("AKOOL_GATEWAY_LOG", "trace")]).await;
    let log = program.stop().await;
    assert!(!log.contains(PASSWORD), "the log holds the password");
    assert!(!format!("{:?}", book.settings(&vendor.url)).contains(PASSWORD));
    assert!(book.version() > 0, "the book is in the database");
}
