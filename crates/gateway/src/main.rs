//! The program: reads the configuration, starts the gateway, and stops it on a signal.

use std::process::ExitCode;

use akool_gateway::{Clock, Gateway, JsonLines, Settings, log_filter};
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use mimalloc::MiMalloc;
use tokio::sync::oneshot;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::prelude::*;

/// A request makes about a hundred small allocations, for which this allocator takes half the time of the system's.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// `EX_USAGE` in `sysexits.h`.
const EXIT_USAGE: u8 = 64;
/// `EX_CONFIG` in `sysexits.h`.
const EXIT_CONFIGURATION: u8 = 78;
/// How long blocking tasks, such as a DNS lookup, may delay the exit.
const SHUTDOWN_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(1);

/// Keeps Akool's API key, issues short-lived tokens to web pages, and calls Akool on their behalf.
#[derive(Parser)]
#[command(name = "akool-gateway", version, override_usage = "akool-gateway [check-config]")]
struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,
}

/// Starts the gateway if absent.
#[derive(Subcommand)]
enum Command {
    /// Check the configuration, list every fault, and start nothing
    #[command(override_usage = "akool-gateway check-config")]
    CheckConfig,
    /// Print the version
    Version,
}

/// Settings come from environment variables only. They are no arguments of clap, since clap would also accept them, and so
/// secrets, on the command line, and would stop at the first fault.
fn parse_command_line() -> Result<CommandLine, ExitCode> {
    let command = CommandLine::command().after_help(Settings::variables_help());
    match command.try_get_matches().and_then(|matches| CommandLine::from_arg_matches(&matches)) {
        Ok(command_line) => Ok(command_line),
        Err(error) if error.use_stderr() => {
            let _ = error.print();
            eprintln!("Settings are environment variables; --help lists them.");
            Err(ExitCode::from(EXIT_USAGE))
        }
        Err(help) => {
            let _ = help.print();
            Err(ExitCode::SUCCESS)
        }
    }
}

fn main() -> ExitCode {
    let only_checks = match parse_command_line() {
        Ok(CommandLine { command: None }) => false,
        Ok(CommandLine { command: Some(Command::CheckConfig) }) => true,
        Ok(CommandLine { command: Some(Command::Version) }) => {
            print!("{}", CommandLine::command().render_version());
            return ExitCode::SUCCESS;
        }
        Err(code) => return code,
    };
    start_log();
    // Values that are not UTF-8 are reported with the other faults, if their variables are ours.
    let variables = std::env::vars_os()
        .map(|(name, value)| (name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned()));
    let settings = match Settings::from_environment(variables) {
        Ok(settings) => settings,
        Err(faults) => {
            for fault in faults {
                eprintln!("{fault}");
            }
            return ExitCode::from(EXIT_CONFIGURATION);
        }
    };
    if only_checks {
        for warning in &settings.warnings {
            println!("Warning: {warning}");
        }
        println!("The configuration is in order.");
        return ExitCode::SUCCESS;
    }
    for warning in &settings.warnings {
        tracing::warn!("{warning}");
    }
    raise_file_limit();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("The runtime cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let code = runtime.block_on(run(settings));
    runtime.shutdown_timeout(SHUTDOWN_TIMEOUT);
    code
}

async fn run(settings: Settings) -> ExitCode {
    let mut signals = match Signals::listen() {
        Ok(signals) => signals,
        Err(error) => {
            eprintln!("The signals that stop this program cannot be handled: {error}");
            return ExitCode::FAILURE;
        }
    };
    let bound = tokio::select! {
        bound = Gateway::bind(settings, Clock::default()) => bound,
        signal = signals.next() => return signal.exit_code(),
    };
    let gateway = match bound {
        Ok(gateway) => gateway,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    println!("ready {}", gateway.local_url());
    let (stop, stopped) = oneshot::channel();
    let second_signal = async {
        signals.next().await;
        let _ = stop.send(());
        signals.next().await
    };
    tokio::select! {
        () = gateway.run(async { drop(stopped.await) }) => ExitCode::SUCCESS,
        signal = second_signal => {
            tracing::warn!("a second signal: requests under way are cut off");
            // Without waiting for threads that are blocked.
            std::process::exit(signal.number())
        }
    }
}

/// Every connection needs a file descriptor, and the soft limit is often far below the hard limit.
fn raise_file_limit() {
    #[cfg(unix)]
    if let Err(error) = rlimit::increase_nofile_limit(rlimit::INFINITY) {
        tracing::warn!(%error, "the limit of open files could not be raised, so fewer connections are accepted");
    }
}

/// JSON lines on stderr, so that stdout holds the ready line and nothing else.
fn start_log() {
    let wanted = std::env::var("AKOOL_GATEWAY_LOG").unwrap_or_default();
    // A faulty filter is listed among the faults of the configuration.
    let filter = log_filter(&wanted).unwrap_or_else(|_| Targets::new().with_default(LevelFilter::INFO));
    let lines = tracing_subscriber::fmt::layer().event_format(JsonLines).fmt_fields(JsonLines);
    tracing_subscriber::registry().with(filter).with(lines.with_writer(std::io::stderr)).init();
    // The message of a panic may hold anything, so only its place is told.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a fault of this program");
    }));
}

/// A signal that asks the program to stop.
#[derive(Clone, Copy)]
enum Signal {
    Interrupt,
    #[cfg(unix)]
    Terminate,
}

impl Signal {
    /// What a shell calls a program that ended by it.
    const fn number(self) -> i32 {
        match self {
            Self::Interrupt => 128 + 2,
            #[cfg(unix)]
            Self::Terminate => 128 + 15,
        }
    }

    fn exit_code(self) -> ExitCode {
        ExitCode::from(u8::try_from(self.number()).unwrap_or(1))
    }
}

/// Ctrl-C, and the signal process managers send. From [`Signals::listen`] on neither kills the program, so that comes
/// before the ready line: a reader of that line may send either at once.
#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn next(&mut self) -> Signal {
        tokio::select! {
            _ = self.interrupt.recv() => Signal::Interrupt,
            _ = self.terminate.recv() => Signal::Terminate,
        }
    }
}

/// Ctrl-C.
#[cfg(windows)]
struct Signals(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Signals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self(tokio::signal::windows::ctrl_c()?))
    }

    async fn next(&mut self) -> Signal {
        self.0.recv().await;
        Signal::Interrupt
    }
}
