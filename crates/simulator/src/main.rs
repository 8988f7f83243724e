//! The simulator as a program; `--help` explains its use.

mod cli;

use std::{io::Write, path::Path, process::ExitCode};

use akool_simulator::Simulator;
use clap::Parser;
use tracing_subscriber::prelude::*;

use crate::cli::{Cli, Command};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let level = match cli::log_level() {
        Ok(level) => level,
        Err(error) => {
            eprintln!("akool-simulator: {error}");
            return ExitCode::FAILURE;
        }
    };
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    tracing_subscriber::registry().with(level).with(lines).init();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("akool-simulator: cannot start threads: {error}");
            return ExitCode::FAILURE;
        }
    };
    let outcome = match cli.command {
        Some(Command::Drift { recording }) => return runtime.block_on(drift(&recording)),
        None => runtime.block_on(run(cli)),
    };
    // Does not wait for renders: everything acknowledged is already on disk.
    runtime.shutdown_background();
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("akool-simulator: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn drift(recording: &Path) -> ExitCode {
    match akool_simulator::drift::compare(recording).await {
        Ok(drift) => {
            print!("{}", drift.report());
            if drift.is_none() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("akool-simulator: {error}");
            ExitCode::from(2)
        }
    }
}

async fn run(cli: Cli) -> Result<(), String> {
    let stop_with_stdin = cli.stop_with_stdin;
    let options = cli.into_options()?;
    let end = end_signal().map_err(|error| format!("cannot listen for signals: {error}"))?;
    let simulator = Simulator::start(options).await.map_err(|error| error.to_string())?;
    // The parent process waits for this line, so it must not stay in a buffer.
    let mut out = std::io::stdout().lock();
    writeln!(out, "ready {}", simulator.url()).and_then(|()| out.flush()).map_err(|error| error.to_string())?;
    drop(out);
    tokio::select! {
        () = end => {}
        () = stdin_closed(), if stop_with_stdin => {}
    }
    Ok(())
}

/// Completes when standard input closes. The system closes it when the process at its other end ends, in whatever way.
async fn stdin_closed() {
    let (sender, receiver) = tokio::sync::oneshot::channel();
    // On a thread of its own, because a read cannot be cancelled.
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
        let _ = sender.send(());
    });
    let _ = receiver.await;
}

/// Completes on Ctrl-C or on the signal that process managers send. From this call on neither kills the program, so it is
/// called before the ready line is printed: the parent may send a signal right after reading it.
fn end_signal() -> std::io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        Ok(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        })
    }
    #[cfg(windows)]
    {
        let mut interrupt = tokio::signal::windows::ctrl_c()?;
        Ok(async move {
            interrupt.recv().await;
        })
    }
}
