//! The program: reads the environment, starts the gateway, and stops it when asked to.

use std::process::ExitCode;

use akool_gateway::{Clock, Server, Settings};
use mimalloc::MiMalloc;
use tracing_subscriber::EnvFilter;

/// A request makes some hundred small allocations; this takes half the time of the system's for them.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// What `sysexits.h` calls wrong usage.
const EXIT_USAGE: u8 = 64;
/// What `sysexits.h` calls a configuration error.
const EXIT_CONFIGURATION: u8 = 78;

const USAGE: &str = "\
akool-gateway               start; everything is set by environment variables, see the README
akool-gateway check-config  check the environment, list every fault, and start nothing";

fn main() -> ExitCode {
    let only_checks = match std::env::args().skip(1).collect::<Vec<_>>().as_slice() {
        [] => false,
        [word] if word == "check-config" => true,
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(EXIT_USAGE);
        }
    };
    start_log();
    let settings = match Settings::from_environment(std::env::vars()) {
        Ok(settings) => settings,
        Err(faults) => {
            for fault in faults {
                eprintln!("{fault}");
            }
            return ExitCode::from(EXIT_CONFIGURATION);
        }
    };
    if only_checks {
        println!("The configuration is in order.");
        return ExitCode::SUCCESS;
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("The runtime cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    runtime.block_on(run(settings))
}

async fn run(settings: Settings) -> ExitCode {
    let stop = match stop_signal() {
        Ok(stop) => stop,
        Err(error) => {
            eprintln!("The signals that stop this program cannot be listened for: {error}");
            return ExitCode::FAILURE;
        }
    };
    let server = match Server::bind(settings, Clock::default()).await {
        Ok(server) => server,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    println!("ready {}", server.local_url());
    server.run(stop).await;
    ExitCode::SUCCESS
}

/// JSON lines on stderr, so that stdout holds the ready line and nothing else.
fn start_log() {
    let filter = EnvFilter::try_from_env("AKOOL_GATEWAY_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().json().flatten_event(true).with_env_filter(filter).with_writer(std::io::stderr).init();
    // The message of a panic may hold anything, so only its place is told.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a fault of this program");
    }));
}

/// Ends with Ctrl-C, and with the signal process managers send. From this call on neither kills the program, so it comes
/// before the ready line: who has read that may send either at once.
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
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
