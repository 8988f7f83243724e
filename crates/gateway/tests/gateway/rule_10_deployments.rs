//! The settings in `deploy/` run the programs as they are: against PostgreSQL, an S3 server and a simulator that are
//! reached without TLS by the names of their hosts.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::support::{
    ACCESS_KEY_ID, Answer, CLIENT_ID, CREATE, Door, ISSUER, KEY, MASTER, Place, Program, Role, SECRET_ACCESS_KEY,
    Simulator, Stream, TemporaryKey, TestLedger, Vendor, contains, exchange,
};

/// As `secrets.sh` makes one. It is also the simulator's AES key, which has a length.
const SIMULATOR_KEY: &str = "0123456789abcdef0123456789abcdef";

fn deploy(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy").join(path)
}

fn read(path: &str) -> String {
    std::fs::read_to_string(deploy(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The variables of a file as Compose and Kustomize read it.
fn variables_of(path: &str) -> Vec<(String, String)> {
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

/// The arguments that a service of `compose.yaml` starts its program with.
fn compose_command(service: &str) -> Vec<String> {
    let compose = read("compose.yaml");
    let service = compose.split(&format!("\n  {service}:\n")).nth(1).expect("the service");
    let line = service.lines().find_map(|line| line.trim().strip_prefix("command: ")).expect("its command");
    serde_json::from_str(line).expect("a list")
}

/// A secret of the project, which `secrets.sh` writes.
fn secret_of(name: &str) -> Option<&'static str> {
    Some(match name {
        "AKOOL_API_KEY" | "AKOOL_SIMULATOR_API_KEY" => SIMULATOR_KEY,
        "AKOOL_CLIENT_ID" | "AKOOL_SIMULATOR_CLIENT_ID" => CLIENT_ID,
        "AKOOL_GATEWAY_MASTER_SECRET" => MASTER,
        "AKOOL_GATEWAY_ISSUER_SECRET" => ISSUER,
        "AKOOL_GATEWAY_S3_ACCESS_KEY_ID" => ACCESS_KEY_ID,
        "AKOOL_GATEWAY_S3_SECRET_ACCESS_KEY" => SECRET_ACCESS_KEY,
        _ => return None,
    })
}

fn borrowed(settings: &[(String, String)]) -> Vec<(&str, &str)> {
    settings.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// Whether bytes that arrived at a door begin a request so.
fn has_request(arrived: &[u8], start: &str) -> bool {
    arrived.starts_with(start.as_bytes())
        || contains(arrived, format!("\r\n{start}").as_bytes())
        || contains(arrived, format!("}}{start}").as_bytes())
}

#[tokio::test]
async fn rule_10_the_services_of_compose_make_a_video_from_an_upload() {
    let place = Place::bucket().await;
    let ledger = TestLedger::postgres();
    // What Docker's name server provides: the hosts have names that are none of loopback's. `gateway.localhost` is one.
    let (simulator, minio) = (Door::by_machine_name().await, Door::by_machine_name().await);
    let public = Door::on_loopback("localhost").await;
    let located = |value: &str| {
        value
            .replace("//simulator:8800", &format!("//{}", simulator.authority()))
            .replace("//minio:9000", &format!("//{}", minio.authority()))
            .replace("//gateway.localhost:8080", &format!("//{}", public.authority()))
            .replace("0.0.0.0:8800", "127.0.0.1:0")
            .replace("0.0.0.0:8080", "127.0.0.1:0")
    };

    let mut arguments: Vec<String> = compose_command("simulator").iter().map(|argument| located(argument)).collect();
    arguments.extend(["--quality", "preview", "--speed", "20"].map(String::from));
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let names = compose_variables("simulator");
    let variables: Vec<(&str, &str)> =
        names.iter().map(|name| (name.as_str(), secret_of(name).unwrap_or_else(|| panic!("{name}")))).collect();
    let upstream = Simulator::start(&arguments, &variables).await;

    let mut settings = variables_of("gateway.env");
    for (name, value) in &mut settings {
        *value = match name.as_str() {
            "AKOOL_GATEWAY_PLAIN_HTTP_HOSTS" => {
                assert_eq!(value, "simulator,minio");
                format!("{},{}", simulator.host(), minio.host())
            }
            "AKOOL_GATEWAY_S3_BUCKET" => place.variables()[0].1.to_owned(),
            _ => located(value),
        };
    }
    for name in compose_variables("gateway") {
        let value = match name.as_str() {
            "DATABASE_URL" => ledger.url(),
            _ => secret_of(&name).unwrap_or_else(|| panic!("compose.yaml sets {name}")),
        };
        settings.push((name, value.to_owned()));
    }
    let public_url = format!("http://{}", public.authority());
    let upstream_url = format!("http://{}", simulator.authority());
    simulator.lead_to(&upstream.url);
    minio.lead_to(place.endpoint());
    let program = Program::start(&upstream_url, &borrowed(&settings)).await;
    let arrived = public.lead_to(&program.url);

    let token = program.token("ada").await;
    let authorization = format!("Bearer {token}");
    let headers = [("Authorization", authorization.as_str()), ("Content-Type", "image/png")];
    let picture = std::fs::read(deploy("../tests/media/orient6.png")).expect("a picture");
    let upload: Answer = exchange(&program.url, "POST", "/uploads", &headers, &picture).await;
    assert_eq!(upload.status, 201, "{upload:?}");
    let url = upload.json()["url"].as_str().expect("a URL").to_owned();
    assert!(url.starts_with(&format!("{public_url}/files/")), "{url}");
    assert_eq!(place.files("uploads").len(), 1);

    let created = program.post(CREATE, &token, &json!({ "image_url": url, "prompt": "move" })).await;
    assert_eq!(created.status, 200, "{created:?}");
    let job = created.json()["data"]["_id"].as_str().expect("an id").to_owned();
    let mut events = Stream::open(&program.url, &token, &job).await;
    while events.status().await.expect("the stream goes on") != 3 {}
    // The simulator's video is copied into the bucket, and is then served by the gateway.
    let copy = loop {
        let results = program.results(&token, &job).await.json();
        let url = results["data"]["result"][0]["video_url"].as_str().expect("a video").to_owned();
        if let Some(path) = url.strip_prefix(&public_url) {
            break path.to_owned();
        }
    };
    let video = exchange(&program.url, "GET", &copy, &[], b"").await;
    assert_eq!((video.status, &video.body[4..8]), (200, &b"ftyp"[..]), "{copy}");
    assert_eq!(place.files("videos").len(), 1);
    let arrived = arrived.lock().expect("no panic").clone();
    assert!(has_request(&arrived, "GET /files/"), "the simulator fetches the picture from the public URL");
    assert!(has_request(&arrived, "POST /webhooks/"), "and reports there");
    program.stop().await;
}

#[tokio::test]
async fn rule_10_the_settings_of_kubernetes_run_the_replicas_of_its_deployment() {
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
    let mut settings = variables_of("kubernetes/gateway.env");
    for (name, value) in &mut settings {
        match name.as_str() {
            "AKOOL_GATEWAY_DATA_DIR" => *value = path("data"),
            _ => *value = value.replace("/run/secrets/gateway", folder.path().to_str().expect("text")),
        }
    }
    let (code, said) = Program::checked(&["check-config"], &borrowed(&settings)).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(!said.contains("Warning"), "{said}");

    // The replicas of the deployment, with stand-ins for the services of the cloud.
    let (vendor, place) = (Vendor::friendly().await, Place::bucket().await);
    let key = TemporaryKey { id: ACCESS_KEY_ID, session_token: "of-the-pod", expiration: "2099-01-01T00:00:00Z" };
    let role = Role::start(key).await;
    let pod = [
        ("AKOOL_GATEWAY_UPSTREAM", vendor.url.as_str()),
        ("AKOOL_GATEWAY_S3_ENDPOINT", place.endpoint()),
        ("AWS_METADATA_ENDPOINT", role.server.url.as_str()),
    ];
    for (name, value) in &mut settings {
        match name.as_str() {
            "AKOOL_GATEWAY_S3_BUCKET" => *value = place.variables()[0].1.to_owned(),
            "AKOOL_GATEWAY_LISTEN" | "AKOOL_GATEWAY_METRICS_LISTEN" => *value = "127.0.0.1:0".into(),
            _ => {}
        }
    }
    let settings = [borrowed(&settings).as_slice(), &pod].concat();
    let deployment = read("kubernetes/deployment.yaml");
    assert!(deployment.contains("replicas: 2"));
    let replicas = [Program::start_bare(&settings).await, Program::start_bare(&settings).await];
    for replica in &replicas {
        for probe in ["startupProbe", "livenessProbe", "readinessProbe"] {
            let rest = deployment.split(probe).nth(1).expect("the probe");
            let path = rest.split("path: ").nth(1).and_then(|rest| rest.split(',').next()).expect("its path");
            assert_eq!(exchange(&replica.url, "GET", path, &[], b"").await.status, 200, "{probe}");
        }
    }
    // They share the bucket and the ledger.
    let (token, job) = replicas[0].created().await;
    assert_eq!(replicas[1].results(&token, &job).await.status, 200);
    assert!(place.signatures().iter().all(|signature| signature.session_token.as_deref() == Some("of-the-pod")));
    for replica in replicas {
        replica.stop().await;
    }

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
