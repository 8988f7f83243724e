//! The settings in `deploy/` start the program as they are: against PostgreSQL, an S3 server and a simulator that are
//! reached without TLS by the names of their hosts.

use std::path::{Path, PathBuf};

use serde_json::json;
use tokio::net::{TcpListener, TcpStream};

use crate::support::{
    ACCESS_KEY_ID, Answer, CREATE, ISSUER, KEY, MASTER, Place, Program, SECRET_ACCESS_KEY, TestLedger, Vendor,
    exchange, pictures,
};

fn deploy(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy").join(path)
}

fn read(path: &str) -> String {
    std::fs::read_to_string(deploy(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The variables of a file as Compose and Kustomize read it.
fn variables(path: &str) -> Vec<(String, String)> {
    let lines = read(path);
    let lines = lines.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| line.split_once('=').expect("NAME=value"))
        .map(|(name, value)| (name.into(), value.into()))
        .collect()
}

/// The variables that the services of `compose.yaml` set beside the file.
fn compose_variables(service: &str) -> Vec<String> {
    let compose = read("compose.yaml");
    let service = compose.split(&format!("\n  {service}:\n")).nth(1).expect("the service");
    let environment = service.split("\n    environment:\n").nth(1).expect("its environment");
    let entries = environment.lines().take_while(|line| line.starts_with("      "));
    entries
        .filter_map(|line| Some(line.trim().split_once(": ")?.0.to_owned()))
        .filter(|name| !name.starts_with('#'))
        .collect()
}

/// This machine by its own name, which is none of the names of loopback, and a port there that leads to `target`.
async fn named(target: &str) -> String {
    let output = std::process::Command::new("hostname").output().expect("hostname works").stdout;
    let name = String::from_utf8(output).expect("text").trim().to_ascii_lowercase();
    let listener = TcpListener::bind((name.as_str(), 0)).await.expect("this machine has its name");
    let port = listener.local_addr().expect("an address").port();
    let target = target.strip_prefix("http://").expect("an http URL").trim_end_matches('/').to_owned();
    tokio::spawn(async move {
        while let Ok((mut near, _)) = listener.accept().await {
            let target = target.clone();
            tokio::spawn(async move {
                let Ok(mut far) = TcpStream::connect(target).await else { return };
                let _ = tokio::io::copy_bidirectional(&mut near, &mut far).await;
            });
        }
    });
    format!("{name}:{port}")
}

#[tokio::test]
async fn rule_10_the_settings_of_compose_run_against_servers_on_named_hosts() {
    let vendor = Vendor::friendly().await;
    let place = Place::bucket().await;
    let ledger = TestLedger::postgres();
    let endpoint = place.variables().into_iter().find(|(name, _)| name.ends_with("_ENDPOINT")).expect("an endpoint").1;
    let bucket =
        place.variables().into_iter().find(|(name, _)| name.ends_with("_BUCKET")).expect("a bucket").1.to_owned();
    let (simulator, minio) = (named(&vendor.url).await, named(endpoint).await);
    let host = |authority: &str| authority.split(':').next().expect("a host").to_owned();

    // What Docker's name server and the secrets of the project provide.
    let mut settings = variables("gateway.env");
    for (name, value) in &mut settings {
        *value =
            value.replace("//simulator:8800", &format!("//{simulator}")).replace("//minio:9000", &format!("//{minio}"));
        match name.as_str() {
            "AKOOL_GATEWAY_PLAIN_HTTP_HOSTS" => *value = format!("{},{}", host(&simulator), host(&minio)),
            "AKOOL_GATEWAY_S3_BUCKET" => value.clone_from(&bucket),
            "AKOOL_GATEWAY_LISTEN" => *value = "127.0.0.1:0".into(),
            _ => {}
        }
    }
    for name in compose_variables("gateway") {
        let value = match name.as_str() {
            "AKOOL_API_KEY" => KEY,
            "AKOOL_CLIENT_ID" => "SimClientId0123456789a==",
            "AKOOL_GATEWAY_MASTER_SECRET" => MASTER,
            "AKOOL_GATEWAY_ISSUER_SECRET" => ISSUER,
            "DATABASE_URL" => ledger.url(),
            "AKOOL_GATEWAY_S3_ACCESS_KEY_ID" => ACCESS_KEY_ID,
            "AKOOL_GATEWAY_S3_SECRET_ACCESS_KEY" => SECRET_ACCESS_KEY,
            other => panic!("compose.yaml sets {other}"),
        };
        settings.push((name, value.to_owned()));
    }
    let settings: Vec<(&str, &str)> = settings.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    // The upstream is the simulator of the settings.
    let upstream = format!("http://{simulator}");
    let program = Program::start(&upstream, &settings).await;
    let token = program.token("ada").await;
    let authorization = format!("Bearer {token}");
    let headers = [("Authorization", authorization.as_str()), ("Content-Type", "image/png")];
    let upload: Answer = exchange(&program.url, "POST", "/uploads", &headers, &pictures::png()).await;
    assert_eq!(upload.status, 201, "{upload:?}");
    let url = upload.json()["url"].as_str().expect("a URL").to_owned();
    assert!(url.starts_with("http://gateway.localhost:8080/files/"), "{url}");
    let created = program.post(CREATE, &token, &json!({ "image_url": url, "prompt": "move" })).await;
    assert_eq!(created.status, 200, "{created:?}");
    assert_eq!(place.files("uploads").len(), 1);
    assert!(vendor.seen().iter().any(|request| request.path == CREATE));
    program.stop().await;
}

#[tokio::test]
async fn rule_10_the_settings_of_kubernetes_are_valid() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let ledger = TestLedger::postgres();
    let path = |name: &str| folder.path().join(name).to_str().expect("text").to_owned();
    let secrets = [
        ("api-key", KEY),
        ("client-id", "SimClientId0123456789a=="),
        ("database-url", ledger.url()),
        ("master-secret", MASTER),
        ("issuer-secret", ISSUER),
    ];
    for (name, secret) in secrets {
        std::fs::write(path(name), secret).expect("a file");
    }
    let mut settings = variables("kubernetes/gateway.env");
    for (name, value) in &mut settings {
        match name.as_str() {
            "AKOOL_GATEWAY_DATA_DIR" => *value = path("data"),
            _ => *value = value.replace("/run/secrets/gateway", folder.path().to_str().expect("text")),
        }
    }
    let settings: Vec<(&str, &str)> = settings.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let (code, said) = Program::checked(&["check-config"], &settings).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(!said.contains("Warning"), "{said}");

    // The pod outlives its drain.
    let number = |text: &str, name: &str| -> u64 {
        let rest = text.split(name).nth(1).unwrap_or_else(|| panic!("no {name}"));
        rest.chars()
            .skip_while(|c| !c.is_ascii_digit())
            .take_while(char::is_ascii_digit)
            .collect::<String>()
            .parse()
            .expect("a number")
    };
    let drain = number(&read("kubernetes/gateway.env"), "AKOOL_GATEWAY_DRAIN_SECONDS=");
    assert!(number(&read("kubernetes/deployment.yaml"), "terminationGracePeriodSeconds: ") > drain);
    assert!(number(&read("compose.yaml"), "stop_grace_period: ") > drain);
    for line in ["runAsNonRoot: true", "readOnlyRootFilesystem: true", "allowPrivilegeEscalation: false", "drop: [ALL]"]
    {
        assert!(read("kubernetes/deployment.yaml").contains(line), "{line}");
    }
}
