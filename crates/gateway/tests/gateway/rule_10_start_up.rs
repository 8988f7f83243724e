//! Start-up lists every configuration fault at once, one line each, with an example, and exits 78.

use crate::support::{CLIENT_ID, ISSUER, KEY, MASTER, Program, Vendor};

const GOOD: [(&str, &str); 3] =
    [("AKOOL_API_KEY", KEY), ("AKOOL_GATEWAY_MASTER_SECRET", MASTER), ("AKOOL_GATEWAY_ISSUER_SECRET", ISSUER)];

const OTHER_SECRET: &str = "Hh3Jj5Kk7Ll9Mm2Nn4Pp6Qq8Rr1Ss3Tt5Uu7Vv9W";

/// Starts with good settings and `changes` on top; gives the one fault there must be.
async fn fault_of(changes: &[(&str, &str)]) -> String {
    let folder = tempfile::TempDir::new().expect("a folder");
    let data = folder.path().to_str().expect("a path of text");
    let variables = [&GOOD, [("AKOOL_GATEWAY_DATA_DIR", data)].as_slice(), changes].concat();
    let (code, log) = Program::refused(&variables).await;
    assert_eq!(code, Some(78), "{changes:?}: {log}");
    assert_eq!(log.lines().count(), 1, "{changes:?}: {log}");
    assert!(log.contains(" Example: "), "{log}");
    for (name, value) in variables {
        let is_secret = name.ends_with("_KEY") || name.ends_with("_SECRET") || name.ends_with("_PREVIOUS");
        assert!(!is_secret || value.len() < 8 || !log.contains(value), "a secret is shown: {log}");
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
        let fault = fault_of(&[("AKOOL_GATEWAY_ORIGINS", origins)]).await;
        assert!(fault.contains(&format!("{origins:?}")), "{fault}");
    }
}

#[tokio::test]
async fn rule_10_a_faulty_value_is_named_with_what_is_wrong_and_what_would_be_right() {
    let table: [(&str, &str, &[&str]); 29] = [
        ("ORIGINS", "https://shop.example,steam://localhost", &["\"steam://localhost\"", "steam", "https"]),
        ("ORIGINS", "chrome-extension://*", &["\"chrome-extension://*\"", "star"]),
        ("ORIGINS", "moz-extension://1f2e/popup.html", &["\"moz-extension://1f2e/popup.html\"", "host only"]),
        ("ORIGINS", "http://192.168.1.20:5173,https://shop.example", &["\"http://192.168.1.20:5173\"", "https"]),
        ("ORIGINS", "shop.example", &["\"shop.example\"", "scheme"]),
        ("ORIGINS", "localhost:5173", &["\"localhost:5173\"", "scheme"]),
        ("ORIGINS", "https://a.example https://b.example", &["commas"]),
        ("ORIGINS", "https://shop.example/", &["\"https://shop.example/\"", "https://shop.example."]),
        ("ORIGINS", "https://SHOP.example", &["\"https://SHOP.example\"", "https://shop.example."]),
        ("LISTEN", ":8080", &["127.0.0.1:8080", "0.0.0.0:8080", "\":8080\""]),
        ("LISTEN", "8080", &["127.0.0.1:8080", "0.0.0.0:8080", "\"8080\""]),
        ("LISTEN", "127.0.0.1", &["port", "127.0.0.1:8080"]),
        ("LISTEN", "gateway.internal:8080", &["IP address", "\"gateway.internal:8080\""]),
        ("LISTEN", "http://127.0.0.1:8080", &["scheme"]),
        ("LISTEN", "127.0.0.1:80800", &["\"127.0.0.1:80800\""]),
        ("METRICS_LISTEN", ":9090", &["127.0.0.1:9090"]),
        ("LOG", "inof", &["\"inof\"", "info"]),
        ("LOG", "info,akool_gatway=debug", &["\"akool_gatway\"", "akool_gateway"]),
        ("LOG", "akool_gateway=verbose", &["\"verbose\"", "trace"]),
        ("MEDIA_HOSTS", "images.*.example", &["\"images.*.example\"", "*.shop.example"]),
        ("MEDIA_HOSTS", "*.example,https://images.example", &["\"*.example\"", "\"https://images.example\"", "scheme"]),
        ("MEDIA_HOSTS", "Images.example", &["\"Images.example\"", "images.example"]),
        ("PAGE_DIR", "/nowhere/at/all", &["\"/nowhere/at/all\"", "no such file or folder"]),
        ("DATA_DIR", "/dev/null/data", &["\"/dev/null/data\"", "not a folder"]),
        ("PUBLIC_URL", "video.shop.example", &["\"video.shop.example\"", "scheme"]),
        ("TRUSTED_PROXIES", "10.0.0.0/8,proxy.internal", &["\"proxy.internal\"", "10.0.0.0/8"]),
        ("DRAIN_SECONDS", "30s", &["\"30s\"", "seconds"]),
        ("UPSTREAM", "https://ada:hunter22@openapi.akool.com", &["openapi.akool.com"]),
        ("TOKEN_TTL_SECONDS", "3601", &["\"3601\"", "3600"]),
    ];
    for (name, value, expected) in table {
        let name = format!("AKOOL_GATEWAY_{name}");
        let fault = fault_of(&[(&name, value)]).await;
        assert!(fault.starts_with(&format!("{name}: ")), "{fault}");
        assert!(expected.iter().all(|words| fault.contains(words)), "{value}: {fault}");
        assert!(!fault.contains("hunter22") && !fault.contains("entity"), "{fault}");
    }
}

#[tokio::test]
async fn rule_10_every_faulty_entry_of_a_list_is_named_at_once() {
    let fault = fault_of(&[("AKOOL_GATEWAY_ORIGINS", "http://a.example,https://good.example,ionic://,null")]).await;
    assert!(["http://a.example", "ionic://", "null"].iter().all(|entry| fault.contains(entry)), "{fault}");
    assert!(!fault.contains("\"https://good.example\":"), "{fault}");
}

#[tokio::test]
async fn rule_10_secrets_that_could_not_work_are_faults_that_show_nothing_of_them() {
    let beyond_ascii = "Grüße-4nM7bV1cX9zL3kJ6hG2fD8sA5qW0eR7tY4uI1oP";
    let fault = fault_of(&[("AKOOL_GATEWAY_ISSUER_SECRET", beyond_ascii)]).await;
    assert!(fault.starts_with("AKOOL_GATEWAY_ISSUER_SECRET: ") && fault.contains("ASCII"), "{fault}");
    let long = "z8Y2mN5xV7cB1rT4yU6iO9pA3sD0fG8hJ2kL5zXw";
    for (name, value, first) in [
        ("AKOOL_GATEWAY_ISSUER_SECRET", MASTER, "AKOOL_GATEWAY_MASTER_SECRET"),
        ("AKOOL_GATEWAY_MASTER_SECRET_PREVIOUS", MASTER, "AKOOL_GATEWAY_MASTER_SECRET"),
        ("AKOOL_GATEWAY_SESSION_SECRET", ISSUER, "AKOOL_GATEWAY_ISSUER_SECRET"),
        ("AKOOL_GATEWAY_SESSION_SECRET", MASTER, "AKOOL_GATEWAY_MASTER_SECRET"),
        ("AKOOL_CLIENT_ID", KEY, "AKOOL_API_KEY"),
    ] {
        let fault = fault_of(&[(name, value)]).await;
        assert!(fault.starts_with(&format!("{name}: ")) && fault.contains(first), "{fault}");
    }
    let shared = fault_of(&[("AKOOL_API_KEY", long), ("AKOOL_GATEWAY_ISSUER_SECRET", long)]).await;
    assert!(shared.contains("AKOOL_API_KEY"), "{shared}");
    let quoted = fault_of(&[("AKOOL_API_KEY", "\"z8Y2mN5xV7cB1rT4yU6iO9pA\"")]).await;
    assert!(quoted.starts_with("AKOOL_API_KEY: ") && quoted.contains("quotes"), "{quoted}");
    let folder = tempfile::TempDir::new().expect("a folder");
    let file = folder.path().join("key");
    std::fs::write(&file, "z8Y2mN5xV7cB1rT4yU6iO9pA").expect("a file");
    let path = fault_of(&[("AKOOL_API_KEY", file.to_str().expect("text"))]).await;
    assert!(path.contains("AKOOL_API_KEY_FILE"), "{path}");
}

#[tokio::test]
async fn rule_10_settings_without_effect_are_faults() {
    fault_of(&[("AKOOL_GATEWAY_SESSION_ISSUER", "https://shop.example")]).await;
    let sizes = [("AKOOL_GATEWAY_UPLOAD_MAX_BYTES", "2000"), ("AKOOL_GATEWAY_UPLOADS_TOTAL_MAX_BYTES", "1000")];
    assert!(fault_of(&sizes).await.starts_with("AKOOL_GATEWAY_UPLOAD_MAX_BYTES"));
    let misspelt = fault_of(&[("AKOOL_GATEWAY_ORIGIN", "https://shop.example")]).await;
    assert!(misspelt.contains("Did you mean AKOOL_GATEWAY_ORIGINS?"), "{misspelt}");
}

#[tokio::test]
async fn rule_10_a_missing_client_id_and_misspelt_names_are_warned_of() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let data = folder.path().to_str().expect("a path of text");
    let good =
        [&GOOD, [("AKOOL_GATEWAY_DATA_DIR", data), ("AKOOL_CLIENTID", "SimClientId0123456789a==")].as_slice()].concat();
    let (code, said) = Program::checked(&["check-config"], &good).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("Warning: AKOOL_CLIENT_ID: ") && said.contains("Did you mean AKOOL_CLIENT_ID?"), "{said}");
    let vendor = Vendor::friendly().await;
    let program = Program::start(&vendor.url, &[]).await;
    assert!(program.stop().await.contains("AKOOL_CLIENT_ID"));
    let program = Program::start(&vendor.url, &[("AKOOL_CLIENT_ID", CLIENT_ID)]).await;
    assert!(!program.stop().await.contains("AKOOL_CLIENT_ID"));
}

#[tokio::test]
async fn rule_10_the_program_says_what_it_is_and_how_it_is_called() {
    for word in ["--help", "-h"] {
        let (code, said) = Program::checked(&[word], &[]).await;
        assert!(code == Some(0) && said.contains("check-config") && said.contains("--version"), "{said}");
        assert!(said.contains("AKOOL_GATEWAY_ORIGINS") && said.contains("AKOOL_API_KEY_FILE"), "{said}");
    }
    for word in ["--version", "-V"] {
        let (code, said) = Program::checked(&[word], &[]).await;
        assert_eq!((code, said.trim()), (Some(0), concat!("akool-gateway ", env!("CARGO_PKG_VERSION"))));
    }
    let (code, said) = Program::checked(&["--port", "8080"], &[]).await;
    assert!(code == Some(64) && said.contains("'--port'"), "{said}");
}

#[tokio::test]
async fn rule_10_localhost_can_be_listened_on_and_a_taken_address_is_named() {
    let vendor = Vendor::friendly().await;
    let program = Program::start(&vendor.url, &[("AKOOL_GATEWAY_LISTEN", "localhost:0")]).await;
    let address = program.url.strip_prefix("http://").expect("an http URL").to_owned();
    assert!(address.starts_with("127.0.0.1:"), "{address}");
    let folder = tempfile::TempDir::new().expect("a folder");
    let data = folder.path().to_str().expect("a path of text");
    for name in ["AKOOL_GATEWAY_LISTEN", "AKOOL_GATEWAY_METRICS_LISTEN"] {
        let elsewhere = [("AKOOL_GATEWAY_LISTEN", "127.0.0.1:0"), ("AKOOL_GATEWAY_DATA_DIR", data), (name, &address)];
        let (code, log) = Program::refused(&[GOOD.as_slice(), &elsewhere].concat()).await;
        assert!(code == Some(1) && log.contains(name) && log.contains(&address) && log.contains("listening"), "{log}");
    }
    program.stop().await;
}

#[tokio::test]
async fn rule_10_media_may_come_from_every_host_below_a_name() {
    let vendor = Vendor::friendly().await;
    let program = Program::start(&vendor.url, &[("AKOOL_GATEWAY_MEDIA_HOSTS", "*.shop.example,images.example")]).await;
    let token = program.token("ada").await;
    for (host, expected) in [
        ("a.shop.example", 200),
        ("b.a.shop.example", 200),
        ("images.example", 200),
        ("shop.example", 400),
        ("evilshop.example", 400),
        ("a.images.example", 400),
        ("a.shop.example.evil.example", 400),
    ] {
        let order = serde_json::json!({ "image_url": format!("https://{host}/a.png"), "prompt": "move" });
        assert_eq!(program.post(crate::support::CREATE, &token, &order).await.status, expected, "{host}");
    }
    program.stop().await;
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
    fault_of(&[&login_free[..], &[("AKOOL_GATEWAY_SESSION_SECRET", OTHER_SECRET)]].concat()).await;
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
        (vec![bucket, id, key, ("AKOOL_GATEWAY_S3_ENDPOINT", "https://x.example/?b=1")], "AKOOL_GATEWAY_S3_ENDPOINT"),
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
    assert!(code == Some(0) && said.contains("The configuration is in order."), "{said}");
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
    fault_of(&[("AKOOL_GATEWAY_SESSION_SECRET", OTHER_SECRET), url]).await;
}

#[tokio::test]
async fn rule_10_metrics_are_not_where_callers_are() {
    let same = "127.0.0.1:19090";
    fault_of(&[("AKOOL_GATEWAY_LISTEN", same), ("AKOOL_GATEWAY_METRICS_LISTEN", same)]).await;
    fault_of(&[("AKOOL_GATEWAY_METRICS_LISTEN", "9090")]).await;
}
