use std::error::Error as _;
use std::future::poll_fn;
use std::sync::Arc;

use rustls::crypto::aws_lc_rs;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt as _;
use tokio::sync::mpsc;
use tokio_postgres::error::SqlState;
use tokio_postgres::{AsyncMessage, Config};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::DatabaseUrl;
use crate::LedgerError;

/// What every connection is told first. A gateway that hangs in the middle of a transaction must not hold its locks
/// forever, one whose machine is gone must be noticed, and a commit must be on the disk.
const SESSION: &str = "
    SET idle_in_transaction_session_timeout = '10s';
    SET statement_timeout = '10s';
    SET tcp_keepalives_idle = 5;
    SET tcp_keepalives_interval = 2;
    SET tcp_keepalives_count = 3;
    SET tcp_user_timeout = '15s';
    SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';
";

/// What the connection that shows that a gateway is alive is told, too, by a server that knows it (from version 14 on): a
/// gateway that hangs loses it, and with it its locks. One that runs says something every half second.
const ATTENDED: &str = "
SELECT set_config('idle_session_timeout', '5s', false) WHERE current_setting('server_version_num')::int >= 140000";

/// Makes connections.
pub struct Connector {
    config: Config,
    tls: MakeRustlsConnect,
    session: String,
}

impl Connector {
    pub fn new(url: &DatabaseUrl) -> Result<Self, LedgerError> {
        let tls = tls(url).map_err(|problem| LedgerError::new(format!("TLS cannot be set up: {problem}")))?;
        let search_path =
            url.schema.as_ref().map(|schema| format!("SET search_path = \"{}\";", schema.replace('"', "\"\"")));
        let session = format!("{SESSION}{}", search_path.unwrap_or_default());
        Ok(Self { config: url.config.clone(), tls: MakeRustlsConnect::new(tls), session })
    }

    /// A connection for a thread.
    pub fn connect(&self) -> Result<postgres::Client, tokio_postgres::Error> {
        let mut client = self.connect_bare()?;
        client.batch_execute(&self.session)?;
        Ok(client)
    }

    /// The same, with nothing set for its session.
    pub fn connect_bare(&self) -> Result<postgres::Client, tokio_postgres::Error> {
        postgres::Config::from(self.config.clone()).connect(self.tls.clone())
    }

    /// A connection for tasks, and what it is notified of. The second ends with the connection.
    pub async fn attend(
        &self,
    ) -> Result<(tokio_postgres::Client, mpsc::UnboundedReceiver<String>), tokio_postgres::Error> {
        let (client, mut connection) = self.config.connect(self.tls.clone()).await?;
        let (heard, notices) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Some(Ok(message)) = poll_fn(|context| connection.poll_message(context)).await {
                if let AsyncMessage::Notification(notice) = message {
                    // The listener may be gone already; the connection then lives until its client is gone as well.
                    let _ = heard.send(notice.payload().to_owned());
                }
            }
        });
        client.batch_execute(&self.session).await?;
        client.batch_execute(ATTENDED).await?;
        Ok((client, notices))
    }
}

fn tls(url: &DatabaseUrl) -> Result<ClientConfig, String> {
    let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?;
    let Some(file) = &url.root_certificates else {
        let builder = builder.with_platform_verifier().map_err(|error| error.to_string())?;
        return Ok(builder.with_no_client_auth());
    };
    let mut roots = RootCertStore::empty();
    let certificates = CertificateDer::pem_file_iter(file)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|_| "the file of sslrootcert cannot be read")?;
    let (taken, _) = roots.add_parsable_certificates(certificates);
    if taken == 0 {
        return Err("the file of sslrootcert holds no certificate".into());
    }
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

/// What went wrong, without anything that was in the URL.
pub fn reason(error: &tokio_postgres::Error) -> String {
    if let Some(told) = error.as_db_error() {
        return match *told.code() {
            SqlState::INVALID_PASSWORD | SqlState::INVALID_AUTHORIZATION_SPECIFICATION => {
                "the server refuses the user or the password".into()
            }
            SqlState::INVALID_CATALOG_NAME => "the server has no such database".into(),
            _ => format!("{} ({})", told.message(), told.code().code()),
        };
    }
    let Some(source) = error.source() else { return error.to_string() };
    match source.downcast_ref::<std::io::Error>() {
        // What TLS finds wrong is told in full, what the system does by its kind.
        Some(cause) if cause.get_ref().is_none() => format!("{error}: {}", cause),
        _ => format!("{error}: {source}"),
    }
}

impl From<tokio_postgres::Error> for LedgerError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::new(reason(&error))
    }
}
