use std::process::Stdio;

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::process::{Child, Command};

use super::{Answer, ISSUER, KEY, MASTER, exchange};

/// The real program in a process of its own, with an environment that holds nothing but what the test sets.
pub struct Program {
    pub url: String,
    child: Child,
    data: TempDir,
}

fn command(variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_akool-gateway"));
    command.env_clear().envs(variables.iter().copied()).kill_on_drop(true);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

impl Program {
    /// Starts with settings that work and `variables` on top.
    pub async fn start(upstream: &str, variables: &[(&str, &str)]) -> Self {
        let data = TempDir::new().expect("a folder");
        let mut command = command(&[
            ("AKOOL_API_KEY", KEY),
            ("AKOOL_GATEWAY_UPSTREAM", upstream),
            ("AKOOL_GATEWAY_LISTEN", "127.0.0.1:0"),
            ("AKOOL_GATEWAY_MASTER_SECRET", MASTER),
            ("AKOOL_GATEWAY_ISSUER_SECRET", ISSUER),
        ]);
        command.env("AKOOL_GATEWAY_DATA_DIR", data.path()).envs(variables.iter().copied());
        let mut child = command.spawn().expect("the program starts");
        let mut lines = BufReader::new(child.stdout.as_mut().expect("stdout")).lines();
        let line = lines.next_line().await.expect("stdout is text");
        let Some(line) = line else {
            let mut log = String::new();
            let _ = child.stderr.take().expect("stderr").read_to_string(&mut log).await;
            panic!("it does not start: {log}");
        };
        let url = line.strip_prefix("ready ").expect("a ready line").to_owned();
        Self { url, child, data }
    }

    /// What a start that fails says and with which code it ends.
    pub async fn refused(variables: &[(&str, &str)]) -> (Option<i32>, String) {
        let output = command(variables).output().await.expect("the program starts");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    }

    /// What `check-config` says and with which code it ends.
    pub async fn checked(arguments: &[&str], variables: &[(&str, &str)]) -> (Option<i32>, String) {
        let output = command(variables).args(arguments).output().await.expect("the program starts");
        (output.status.code(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
    }

    /// Creates a job, and gives a token and the job's public id.
    pub async fn created(&self) -> (String, String) {
        let authorization = format!("Bearer {ISSUER}");
        let headers = [("Authorization", authorization.as_str())];
        let minted = exchange(&self.url, "POST", "/token", &headers, br#"{"subject":"ada"}"#).await.json();
        let token = minted["access_token"].as_str().expect("a token").to_owned();
        let wish = json!({ "image_url": "https://images.example/a.png", "prompt": "move" });
        let created = self.post(akool_contract::path::CREATE, &token, &wish).await.json();
        (token, created["data"]["_id"].as_str().expect("an id").to_owned())
    }

    pub async fn results(&self, token: &str, ids: &str) -> Answer {
        self.post(akool_contract::path::RESULTS, token, &json!({ "_ids": ids })).await
    }

    pub async fn post(&self, path: &str, token: &str, body: &Value) -> Answer {
        let authorization = format!("Bearer {token}");
        let headers = [("Authorization", authorization.as_str()), ("Content-Type", "application/json")];
        exchange(&self.url, "POST", path, &headers, body.to_string().as_bytes()).await
    }

    /// Ends it without a chance to do anything about it.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("it runs");
    }

    /// Asks it to stop and gives everything it wrote to its log.
    pub async fn stop(mut self) -> String {
        let id = self.child.id().expect("it runs").to_string();
        Command::new("kill").args(["-TERM", &id]).status().await.expect("kill works");
        let mut log = String::new();
        self.child.stderr.take().expect("stderr").read_to_string(&mut log).await.expect("the log is text");
        assert!(self.child.wait().await.expect("it ends").success(), "it ends well when asked to");
        drop(self.data);
        log
    }
}
