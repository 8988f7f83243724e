//! Other origins' pages, and caches. Also threat 20 (caches keep tokens or results).

use akool_gateway::Settings;

use crate::support::{Answer, Gateway, ISSUER, KEY, MASTER, Vendor, settings};

async fn preflight(gateway: &Gateway, origin: &str) -> Answer {
    let headers = [
        ("Origin", origin),
        ("Access-Control-Request-Method", "POST"),
        ("Access-Control-Request-Headers", "authorization,content-type"),
    ];
    gateway.send("OPTIONS", akool_contract::path::CREATE, &headers, b"").await
}

#[tokio::test]
async fn threat_19_only_listed_origins_are_named_in_answers() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    let token = gateway.token("ada").await;
    let authorization = format!("Bearer {token}");
    let allowed = preflight(&gateway, "https://shop.example").await;
    assert_eq!(allowed.header("access-control-allow-origin"), Some("https://shop.example"));
    assert!(allowed.header("access-control-allow-headers").is_some_and(|headers| headers.contains("authorization")));
    let others = [
        "https://evil.example",
        "null",
        "https://shop.example.evil.example",
        "https://evilshop.example",
        "https://shop.example:8443",
        "http://shop.example",
        "https://SHOP.example",
        "https://shop.example/",
        "*",
        "",
    ];
    for origin in others {
        for answer in [
            preflight(&gateway, origin).await,
            gateway
                .send(
                    "GET",
                    akool_contract::path::CREDITS,
                    &[("Authorization", &authorization), ("Origin", origin)],
                    b"",
                )
                .await,
            gateway.send("POST", "/token", &[("Origin", origin)], b"").await,
            gateway.send("GET", "/nothing", &[("Origin", origin)], b"").await,
        ] {
            assert_eq!(answer.header("access-control-allow-origin"), None, "{origin}");
            assert_eq!(answer.header("access-control-allow-credentials"), None);
            assert!(
                answer.header("vary").is_some_and(|vary| vary.to_ascii_lowercase().contains("origin")),
                "{answer:?}"
            );
        }
    }
    let error = gateway.send("GET", "/nothing", &[("Origin", "https://shop.example")], b"").await;
    assert_eq!(error.header("access-control-allow-origin"), Some("https://shop.example"), "errors can be read too");
    for name in ["retry-after", "date"] {
        assert!(error.header("access-control-expose-headers").is_some_and(|headers| headers.contains(name)), "{name}");
        // The page's own clock may be wrong.
        assert!(name != "date" || error.header(name).is_some());
    }
}

#[tokio::test]
async fn threat_19_extensions_and_apps_are_listed_by_their_exact_origin() {
    let vendor = Vendor::friendly().await;
    let listed = [
        "chrome-extension://bhkkpplopnkplgljccegaobbmjecmfea",
        "moz-extension://6f9c1c1e-5a0a-4c41-9a3e-2f1f0e8d7c6b",
        "capacitor://localhost",
        "ionic://localhost",
        "tauri://localhost",
        "app://shop.example",
    ];
    let variables = [
        ("AKOOL_API_KEY", KEY.to_owned()),
        ("AKOOL_GATEWAY_MASTER_SECRET", MASTER.to_owned()),
        ("AKOOL_GATEWAY_ISSUER_SECRET", ISSUER.to_owned()),
        ("AKOOL_GATEWAY_DATA_DIR", std::env::temp_dir().display().to_string()),
        ("AKOOL_GATEWAY_ORIGINS", listed.join(",")),
    ];
    let read = Settings::from_environment(variables.map(|(name, value)| (name.to_owned(), value)));
    let mut settings = settings(&vendor.url);
    settings.origins = read.expect("settings without a fault").origins;
    let gateway = Gateway::start_with(settings).await;
    for origin in listed {
        let answer = preflight(&gateway, origin).await;
        assert_eq!(answer.header("access-control-allow-origin"), Some(origin));
    }
    for origin in ["chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "capacitor://localhost:80", "ionic://evil"] {
        assert_eq!(preflight(&gateway, origin).await.header("access-control-allow-origin"), None, "{origin}");
    }
}

#[tokio::test]
async fn threat_19_no_cookie_is_ever_set_or_heeded() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    let token = gateway.token("ada").await;
    let cookie = format!("token={token}; access_token={token}; Authorization=Bearer {token}");
    let answer = gateway.send("GET", akool_contract::path::CREDITS, &[("Cookie", &cookie)], b"").await;
    assert_eq!((answer.status, answer.header("set-cookie")), (401, None));
    let query = gateway
        .send("GET", &format!("{}?access_token={token}&token={token}", akool_contract::path::CREDITS), &[], b"")
        .await;
    assert_eq!(query.status, 401);
}

#[tokio::test]
async fn threat_20_nothing_of_a_callers_is_cached() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    let token = gateway.token("ada").await;
    let handle = gateway.created(&token).await;
    let file = gateway.uploaded(&token).await;
    let answers = [
        gateway.mint(serde_json::json!({ "subject": "ada" })).await,
        gateway.create(&token).await,
        gateway.results(&token, &handle).await,
        gateway.get(akool_contract::path::EFFECTS, &token).await,
        gateway.get(akool_contract::path::CREDITS, &token).await,
        gateway.upload(&token, "image/png", &crate::support::pictures::png()).await,
        gateway.get(&file, &token).await,
        gateway.get("/healthz", &token).await,
        gateway.get("/readyz", &token).await,
        gateway.get("/nothing", &token).await,
        gateway.get(akool_contract::path::CREDITS, "wrong").await,
    ];
    for answer in answers {
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{answer:?}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{answer:?}");
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"), "{answer:?}");
    }
}

#[tokio::test]
async fn threat_19_the_page_runs_its_own_scripts_only() {
    let vendor = Vendor::friendly().await;
    let page = tempfile::TempDir::new().expect("a folder");
    std::fs::create_dir(page.path().join("assets")).expect("a folder");
    for (name, content) in
        [("index.html", "<!doctype html>"), ("assets/app-1a2b.js", "1"), ("assets/app-1a2b.wasm", "\0asm")]
    {
        std::fs::write(page.path().join(name), content).expect("a file");
    }
    let mut settings = settings(&vendor.url);
    settings.page_dir = Some(page.path().to_path_buf());
    let gateway = Gateway::start_with(settings).await;
    let index = gateway.send("GET", "/", &[], b"").await;
    assert_eq!((index.status, index.header("cache-control")), (200, Some("no-cache")));
    let policy = index.header("content-security-policy").expect("a policy").to_owned();
    assert!(
        policy.contains("script-src 'self' 'wasm-unsafe-eval';") && policy.contains("frame-ancestors 'none'"),
        "{policy}"
    );
    assert!(
        !policy.contains("unsafe-inline")
            && !policy.contains("'unsafe-eval'")
            && !policy.contains('*'.to_string().repeat(2).as_str())
    );
    let script = gateway.send("GET", "/assets/app-1a2b.js", &[], b"").await;
    assert_eq!(script.header("cache-control"), Some("public, max-age=31536000, immutable"));
    assert_eq!(script.header("content-type"), Some("text/javascript"));
    assert_eq!(
        gateway.send("GET", "/assets/app-1a2b.wasm", &[], b"").await.header("content-type"),
        Some("application/wasm")
    );
    for path in ["/nothing", "/assets/", "/../Cargo.toml", "/%2e%2e/%2e%2e/etc/passwd", "/..%2fx", "/assets/missing.js"]
    {
        assert_eq!(gateway.send("GET", path, &[], b"").await.status, 404, "{path}");
    }
    assert_eq!(gateway.send("POST", "/", &[], b"").await.status, 404);
    assert_eq!(gateway.send("POST", "/token", &[], b"").await.status, 401, "the page does not hide the routes");
}

#[tokio::test]
async fn threat_19_a_compressed_copy_of_the_page_has_the_type_and_the_policy_of_the_original() {
    let vendor = Vendor::friendly().await;
    let page = tempfile::TempDir::new().expect("a folder");
    for (name, content) in [("index.html", "plain"), ("index.html.br", "brotli"), ("index.html.gz", "gzip")] {
        std::fs::write(page.path().join(name), content).expect("a file");
    }
    let mut settings = settings(&vendor.url);
    settings.page_dir = Some(page.path().to_path_buf());
    let gateway = Gateway::start_with(settings).await;
    for (accepted, encoding, content) in
        [("gzip, deflate, br", Some("br"), "brotli"), ("gzip", Some("gzip"), "gzip"), ("identity", None, "plain")]
    {
        let index = gateway.send("GET", "/", &[("accept-encoding", accepted)], b"").await;
        assert_eq!((index.status, &index.body[..]), (200, content.as_bytes()), "{accepted}");
        assert_eq!(index.header("content-encoding"), encoding, "{accepted}");
        assert_eq!(index.header("content-type"), Some("text/html"), "{accepted}");
        assert!(index.header("content-security-policy").is_some(), "{accepted}");
        assert!(index.head.lines().any(|line| line == "vary: accept-encoding"), "{accepted}: {}", index.head);
    }
}

#[tokio::test]
async fn rule_02_without_login_the_page_gets_a_token_by_every_name_of_this_machine_and_no_other_page_does() {
    let vendor = Vendor::friendly().await;
    let mut settings = settings(&vendor.url);
    settings.minting = akool_gateway::Minting::LoginFree;
    let gateway = Gateway::start_with(settings).await;
    let port: u16 = gateway.url.rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
    let mint = async |origin: &str| {
        let host = origin.strip_prefix("http://").unwrap_or("localhost").to_owned();
        let mut connection = crate::support::Connection::open(&gateway.url).await;
        let request = format!(
            "POST /token HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        );
        connection.write(request.as_bytes()).await.expect("it listens");
        Answer::parse(&connection.read_to_end().await)
    };
    for host in ["127.0.0.1", "localhost", "[::1]"] {
        let origin = format!("http://{host}:{port}");
        let minted = mint(&origin).await;
        assert_eq!((minted.status, minted.header("access-control-allow-origin")), (200, Some(origin.as_str())));
    }
    let others = [
        format!("http://localhost:{}", port ^ 1),
        "http://localhost".into(),
        format!("https://localhost:{port}"),
        format!("http://evil.localhost:{port}"),
        format!("http://127.0.0.2:{port}"),
        format!("http://192.168.1.20:{port}"),
        format!("http://localhost.evil.example:{port}"),
        "null".into(),
    ];
    for origin in &others {
        let refused = mint(origin).await;
        assert_eq!((refused.status, refused.header("access-control-allow-origin")), (403, None), "{origin}");
    }
}

#[tokio::test]
async fn threat_19_pages_send_the_headers_that_are_configured_and_no_others() {
    let vendor = Vendor::friendly().await;
    let headers = ["traceparent", "baggage", "x-shop"];
    let allowed_headers = headers.iter().map(|name| name.parse().expect("a name")).collect();
    let gateway = Gateway::start_with(Settings { allowed_headers, ..settings(&vendor.url) }).await;
    let answer = preflight(&gateway, "https://shop.example").await;
    let allowed = answer.header("access-control-allow-headers").expect("a list");
    assert!(headers.iter().all(|name| allowed.split(',').any(|entry| entry == *name)), "{allowed}");
    let plain = Gateway::start(&vendor.url).await;
    let allowed = preflight(&plain, "https://shop.example").await;
    assert!(!allowed.header("access-control-allow-headers").expect("a list").contains("baggage"));
}

#[tokio::test]
async fn threat_19_only_listed_pages_may_call_a_gateway_on_a_private_network() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    for (origin, expected) in [("https://shop.example", Some("true")), ("https://evil.example", None)] {
        let headers = [
            ("Origin", origin),
            ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Private-Network", "true"),
        ];
        let answer = gateway.send("OPTIONS", "/token", &headers, b"").await;
        assert_eq!(answer.header("access-control-allow-private-network"), expected, "{origin}");
    }
}
