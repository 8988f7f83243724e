//! A data folder with an SQLite ledger belongs to one gateway at a time.

use tempfile::TempDir;

use crate::support::{ISSUER, KEY, MASTER, Program, Vendor};

#[tokio::test]
async fn threat_33_a_second_gateway_on_the_same_folder_exits_with_a_message_until_the_first_is_gone() {
    let vendor = Vendor::friendly().await;
    let data = TempDir::new().expect("a folder");
    let folder = data.path().to_str().expect("a path of text");
    let variables = [("AKOOL_GATEWAY_DATA_DIR", folder)];
    let first = Program::start(&vendor.url, &variables).await;
    let all = [
        ("AKOOL_API_KEY", KEY),
        ("AKOOL_GATEWAY_UPSTREAM", vendor.url.as_str()),
        ("AKOOL_GATEWAY_LISTEN", "127.0.0.1:0"),
        ("AKOOL_GATEWAY_MASTER_SECRET", MASTER),
        ("AKOOL_GATEWAY_ISSUER_SECRET", ISSUER),
        variables[0],
    ];
    let (code, said) = Program::refused(&all).await;
    assert_eq!(code, Some(1), "{said}");
    for expected in ["another gateway uses the folder", folder, "AKOOL_GATEWAY_DATA_DIR", "DATABASE_URL"] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
    let token = first.token("ada").await;
    let created = first.create(&token, "order").await;
    assert_eq!(created.status, 200, "the first one goes on undisturbed");

    // However it ends, its folder is free.
    first.kill().await;
    let second = Program::start(&vendor.url, &variables).await;
    let again = second.create(&second.token("ada").await, "order").await;
    assert_eq!((again.status, again.body, vendor.posts().len()), (200, created.body, 1));
    second.stop().await;
    Program::start(&vendor.url, &variables).await.stop().await;
}
