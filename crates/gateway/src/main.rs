//! The program: reads the environment, starts the gateway, and stops it when asked to.

use std::process::ExitCode;

use akool_gateway::{Clock, Gateway, Settings};
use mimalloc::MiMalloc;
use tokio::sync::oneshot;
use tracing_subscriber::EnvFilter;

/// A request makes some hundred small allocations; this takes half the time of the system's for them.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// What `sysexits.h` calls wrong usage.
const EXIT_USAGE: u8 = 64;
/// What `sysexits.h` calls a configuration error.
const EXIT_CONFIGURATION: u8 = 78;
/// How long whatever is left may take to notice that the program ends.
const LEFTOVERS: std::time::Duration = std::time::Duration::from_secs(1);

const VERSION: &str = concat!("akool-gateway ", env!("CARGO_PKG_VERSION"));
const USAGE: &str = "\
akool-gateway               start; everything is set by environment variables, see the README
akool-gateway check-config  check the environment, list every fault, and start nothing
akool-gateway --help        print this
akool-gateway --version     print the version";

fn main() -> ExitCode {
    let arguments: Vec<String> =
        std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned()).collect();
    let only_checks = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => false,
        ["check-config"] => true,
        ["--help" | "-h" | "help"] => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        ["--version" | "-V" | "version"] => {
            println!("{VERSION}");
            return ExitCode::SUCCESS;
        }
        [known @ ("check-config" | "--help" | "-h" | "help" | "--version" | "-V" | "version"), extra, ..] => {
            eprintln!("{known} takes no argument, so {extra:?} is not understood. This is:\n{USAGE}");
            return ExitCode::from(EXIT_USAGE);
        }
        [unknown, ..] => {
            eprintln!("{unknown:?} is not understood; settings are environment variables. This is:\n{USAGE}");
            return ExitCode::from(EXIT_USAGE);
        }
    };
    start_log();
    // Bytes that are not UTF-8 are found among the faults, if they concern this program.
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
    // A host name look-up that hangs, for example, is not waited for.
    runtime.shutdown_timeout(LEFTOVERS);
    code
}

async fn run(settings: Settings) -> ExitCode {
    let mut signals = match Signals::listen() {
        Ok(signals) => signals,
        Err(error) => {
            eprintln!("The signals that stop this program cannot be listened for: {error}");
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
    let asked_twice = async {
        signals.next().await;
        let _ = stop.send(());
        signals.next().await
    };
    tokio::select! {
        () = gateway.run(async { drop(stopped.await) }) => ExitCode::SUCCESS,
        signal = asked_twice => {
            tracing::warn!("asked to stop again: what is under way is cut off");
            // Not even threads that do not listen are waited for.
            std::process::exit(signal.number())
        }
    }
}

/// Every connection takes a file, and the limit that a process begins with is often far below what it may have.
fn raise_file_limit() {
    #[cfg(unix)]
    if let Err(error) = rlimit::increase_nofile_limit(rlimit::INFINITY) {
        tracing::warn!(%error, "the limit of open files could not be raised; fewer connections are taken");
    }
}

/// JSON lines on stderr, so that stdout holds the ready line and nothing else.
fn start_log() {
    let wanted = std::env::var("AKOOL_GATEWAY_LOG").unwrap_or_default();
    // A faulty filter is listed among the faults of the configuration.
    let filter = match wanted.trim() {
        "" => EnvFilter::new("info"),
        text => EnvFilter::try_new(text).unwrap_or_else(|_| EnvFilter::new("info")),
    };
    tracing_subscriber::fmt().json().flatten_event(true).with_env_filter(filter).with_writer(std::io::stderr).init();
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
