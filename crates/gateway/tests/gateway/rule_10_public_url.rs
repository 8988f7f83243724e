//! A gateway behind a proxy that serves it below a path, and the forms of its public URL.

use akool_gateway::Settings;
use serde_json::json;

use crate::support::{CREATE, Gateway, ISSUER, KEY, MASTER, Program, Vendor, exchange, settings};

const BASE: &str = "https://x.example/video";

async fn start(public_url: &str, vendor: &Vendor) -> Gateway {
    let public_url = Some(public_url.parse().expect("a URL"));
    Gateway::start_with(Settings { public_url, ..settings(&vendor.url) }).await
}

#[tokio::test]
async fn rule_10_every_url_has_the_public_path_and_answers_with_and_without_it() {
    let vendor = Vendor::friendly().await;
    let (public_url, metrics) = (Some(BASE.parse().expect("a URL")), "127.0.0.1:0".parse().expect("an address"));
    let with_metrics = Settings { public_url, metrics_listen: Some(metrics), ..settings(&vendor.url) };
    let gateway = Gateway::start_with(with_metrics).await;
    let authorization = format!("Bearer {ISSUER}");
    let minted =
        gateway.send("POST", "/video/token", &[("Authorization", &authorization)], br#"{"subject":"ada"}"#).await;
    let token = minted.json()["access_token"].as_str().expect("a token").to_owned();

    let upload = gateway.upload(&token, "image/png", &crate::support::pictures::png()).await.json();
    let url = upload["url"].as_str().expect("a URL").to_owned();
    assert!(url.starts_with(&format!("{BASE}/files/")), "{url}");
    let path = url.strip_prefix(BASE).expect("the base");
    for path in [path, &format!("/video{path}")] {
        assert_eq!(gateway.send("GET", path, &[], b"").await.status, 200, "{path}");
    }

    for path in [CREATE.to_owned(), format!("/video{CREATE}")] {
        let created = gateway.post(&path, &token, &json!({ "image_url": url, "prompt": "move" })).await;
        assert_eq!(created.status, 200, "{created:?}");
    }
    let creates: Vec<_> = vendor.seen().into_iter().filter(|request| request.path == CREATE).collect();
    assert_eq!(creates.len(), 2);
    for seen in creates {
        let body = String::from_utf8_lossy(&seen.body).into_owned();
        let webhook = body.split('"').find(|text| text.contains("/webhooks/")).expect("a webhook URL").to_owned();
        let path = webhook.strip_prefix(BASE).unwrap_or_else(|| panic!("{webhook}"));
        for path in [path, &format!("/video{path}")] {
            assert_eq!(gateway.send("POST", path, &[], b"{}").await.status, 200, "{path}");
        }
    }

    let metrics = gateway.metrics_url.clone().expect("metrics");
    let served = exchange(metrics.trim_end_matches("/metrics"), "GET", "/metrics", &[], b"").await;
    let served = String::from_utf8_lossy(&served.body).into_owned();
    assert!(served.contains(&format!("route=\"{CREATE}\",method=\"POST\",status=\"200\"}} 2")), "{served}");

    for path in ["/videotoken", "/video/video/healthz", "/other/healthz", "/video"] {
        assert_eq!(gateway.send("GET", path, &[], b"").await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn rule_10_a_public_path_may_begin_like_a_route() {
    let vendor = Vendor::friendly().await;
    let gateway = start("https://x.example/api", &vendor).await;
    let token = gateway.token("ada").await;
    for path in [CREATE.to_owned(), format!("/api{CREATE}")] {
        let body = json!({ "image_url": "https://images.example/a.png", "prompt": "move" });
        assert_eq!(gateway.post(&path, &token, &body).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn rule_10_a_page_below_the_public_path_finds_its_files() {
    let vendor = Vendor::friendly().await;
    let page = tempfile::TempDir::new().expect("a folder");
    std::fs::write(page.path().join("index.html"), "page").expect("a file");
    let public_url = Some(BASE.parse().expect("a URL"));
    let page_dir = Some(page.path().to_path_buf());
    let gateway = Gateway::start_with(Settings { public_url, page_dir, ..settings(&vendor.url) }).await;
    for path in ["/", "/index.html", "/video/", "/video/index.html"] {
        let answer = gateway.send("GET", path, &[], b"").await;
        assert_eq!((answer.status, &answer.body[..]), (200, b"page".as_slice()), "{path}");
    }
    let redirect = gateway.send("GET", "/video", &[], b"").await;
    assert_eq!((redirect.status, redirect.header("location")), (308, Some("/video/")));
}

async fn checked(variables: &[(&str, &str)]) -> (Option<i32>, String) {
    let folder = tempfile::TempDir::new().expect("a folder");
    let data = folder.path().to_str().expect("a path of text");
    let good = [
        ("AKOOL_API_KEY", KEY),
        ("AKOOL_GATEWAY_MASTER_SECRET", MASTER),
        ("AKOOL_GATEWAY_ISSUER_SECRET", ISSUER),
        ("AKOOL_GATEWAY_DATA_DIR", data),
    ];
    Program::checked(&["check-config"], &[&good, variables].concat()).await
}

#[tokio::test]
async fn rule_10_a_public_url_may_have_a_path_and_an_address_is_warned_of() {
    let table = [
        ("https://x.example/video", true, false),
        ("https://x.example/video/", true, false),
        ("https://x.example/a/b-c_d.e~f", true, false),
        ("http://[::1]:8080/video", true, false),
        ("https://[2606:4700::1111]:8443/video/", true, true),
        ("https://1.1.1.1", true, true),
        ("https://x.example//video", false, false),
        ("https://x.example/a%2fb", false, false),
        ("https://x.example/{video}", false, false),
        ("https://x.example/video?a=b", false, false),
        ("https://ada@x.example/video", false, false),
        ("http://x.example/video", false, false),
    ];
    for (url, is_accepted, is_warned) in table {
        let (code, said) = checked(&[("AKOOL_GATEWAY_PUBLIC_URL", url)]).await;
        assert_eq!(code, Some(if is_accepted { 0 } else { 78 }), "{url}: {said}");
        assert_eq!(said.contains("Warning: AKOOL_GATEWAY_PUBLIC_URL: "), is_warned, "{url}: {said}");
    }
}

#[tokio::test]
async fn rule_01_plain_http_goes_to_private_hosts_that_are_listed_and_nowhere_else() {
    let bucket = [
        ("AKOOL_GATEWAY_S3_BUCKET", "shop-videos"),
        ("AKOOL_GATEWAY_S3_ACCESS_KEY_ID", "AKIDQ8Z2MN5XV7CB1RT4"),
        ("AKOOL_GATEWAY_S3_SECRET_ACCESS_KEY", "vN3kT8wQ1zX6cB9mL4hJ7gF2dS5aP0oI"),
        ("AKOOL_GATEWAY_S3_ENDPOINT", "http://minio:9000"),
    ];
    let uses = [
        vec![("AKOOL_GATEWAY_UPSTREAM", "http://simulator:8090")],
        vec![("AKOOL_GATEWAY_SESSION_JWKS_URL", "http://keycloak.auth.svc/certs")],
        vec![("AKOOL_GATEWAY_UPSTREAM", "http://10.1.2.3:8090")],
        bucket.to_vec(),
    ];
    for variables in uses {
        let (code, said) = checked(&variables).await;
        assert_eq!(code, Some(78), "{variables:?}: {said}");
        assert!(said.contains("AKOOL_GATEWAY_PLAIN_HTTP_HOSTS"), "{said}");
        let hosts = ("AKOOL_GATEWAY_PLAIN_HTTP_HOSTS", "simulator,minio,keycloak.auth.svc,10.1.2.3");
        let (code, said) = checked(&[variables, vec![hosts]].concat()).await;
        assert_eq!(code, Some(0), "{said}");
    }
    for host in ["openapi.akool.com", "*.internal", "*", "93.184.216.34", "http://simulator", "simulator:8090"] {
        let (code, said) = checked(&[("AKOOL_GATEWAY_PLAIN_HTTP_HOSTS", host)]).await;
        assert_eq!(code, Some(78), "{host}: {said}");
    }
    let public = [("AKOOL_GATEWAY_PUBLIC_URL", "http://simulator"), ("AKOOL_GATEWAY_PLAIN_HTTP_HOSTS", "simulator")];
    assert_eq!(checked(&public).await.0, Some(78));
}

#[tokio::test]
async fn rule_10_headers_of_other_tools_are_listed_by_their_exact_names() {
    for (names, is_accepted) in [
        ("traceparent,tracestate,baggage,sentry-trace", true),
        ("X-Shop", true),
        ("*", false),
        ("cookie", false),
        ("traceparent,Cookie", false),
        ("trace parent", false),
        ("traceparent:", false),
    ] {
        let (code, said) = checked(&[("AKOOL_GATEWAY_ALLOWED_HEADERS", names)]).await;
        assert_eq!(code, Some(if is_accepted { 0 } else { 78 }), "{names}: {said}");
        assert!(is_accepted || said.contains("AKOOL_GATEWAY_ALLOWED_HEADERS: "), "{names}: {said}");
    }
}
