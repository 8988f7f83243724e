use std::{net::SocketAddr, path::PathBuf, time::Duration};

use akool_contract::is_public_url_syntax;
use akool_renderer::Quality;
use akool_simulator::{
    Cors, Credentials, NamedScenario, Options, Prices, RecordOptions, Retention, Scenario, SubscriptionPlan,
};
use clap::{Parser, Subcommand, ValueEnum};
use tracing_subscriber::filter::LevelFilter;

const EXAMPLES: &str = "\
A first look:
  export AKOOL_SIMULATOR_API_KEY=0123456789abcdef0123456789abcdef
  akool-simulator --listen 127.0.0.1:8800 &
  curl -s http://127.0.0.1:8800/api/open/v4/image2Video/createBySourcePrompt \\
    -H \"x-api-key: $AKOOL_SIMULATOR_API_KEY\" -H 'content-type: application/json' \\
    -d '{\"image_url\": \"https://example.com/cat.jpg\", \"prompt\": \"slow zoom in\"}'
  curl -s http://127.0.0.1:8800/api/open/v4/image2Video/resultsByIds \\
    -H \"x-api-key: $AKOOL_SIMULATOR_API_KEY\" -H 'content-type: application/json' \\
    -d '{\"_ids\": \"<the _id of the first answer>\"}'

Prompts take directives in brackets:
  [fail] or [fail: some reason]   the job fails
  [slow]                          it takes three times as long

For tests (tiny videos in milliseconds, a fast clock, faults on demand):
  akool-simulator --listen 127.0.0.1:0 --quality preview --speed 20 --control
  curl -s $URL/_control/                                          list the routes
  curl -s $URL/_control/clock -d '{\"stopped\": true}'              stop the clock
  curl -s $URL/_control/clock -d '{\"step_ms\": 5000}'              step it, and wait for everything due
  curl -s $URL/_control/faults -d '{\"route\": \"create\", \"answer\": {\"kind\": \"close\"}, \"effect\": true}'
  curl -s $URL/_control/journal?route=create                      list the requests

Environment:
  AKOOL_SIMULATOR_API_KEY     the account's API key (16, 24 or 32 bytes, or webhooks cannot be encrypted)
  AKOOL_SIMULATOR_CLIENT_ID   the account's client id, for getToken and webhook signatures
  AKOOL_SIMULATOR_LOG         what to log on stderr: off, error, warn, info (the default), debug or trace
Without the first two it makes up random ones, which only programs in the same process can know.";

/// A local stand-in for Akool's image-to-video API. It speaks the same protocol, renders real videos and needs neither an
/// account nor a network. Unofficial.
///
/// The first line on stdout is `ready http://…` once it listens; logs go to stderr.
#[derive(Parser)]
#[command(name = "akool-simulator", version, after_long_help = EXAMPLES, max_term_width = 110)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Where to listen; port 0 picks a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Origin of the media URLs in answers; by default the address it listens on
    #[arg(long, value_name = "URL", value_parser = origin)]
    public_url: Option<String>,
    /// Factor of the simulator's clock: at 1 a job queues for 1.5 s and takes at least 4 s in all
    #[arg(long, value_name = "N", default_value_t = 1.0, value_parser = speed)]
    speed: f64,
    /// Start with the clock stopped; move it with POST /_control/clock
    #[arg(long)]
    stopped: bool,
    /// Where the clock starts, in milliseconds since 1970; by default now
    #[arg(long, value_name = "MS")]
    start_ms: Option<i64>,
    /// Videos as requested, or tiny ones that render in milliseconds
    #[arg(long, value_enum, default_value_t = QualityWord::Full)]
    quality: QualityWord,
    /// The account's balance at the start
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    credits: i64,
    /// The account's plan: free refuses 10 s videos and premium models with code 1213
    #[arg(long, value_enum, default_value_t = SubscriptionPlan::Pro)]
    plan: SubscriptionPlan,
    /// Price list: the published one, or what users report to be charged (20 credits per second)
    #[arg(long, value_enum, default_value_t = Prices::Documented)]
    prices: Prices,
    /// Refuse requests that break the published tables, instead of filling in missing fields
    #[arg(long)]
    strict: bool,
    /// Enable the control routes under /_control/: clock, faults, plans, journal. Everyone who can reach the address
    /// can use them
    #[arg(long)]
    control: bool,
    /// A built-in scenario (happy, slow, lost-answer, rate-limited, out-of-credits, expired, webhook-storm), or a JSON
    /// file with clock, account, plans and faults, as for POST /_control/scenario
    #[arg(long, value_name = "NAME|FILE")]
    scenario: Option<String>,
    /// Pass every request through to --upstream and record it in this file, without secrets
    #[arg(long, value_name = "FILE", requires = "upstream", conflicts_with_all = ["replay", "state"])]
    record: Option<PathBuf>,
    /// The server to record: any that speaks Akool's protocol
    #[arg(long, value_name = "URL", requires = "record", value_parser = origin)]
    upstream: Option<String>,
    /// Answer from a recording; the journal says where a request differs from what was recorded
    #[arg(long, value_name = "FILE", conflicts_with = "state")]
    replay: Option<PathBuf>,
    /// Which cross-origin requests of the API routes browsers may make. Media are always open to every origin
    #[arg(long, value_enum, default_value_t = Cors::Off)]
    cors: Cors,
    /// End a named session after this many seconds without a request
    #[arg(long, value_name = "SECONDS", default_value_t = 3600)]
    session_idle: u64,
    /// Forget ended jobs after so many days of the simulator's clock
    #[arg(long, value_name = "DAYS", default_value_t = 30)]
    keep_jobs_days: u64,
    /// Most jobs of a session; beyond that the oldest ended ones are forgotten
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    keep_jobs: usize,
    /// Most mebibytes of videos and pictures, in memory and in a state file; beyond that the oldest are forgotten
    #[arg(long, value_name = "MIB", default_value_t = 1024)]
    keep_media_mib: usize,
    /// Seed that makes ids, nonces and pictures repeat from run to run; with --start-ms times, too
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Videos rendered at the same time; by default one per core, and at least two
    #[arg(long, value_name = "N")]
    parallel_renders: Option<usize>,
    /// Keep jobs, credits and media in this file, safe from kill -9; by default in memory
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// Stop when standard input closes, as it does when the process that started the simulator ends
    #[arg(long)]
    pub stop_with_stdin: bool,
}

#[derive(Subcommand)]
pub enum Command {
    /// Compare a recording with the simulator's own answers, field by field; exits 1 if they differ, 2 if they cannot be
    /// compared
    Drift {
        /// A file that --record wrote
        recording: PathBuf,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum QualityWord {
    Full,
    Preview,
}

fn origin(text: &str) -> Result<String, String> {
    match is_public_url_syntax(text) {
        true => Ok(text.to_owned()),
        false => Err("must be an absolute http:// or https:// URL".into()),
    }
}

fn speed(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|speed: &f64| speed.is_finite() && *speed > 0.0)
        .ok_or_else(|| "must be a number greater than 0".into())
}

impl Cli {
    /// Adds the values from the environment and from files.
    pub fn into_options(self) -> Result<Options, String> {
        let scenario = self.scenario.as_deref().map(scenario).transpose()?;
        Ok(Options {
            listen: self.listen,
            public_url: self.public_url,
            speed: self.speed,
            stopped: self.stopped,
            start_ms: self.start_ms,
            quality: match self.quality {
                QualityWord::Full => Quality::Full,
                QualityWord::Preview => Quality::Preview,
            },
            credits: self.credits,
            plan: self.plan,
            prices: self.prices,
            strict: self.strict,
            control: self.control,
            cors: self.cors,
            seed: self.seed,
            parallel_renders: self.parallel_renders,
            state: self.state,
            credentials: credentials()?,
            session_idle: Duration::from_secs(self.session_idle),
            retention: Retention {
                job_age: Duration::from_secs(self.keep_jobs_days.saturating_mul(24 * 3600)),
                jobs: self.keep_jobs,
                media_bytes: self.keep_media_mib.saturating_mul(1024 * 1024),
            },
            record: self.record.zip(self.upstream).map(|(file, upstream)| RecordOptions { file, upstream }),
            replay: self.replay,
            scenario,
        })
    }
}

/// A built-in scenario, or that of a file.
fn scenario(name_or_path: &str) -> Result<Scenario, String> {
    if let Some(name) = NamedScenario::from_name(name_or_path) {
        return Ok(Scenario { name: Some(name), ..Scenario::default() });
    }
    let text = std::fs::read_to_string(name_or_path).map_err(|error| {
        let names = NamedScenario::ALL.map(NamedScenario::name).join(", ");
        format!("{name_or_path} is neither a readable file ({error}) nor one of {names}")
    })?;
    serde_json::from_str(&text).map_err(|error| format!("{name_or_path}: {error}"))
}

/// What is logged on stderr.
pub fn log_level() -> Result<LevelFilter, String> {
    let Some(word) = variable("AKOOL_SIMULATOR_LOG")? else { return Ok(LevelFilter::INFO) };
    let is_name = ["off", "error", "warn", "info", "debug", "trace"].contains(&word.as_str());
    word.parse().ok().filter(|_| is_name).ok_or_else(|| {
        format!(
            "AKOOL_SIMULATOR_LOG is {word:?}, which is no log level; set it to off, error, warn, info, debug or trace, for \
             example AKOOL_SIMULATOR_LOG=debug"
        )
    })
}

fn credentials() -> Result<Credentials, String> {
    let mut credentials = Credentials::invented();
    if let Some(key) = variable("AKOOL_SIMULATOR_API_KEY")? {
        credentials.api_key = key;
    }
    if let Some(id) = variable("AKOOL_SIMULATOR_CLIENT_ID")? {
        credentials.client_id = id;
    }
    Ok(credentials)
}

fn variable(name: &str) -> Result<Option<String>, String> {
    match std::env::var(name) {
        Ok(value) if value.is_empty() => Err(format!("{name} is empty; unset it or give it a value")),
        Ok(value) => Ok(Some(value)),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => Err(format!("{name} is not text")),
    }
}
