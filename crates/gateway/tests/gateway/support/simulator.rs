use std::path::Path;
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

/// The real simulator in a process of its own.
pub struct Simulator {
    pub url: String,
    _child: Child,
}

impl Simulator {
    /// Starts with nothing but these arguments and variables.
    pub async fn start(arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        // Cargo builds the programs of the workspace into one folder.
        let program = Path::new(env!("CARGO_BIN_EXE_akool-gateway")).with_file_name("akool-simulator");
        let mut command = Command::new(&program);
        command.args(arguments).env_clear().envs(variables.iter().copied()).kill_on_drop(true);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{}: {error}", program.display()));
        let mut lines = BufReader::new(child.stdout.take().expect("stdout")).lines();
        let line = lines.next_line().await.expect("stdout is text").expect("it starts");
        let url = line.strip_prefix("ready ").expect("a ready line").to_owned();
        Self { url, _child: child }
    }
}
