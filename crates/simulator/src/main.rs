//! The simulator as a program; `--help` says how to use it.

mod cli;

use std::{io::Write, process::ExitCode};

use akool_simulator::Simulator;
use clap::Parser;

use crate::cli::Cli;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let filter = tracing_subscriber::EnvFilter::try_from_env("AKOOL_SIMULATOR_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("akool-simulator: cannot start its threads: {error}");
            return ExitCode::FAILURE;
        }
    };
    let outcome = runtime.block_on(run(cli));
    // Whoever ends it does not want to wait for a rendering; what was acknowledged is on disk already.
    runtime.shutdown_background();
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("akool-simulator: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> Result<(), String> {
    let options = cli.into_options()?;
    let simulator = Simulator::start(options).await.map_err(|error| error.to_string())?;
    // Whoever started this waits for the line, so it must not stay in a buffer.
    let mut out = std::io::stdout().lock();
    writeln!(out, "ready {}", simulator.url()).and_then(|()| out.flush()).map_err(|error| error.to_string())?;
    drop(out);
    interrupted().await;
    Ok(())
}

/// Ends with Ctrl-C, and with the signal process managers send.
async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    drop(tokio::signal::ctrl_c().await);
}
