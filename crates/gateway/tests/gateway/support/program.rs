use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;

use super::client::{Answer, Connection, exchange};
use super::{CREATE, ISSUER, KEY, MASTER};

/// Longer than any start takes that fails: a program that serves instead is ended after this.
const REFUSAL_DEADLINE: Duration = Duration::from_secs(60);

/// The real program in a process of its own, with an environment that holds nothing but what the test sets.
pub struct Program {
    pub url: String,
    child: Child,
    /// Read all the while, since a program whose log is not read stops.
    log: JoinHandle<String>,
    data: TempDir,
}

fn command(variables: &[(&str, &str)]) -> Command {
    prepare(Command::new(env!("CARGO_BIN_EXE_akool-gateway")), variables)
}

/// The program under a limit of open files that it cannot raise.
fn limited_command(files: u32, variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", &format!("ulimit -n {files} && exec \"$0\""), env!("CARGO_BIN_EXE_akool-gateway")]);
    prepare(command, variables)
}

fn prepare(mut command: Command, variables: &[(&str, &str)]) -> Command {
    command.env_clear().envs(variables.iter().copied()).kill_on_drop(true);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

impl Program {
    /// Starts with settings that work and `variables` on top.
    pub async fn start(upstream: &str, variables: &[(&str, &str)]) -> Self {
        Self::start_as(command(&[]), upstream, variables).await
    }

    /// The same under a limit of open files that it cannot raise.
    pub async fn start_limited(files: u32, upstream: &str, variables: &[(&str, &str)]) -> Self {
        Self::start_as(limited_command(files, &[]), upstream, variables).await
    }

    /// With nothing but these settings.
    pub async fn start_bare(variables: &[(&str, &str)]) -> Self {
        Self::spawn(command(variables), TempDir::new().expect("a folder")).await
    }

    async fn start_as(mut command: Command, upstream: &str, variables: &[(&str, &str)]) -> Self {
        let data = TempDir::new().expect("a folder");
        command.envs([
            ("AKOOL_API_KEY", KEY),
            ("AKOOL_GATEWAY_UPSTREAM", upstream),
            ("AKOOL_GATEWAY_LISTEN", "127.0.0.1:0"),
            ("AKOOL_GATEWAY_MASTER_SECRET", MASTER),
            ("AKOOL_GATEWAY_ISSUER_SECRET", ISSUER),
            // High enough for tests that are about something else.
            ("AKOOL_GATEWAY_SUBJECT_REQUESTS_PER_MINUTE", "1000000"),
            ("AKOOL_GATEWAY_ADDRESS_REQUESTS_PER_MINUTE", "1000000"),
        ]);
        command.env("AKOOL_GATEWAY_DATA_DIR", data.path()).envs(variables.iter().copied());
        Self::spawn(command, data).await
    }

    async fn spawn(mut command: Command, data: TempDir) -> Self {
        let mut child = command.spawn().expect("the program starts");
        let mut stderr = child.stderr.take().expect("stderr");
        let log = tokio::spawn(async move {
            let mut log = String::new();
            stderr.read_to_string(&mut log).await.expect("the log is text");
            log
        });
        let mut lines = BufReader::new(child.stdout.as_mut().expect("stdout")).lines();
        let line = lines.next_line().await.expect("stdout is text");
        let Some(line) = line else { panic!("it does not start: {}", log.await.expect("no panic")) };
        let url = line.strip_prefix("ready ").expect("a ready line").to_owned();
        Self { url, child, log, data }
    }

    /// Where its ledger and its files are.
    pub fn data_dir(&self) -> &std::path::Path {
        self.data.path()
    }

    /// A token for everything.
    pub async fn token(&self, subject: &str) -> String {
        let authorization = format!("Bearer {ISSUER}");
        let headers = [("Authorization", authorization.as_str())];
        let body = json!({ "subject": subject }).to_string();
        let minted = exchange(&self.url, "POST", "/token", &headers, body.as_bytes()).await;
        minted.json()["access_token"].as_str().expect("a token").to_owned()
    }

    /// Creates with the prompt as the idempotency key; sends the request and leaves the answer to be read.
    pub async fn begin_create(&self, token: &str, order: &str) -> Connection {
        let body = json!({ "image_url": "https://images.example/a.png", "prompt": order }).to_string();
        let head = format!(
            "POST {CREATE} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nIdempotency-Key: {order}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        let mut connection = Connection::open(&self.url).await;
        connection.write(format!("{head}{body}").as_bytes()).await.expect("it listens");
        connection
    }

    pub async fn create(&self, token: &str, order: &str) -> Answer {
        Answer::parse(&self.begin_create(token, order).await.read_to_end().await)
    }

    /// The same again until it is decided.
    pub async fn create_at_last(&self, token: &str, order: &str) -> Answer {
        loop {
            let answer = self.create(token, order).await;
            if answer.status != 409 {
                return answer;
            }
        }
    }

    /// What the caller may still spend.
    pub async fn credits(&self, token: &str) -> f64 {
        let authorization = format!("Bearer {token}");
        let headers = [("Authorization", authorization.as_str())];
        let answer = exchange(&self.url, "GET", akool_contract::path::CREDITS, &headers, b"").await;
        answer.json()["data"]["credit"].as_f64().expect("credits")
    }

    /// What a start that fails says and with which code it ends.
    pub async fn refused(variables: &[(&str, &str)]) -> (Option<i32>, String) {
        let ending = tokio::time::timeout(REFUSAL_DEADLINE, command(variables).output()).await;
        let output = ending.expect("it ends, and does not serve").expect("the program starts");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    }

    /// What `check-config` says and with which code it ends.
    pub async fn checked(arguments: &[&str], variables: &[(&str, &str)]) -> (Option<i32>, String) {
        let output = command(variables).args(arguments).output().await.expect("the program starts");
        (output.status.code(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
    }

    /// Creates a job, and gives a token and the job's public id.
    pub async fn created(&self) -> (String, String) {
        let token = self.token("ada").await;
        let order = json!({ "image_url": "https://images.example/a.png", "prompt": "move" });
        let created = self.post(CREATE, &token, &order).await.json();
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

    /// Stops it where it stands: its connections stay open, and nothing is said on them.
    pub async fn freeze(&self) {
        self.signal("STOP").await;
    }

    /// Lets it go on.
    pub async fn wake(&self) {
        self.signal("CONT").await;
    }

    pub async fn signal(&self, name: &str) {
        let id = self.child.id().expect("it runs").to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status().await.expect("kill works");
        assert!(sent.success());
    }

    /// Waits for its end and gives the code it ends with.
    pub async fn ended(mut self) -> Option<i32> {
        self.child.wait().await.expect("it ends").code()
    }

    /// Asks it to stop and gives everything it wrote to its log.
    pub async fn stop(mut self) -> String {
        self.signal("TERM").await;
        assert!(self.child.wait().await.expect("it ends").success(), "it ends well when asked to");
        drop(self.data);
        self.log.await.expect("no panic")
    }
}
