//! Checks the known facts of Akool's protocol against a running service and prints a Markdown table.

use std::{process::ExitCode, time::Duration};

use akool_simulator::{
    Credentials, Options, Simulator,
    conformance::{Outcome, Service, ServiceOptions, check_all, table},
};
use clap::Parser;

/// Checks every known fact of Akool's image-to-video protocol against a service: the built-in simulator, or with --url
/// any other, including Akool itself. Prints a table in Markdown and exits 1 if a documented or observed fact does not
/// hold. Unofficial.
///
/// With --url the environment gives AKOOL_API_KEY and, for tokens and webhooks, AKOOL_CLIENT_ID.
#[derive(Parser)]
#[command(name = "akool-conformance", version)]
struct Cli {
    /// Base URL of the service; by default a simulator that is started for the check
    #[arg(long, value_name = "URL", requires = "image_url")]
    url: Option<String>,
    /// A picture that the service can fetch
    #[arg(long, value_name = "URL")]
    image_url: Option<String>,
    /// Also check facts that cost credits: about eight videos
    #[arg(long)]
    spend: bool,
    /// Milliseconds between two polls of a job
    #[arg(long, value_name = "MS", default_value_t = 3000)]
    poll_ms: u64,
    /// The service can call back to this machine, so that webhooks can be checked
    #[arg(long)]
    local: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Cli::parse()).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("akool-conformance: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> Result<bool, String> {
    // Kept until the end: dropping it ends the simulator.
    let mut simulator = None;
    let (options, may_spend) = match (cli.url, cli.image_url) {
        (Some(url), Some(image_url)) => {
            let options = ServiceOptions {
                base_url: url.trim_end_matches('/').to_owned(),
                api_key: std::env::var("AKOOL_API_KEY").map_err(|_| "set AKOOL_API_KEY to the service's API key")?,
                client_id: std::env::var("AKOOL_CLIENT_ID").ok(),
                image_url,
                poll_interval: Duration::from_millis(cli.poll_ms),
                is_local: cli.local,
            };
            (options, cli.spend)
        }
        _ => {
            let credentials = Credentials::invented();
            let started = Options { credentials: credentials.clone(), speed: 20.0, ..Options::default() };
            let started = Simulator::start(started).await.map_err(|error| error.to_string())?;
            let options = ServiceOptions {
                base_url: started.url(),
                api_key: credentials.api_key,
                client_id: Some(credentials.client_id),
                image_url: format!("{}/media/effects/Squish.png", started.url()),
                poll_interval: Duration::from_millis(10),
                is_local: true,
            };
            simulator = Some(started);
            (options, true)
        }
    };
    let service = Service::new(options).map_err(|error| error.to_string())?;
    let rows = check_all(&service, may_spend).await;
    print!("{}", table(&rows));
    drop(simulator);
    Ok(!rows.iter().any(|row| row.basis.is_known() && matches!(row.outcome, Outcome::Broken(_))))
}
