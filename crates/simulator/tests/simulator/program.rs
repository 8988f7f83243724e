use std::process::Stdio;

use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, BufReader},
    process::{Child, Command},
};

use crate::support::API_KEY;

/// The program as its users start it.
pub struct Program {
    pub child: Child,
    pub url: String,
}

pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_akool-simulator"));
    command
        .args(arguments)
        .env("AKOOL_SIMULATOR_API_KEY", API_KEY)
        .env_remove("AKOOL_SIMULATOR_CLIENT_ID")
        .env_remove("AKOOL_SIMULATOR_LOG")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

impl Program {
    pub async fn start(arguments: &[&str]) -> Self {
        let mut child = command(arguments).spawn().expect("the program starts");
        let mut lines = BufReader::new(child.stdout.as_mut().expect("stdout")).lines();
        let line = lines.next_line().await.expect("stdout is readable").expect("a first line");
        let url = line.strip_prefix("ready ").expect("the first line is the ready line").to_owned();
        Self { child, url }
    }
}

#[tokio::test]
async fn the_first_line_names_the_url_and_nothing_else_is_printed() {
    let mut program = Program::start(&["--listen", "127.0.0.1:0", "--control"]).await;
    let answer = reqwest::get(format!("{}/_control/clock", program.url)).await.expect("an answer");
    assert_eq!(answer.status(), 200);
    let client = reqwest::Client::new();
    let credits = client.get(format!("{}{}", program.url, akool_contract::path::CREDITS)).header("x-api-key", API_KEY);
    let credits: Value = credits.send().await.expect("an answer").json().await.expect("JSON");
    assert_eq!(credits["data"]["credit"], 10_000);
    program.child.start_kill().expect("it can be ended");
    let (mut out, mut err) = (String::new(), String::new());
    program.child.stdout.take().expect("stdout").read_to_string(&mut out).await.expect("text");
    program.child.stderr.take().expect("stderr").read_to_string(&mut err).await.expect("text");
    assert_eq!(out, "");
    assert!(!err.contains(API_KEY));
}

#[cfg(unix)]
#[tokio::test]
async fn sigterm_ends_the_program_cleanly() {
    let mut program = Program::start(&[]).await;
    let id = program.child.id().expect("it runs").to_string();
    let status = Command::new("kill").args(["-TERM", &id]).status().await.expect("kill runs");
    assert!(status.success());
    assert!(program.child.wait().await.expect("it ends").success());
}

#[tokio::test]
async fn mistakes_in_flags_and_files_are_reported_and_end_the_program() {
    let cases = [
        (vec!["--speed", "0"], "greater than 0"),
        (vec!["--quality", "best"], "full, preview"),
        (vec!["--public-url", "media.test"], "http://"),
        (vec!["--scenario", "no-such-file.json"], "no-such-file.json"),
        (vec!["--unknown"], "--unknown"),
    ];
    for (arguments, expected) in cases {
        let output = command(&arguments).output().await.expect("it runs");
        assert!(!output.status.success(), "{arguments:?}");
        assert!(output.stdout.is_empty());
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(text.contains(expected), "{arguments:?}: {text}");
    }
}

#[tokio::test]
async fn a_log_level_that_is_none_is_reported_with_those_that_are() {
    for wrong in ["inof", "akool_simulator", "5", ""] {
        // Should it start, it ends by itself.
        let mut program = command(&["--stop-with-stdin"]);
        let output = program.env("AKOOL_SIMULATOR_LOG", wrong).stdin(Stdio::null()).output().await.expect("it runs");
        assert!(!output.status.success(), "{wrong}");
        assert!(output.stdout.is_empty());
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(text.contains("AKOOL_SIMULATOR_LOG"), "{wrong}: {text}");
        assert!(wrong.is_empty() || text.contains(wrong) && text.contains("=debug"), "{wrong}: {text}");
    }
}

#[tokio::test]
async fn a_port_in_use_is_reported() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let output = command(&["--listen", &address]).output().await.expect("it runs");
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains(&address));
}

#[tokio::test]
async fn help_has_examples() {
    let output = command(&["--help"]).output().await.expect("it runs");
    let text = String::from_utf8_lossy(&output.stdout);
    for expected in
        ["createBySourcePrompt", "[fail: some reason]", "/_control/faults", "AKOOL_SIMULATOR_API_KEY", "--state"]
    {
        assert!(text.contains(expected), "{expected} in {text}");
    }
}
