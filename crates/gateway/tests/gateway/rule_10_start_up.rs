//! Start-up lists every configuration fault at once, one line each, with an example, and exits 78.

use crate::support::{ISSUER, KEY, MASTER, Program};

const GOOD: [(&str, &str); 3] =
    [("AKOOL_API_KEY", KEY), ("AKOOL_GATEWAY_MASTER_SECRET", MASTER), ("AKOOL_GATEWAY_ISSUER_SECRET", ISSUER)];

/// Starts with good settings and `changes` on top; gives the one fault there must be.
async fn fault_of(changes: &[(&str, &str)]) -> String {
    let folder = tempfile::TempDir::new().expect("a folder");
    let data = folder.path().to_str().expect("a path of text");
    let variables = [&GOOD, [("AKOOL_GATEWAY_DATA_DIR", data)].as_slice(), changes].concat();
    let (code, log) = Program::refused(&variables).await;
    assert_eq!(code, Some(78), "{changes:?}: {log}");
    assert_eq!(log.lines().count(), 1, "{changes:?}: {log}");
    assert!(log.contains(" Example: "), "{log}");
    for (_, value) in variables {
        assert!(value.len() < 8 || !log.contains(value) || value.starts_with("http"), "a value is shown: {log}");
    }
    log
}

#[tokio::test]
async fn rule_10_all_faults_show_at_once() {
    let (code, log) = Program::refused(&[
        ("AKOOL_GATEWAY_MASTER_SECRET", "short"),
        ("AKOOL_GATEWAY_ORIGINS", "*"),
        ("AKOOL_GATEWAY_PUBLIC_URL", "http://video.shop.example"),
        ("AKOOL_GATEWAY_PORT", "8080"),
        ("AKOOL_GATEWAY_PAGE_DIR", "/nowhere/at/all"),
        ("AKOOL_GATEWAY_DATA_DIR", "/proc/nowhere"),
    ])
    .await;
    assert_eq!(code, Some(78));
    let mut named: Vec<&str> = log.lines().filter_map(|line| line.split(':').next()).collect();
    named.sort_unstable();
    assert_eq!(
        named,
        [
            "AKOOL_API_KEY",
            "AKOOL_GATEWAY_DATA_DIR",
            "AKOOL_GATEWAY_ISSUER_SECRET",
            "AKOOL_GATEWAY_MASTER_SECRET",
            "AKOOL_GATEWAY_ORIGINS",
            "AKOOL_GATEWAY_PAGE_DIR",
            "AKOOL_GATEWAY_PORT",
            "AKOOL_GATEWAY_PUBLIC_URL",
        ]
    );
}

#[tokio::test]
async fn rule_10_weak_and_sample_secrets_are_refused() {
    for weak in ["short", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "change-me-please-0123456789-abcdefghijkl"] {
        fault_of(&[("AKOOL_GATEWAY_MASTER_SECRET", weak)]).await;
        fault_of(&[("AKOOL_GATEWAY_ISSUER_SECRET", weak)]).await;
    }
}

#[tokio::test]
async fn rule_10_origins_are_exact() {
    for origins in
        ["*", "https://*.shop.example", "null", "http://shop.example", "https://shop.example/", "https://Shop.example"]
    {
        fault_of(&[("AKOOL_GATEWAY_ORIGINS", origins)]).await;
    }
}

#[tokio::test]
async fn rule_10_the_vendor_is_reached_by_https_or_on_this_machine() {
    for upstream in [
        "http://openapi.akool.com",
        "https://user:pass@openapi.akool.com",
        "https://openapi.akool.com/api",
        "ftp://x",
        "x",
    ] {
        fault_of(&[("AKOOL_GATEWAY_UPSTREAM", upstream)]).await;
    }
}

#[tokio::test]
async fn rule_10_without_login_nothing_but_this_machine_is_served() {
    let login_free = [("AKOOL_GATEWAY_ISSUER_SECRET", ""), ("AKOOL_GATEWAY_LOGIN_FREE", "1")];
    fault_of(&[&login_free[..], &[("AKOOL_GATEWAY_PUBLIC_URL", "https://video.shop.example")]].concat()).await;
    let everywhere = [("AKOOL_GATEWAY_LISTEN", "0.0.0.0:0"), ("AKOOL_GATEWAY_PUBLIC_URL", "http://127.0.0.1:8080")];
    let fault = fault_of(&[&login_free[..], &everywhere].concat()).await;
    assert!(fault.starts_with("AKOOL_GATEWAY_LOGIN_FREE"), "{fault}");
    fault_of(&[("AKOOL_GATEWAY_LOGIN_FREE", "1")]).await;
    fault_of(&[&login_free[..], &[("AKOOL_GATEWAY_SESSION_SECRET", MASTER)]].concat()).await;
}

#[tokio::test]
async fn rule_10_listening_beyond_this_machine_needs_a_public_url() {
    fault_of(&[("AKOOL_GATEWAY_LISTEN", "0.0.0.0:0")]).await;
}

#[tokio::test]
async fn rule_10_files_of_secrets_must_be_readable_and_not_empty() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let empty = folder.path().join("empty");
    std::fs::write(&empty, "\n").expect("a file");
    for file in ["/nowhere/at/all", empty.to_str().expect("a path of text")] {
        let (code, log) =
            Program::refused(&[GOOD.as_slice(), &[("AKOOL_API_KEY", ""), ("AKOOL_API_KEY_FILE", file)]].concat()).await;
        assert_eq!(code, Some(78));
        assert!(log.contains("AKOOL_API_KEY_FILE: "), "{log}");
    }
    let both = Program::refused(&[GOOD.as_slice(), &[("AKOOL_API_KEY_FILE", "/nowhere")]].concat()).await;
    assert!(both.1.contains("not both"), "{}", both.1);
}

#[tokio::test]
async fn rule_10_numbers_are_checked() {
    let wrong = [
        ("AKOOL_GATEWAY_TOKEN_TTL_SECONDS", "3601"),
        ("AKOOL_GATEWAY_TOKEN_TTL_SECONDS", "0"),
        ("AKOOL_GATEWAY_UPLOAD_MAX_BYTES", "a lot"),
        ("AKOOL_GATEWAY_LISTEN", "8080"),
        ("AKOOL_GATEWAY_SUBJECT_CREDITS_PER_DAY", "-1"),
        ("AKOOL_GATEWAY_SITE_CREDITS_PER_DAY", "many"),
        ("AKOOL_GATEWAY_SUBJECT_REQUESTS_PER_MINUTE", "0"),
        ("AKOOL_GATEWAY_ADDRESS_REQUESTS_PER_MINUTE", "-5"),
        ("AKOOL_GATEWAY_TRUSTED_PROXIES", "all of them"),
        ("AKOOL_GATEWAY_LOGIN_FREE", "yes"),
        ("AKOOL_GATEWAY_KEEP_RESULTS_DAYS", "0"),
        ("AKOOL_GATEWAY_KEEP_RESULTS_DAYS", "for ever"),
        ("AKOOL_GATEWAY_KEPT_MAX_BYTES", "0"),
        ("AKOOL_GATEWAY_KEPT_TOTAL_MAX_BYTES", "-1"),
        ("AKOOL_GATEWAY_MEDIA_HOSTS", "https://images.example"),
    ];
    for change in wrong {
        let fault = fault_of(&[change]).await;
        assert!(fault.starts_with(change.0), "{fault}");
    }
}

#[tokio::test]
async fn rule_10_a_bucket_is_described_wholly_or_not_at_all() {
    let id = ("AKOOL_GATEWAY_S3_ACCESS_KEY_ID", "AKIDQ8Z2MN5XV7CB1RT4");
    let key = ("AKOOL_GATEWAY_S3_SECRET_ACCESS_KEY", "vN3kT8wQ1zX6cB9mL4hJ7gF2dS5aP0oI");
    let bucket = ("AKOOL_GATEWAY_S3_BUCKET", "shop-videos");
    for (changes, named) in [
        (vec![bucket, key], "AKOOL_GATEWAY_S3_ACCESS_KEY_ID"),
        (vec![bucket, id], "AKOOL_GATEWAY_S3_SECRET_ACCESS_KEY"),
        (vec![("AKOOL_GATEWAY_S3_BUCKET", "Shop.Videos"), id, key], "AKOOL_GATEWAY_S3_BUCKET"),
        (
            vec![bucket, id, key, ("AKOOL_GATEWAY_S3_ENDPOINT", "http://storage.shop.example")],
            "AKOOL_GATEWAY_S3_ENDPOINT",
        ),
        (vec![bucket, id, key, ("AKOOL_GATEWAY_S3_ENDPOINT", "https://x.example/b")], "AKOOL_GATEWAY_S3_ENDPOINT"),
        (vec![bucket, id, key, ("AKOOL_GATEWAY_S3_REGION", "eu central")], "AKOOL_GATEWAY_S3_REGION"),
        (vec![id], "AKOOL_GATEWAY_S3_ACCESS_KEY_ID"),
        (vec![("AKOOL_GATEWAY_S3_SECRET_ACCESS_KEY_FILE", "/nowhere")], "AKOOL_GATEWAY_S3_SECRET_ACCESS_KEY"),
    ] {
        let fault = fault_of(&changes).await;
        assert!(fault.starts_with(named), "{fault}");
    }
}

#[tokio::test]
async fn rule_10_check_config_tells_the_faults_and_starts_nothing() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let data = folder.path().to_str().expect("a path of text");
    let good = [&GOOD, [("AKOOL_GATEWAY_DATA_DIR", data)].as_slice()].concat();
    let (code, said) = Program::checked(&["check-config"], &good).await;
    assert_eq!((code, said.trim()), (Some(0), "The configuration is in order."));
    let (code, said) = Program::checked(&["check-config"], &[]).await;
    assert_eq!(code, Some(78));
    assert!(said.contains("AKOOL_API_KEY: "), "{said}");
    for wrong in [&["--key", "x"][..], &["check"], &["check-config", "more"]] {
        let (code, said) = Program::checked(wrong, &good).await;
        assert_eq!(code, Some(64), "{said}");
        assert!(said.contains("check-config"), "{said}");
    }
}

#[tokio::test]
async fn rule_10_keys_of_sessions_come_from_one_place_that_can_be_trusted() {
    for url in ["http://shop.example/jwks.json", "https://ada:pass@shop.example/jwks.json", "file:///jwks.json", "jwks"]
    {
        let fault = fault_of(&[("AKOOL_GATEWAY_SESSION_JWKS_URL", url)]).await;
        assert!(fault.starts_with("AKOOL_GATEWAY_SESSION_JWKS_URL"), "{fault}");
    }
    let folder = tempfile::TempDir::new().expect("a folder");
    let file = folder.path().join("jwks.json");
    for text in ["", "{}", r#"{"keys":[]}"#, r#"{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}"#] {
        std::fs::write(&file, text).expect("it can be written");
        let fault = fault_of(&[("AKOOL_GATEWAY_SESSION_JWKS_FILE", file.to_str().expect("text"))]).await;
        assert!(fault.contains("SESSION_JWKS_FILE=/"), "it comes with its own example: {fault}");
    }
    fault_of(&[("AKOOL_GATEWAY_SESSION_JWKS_FILE", "/nowhere/at/all")]).await;
    let url = ("AKOOL_GATEWAY_SESSION_JWKS_URL", "https://shop.example/jwks.json");
    fault_of(&[("AKOOL_GATEWAY_SESSION_SECRET", MASTER), url]).await;
}

#[tokio::test]
async fn rule_10_metrics_are_not_where_callers_are() {
    let same = "127.0.0.1:19090";
    fault_of(&[("AKOOL_GATEWAY_LISTEN", same), ("AKOOL_GATEWAY_METRICS_LISTEN", same)]).await;
    fault_of(&[("AKOOL_GATEWAY_METRICS_LISTEN", "9090")]).await;
}
