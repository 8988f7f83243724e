//! The database's URL: what is wrong with it is a start-up fault like any other, and its password is a secret.

use akool_test_postgres::{PASSWORD, PostgresServer};

use crate::support::{ISSUER, KEY, MASTER, Next, Pooler, Program, TestLedger, Vendor};

/// Starts with a database's URL; gives the one fault there must be.
async fn fault_of(url: &str) -> String {
    let ledger = TestLedger::sqlite();
    let good =
        [("AKOOL_API_KEY", KEY), ("AKOOL_GATEWAY_MASTER_SECRET", MASTER), ("AKOOL_GATEWAY_ISSUER_SECRET", ISSUER)];
    let (code, log) = Program::refused(&[&good[..], &ledger.variables(), &[("DATABASE_URL", url)]].concat()).await;
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
        (format!("postgresql://gateway:{PASSWORD}@127.0.0.1:99999/x"), "invalid value for option `port`"),
        (format!("{good}?no_such_option={PASSWORD}"), "the option no_such_option"),
        (format!("postgresql://gateway:{PASSWORD}@127.0.0.1:1/x"), "nothing is listening there"),
        (good.replace(PASSWORD, &format!("{PASSWORD}x")), "the user or the password"),
        (server.url("nowhere"), "no such database"),
        (format!("{good}?sslmode=prefer"), "sslmode is prefer"),
        (format!("{good}?pgbouncer=true"), "transaction mode"),
        (format!("{good}?sslmode=no-verify"), "sslmode is no-verify"),
        (format!("{good}?gssencmode=require"), "the option gssencmode"),
        (format!("{good}?sslcert=/run/client.crt"), "the option sslcert"),
        (format!("{good}?connection_limit=1"), "connection_limit"),
        (format!("{good}?connect_timeout=soon"), "connect_timeout"),
        (format!("{good}?schema=nowhere"), "no schema"),
        (good.replace(PASSWORD, "pa@ss"), "%40"),
        (good.replace(PASSWORD, "pa?ss"), "%3F"),
        (good.replace(PASSWORD, "pa?s=s"), "%3F"),
        (good.replace("postgresql://", "postgresql+asyncpg://"), "postgresql+asyncpg://"),
        (format!("{good}?sslmode=verify-full&sslrootcert=/nowhere"), "sslrootcert cannot be read"),
        (format!("{good}?sslmode=verify-full"), "TLS handshake"),
    ];
    for (url, expected) in &table {
        let fault = fault_of(url).await;
        assert!(fault.contains(expected), "{fault}");
    }
}

#[tokio::test]
async fn rule_07_a_pooler_in_transaction_mode_is_refused_by_name() {
    let server = PostgresServer::get();
    for next in [Next::LastUsed, Next::LongestIdle] {
        let url = server.database();
        let port: u16 = url.rsplit([':', '/']).nth(1).and_then(|port| port.parse().ok()).expect("a port");
        let pooler = Pooler::start(port, next).await;
        let fault = fault_of(&url.replace(&format!(":{port}/"), &format!(":{}/", pooler.port))).await;
        assert!(fault.contains("transaction mode") && fault.contains("PgBouncer"), "{next:?}: {fault}");
    }
}

#[tokio::test]
async fn rule_07_urls_as_hosting_companies_give_them_work() {
    let vendor = Vendor::friendly().await;
    let server = PostgresServer::get();
    let root = server.root_certificate.to_str().expect("a path of text");
    let url = server.database();
    PostgresServer::execute(&url, "CREATE SCHEMA \"shop videos\"");
    let options = [
        "schema=shop%20videos&connection_limit=2&pool_timeout=0&pgbouncer=false".to_owned(),
        "connect_timeout=5&application_name=shop&statement_cache_size=0&channel_binding=prefer".to_owned(),
        format!("sslmode=verify-full&sslrootcert={root}&channel_binding=require"),
        "ssl=false&sslrootcert=system".to_owned(),
        "options=-c%20statement_timeout%3D9s".to_owned(),
        "gssencmode=disable&supa=base-pooler.x&prepareThreshold=0".to_owned(),
    ];
    for options in &options {
        let url = format!("{}?{options}", url.replace("127.0.0.1", "localhost"));
        let program = Program::start(&vendor.url, &[("DATABASE_URL", &url)]).await;
        program.created().await;
        program.stop().await;
    }
    let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'shop videos' AND tablename = 'attempts'";
    assert_eq!(PostgresServer::numbers(&url, tables), [1]);
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
    let ledger = TestLedger::postgres();
    let file = ledger.data.path().join("url");
    std::fs::write(&file, format!("{}\n", ledger.url())).expect("a file");
    let file = file.to_str().expect("a path of text");
    let program = Program::start(&vendor.url, &[("DATABASE_URL_FILE", file), ("AKOOL_GATEWAY_LOG", "trace")]).await;
    let log = program.stop().await;
    assert!(!log.contains(PASSWORD), "the log holds the password");
    assert!(!format!("{:?}", ledger.settings(&vendor.url)).contains(PASSWORD));
    assert!(ledger.version() > 0, "the ledger is in the database");
}
