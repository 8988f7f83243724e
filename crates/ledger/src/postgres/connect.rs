use std::future::poll_fn;

use tokio::sync::mpsc;
use tokio_postgres::{AsyncMessage, Config};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::DatabaseUrl;
use super::tls::{TlsError, client_config};

/// Settings of every session. A gateway that hangs inside a transaction must not hold its locks forever, one whose machine
/// is gone must be noticed, and a commit must be on the disk.
const SESSION: &str = "
    SET idle_in_transaction_session_timeout = '10s';
    SET statement_timeout = '10s';
    SET tcp_keepalives_idle = 5;
    SET tcp_keepalives_interval = 2;
    SET tcp_keepalives_count = 3;
    SET tcp_user_timeout = '15s';
    SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';
";

/// A further setting of the session that shows that a gateway is alive: one that hangs loses it, and its locks with it. A
/// gateway that runs sends something every half second. PostgreSQL has the setting since version 14.
const MEMBERSHIP_SESSION: &str = "
SELECT set_config('idle_session_timeout', '5s', false) WHERE current_setting('server_version_num')::int >= 140000";

/// Opens connections to the database.
pub struct Connector {
    config: Config,
    tls: MakeRustlsConnect,
    session: String,
}

impl Connector {
    pub fn new(url: &DatabaseUrl) -> Result<Self, TlsError> {
        let tls = client_config(url.root_certificates.as_deref())?;
        let search_path =
            url.schema.as_ref().map(|schema| format!("SET search_path = \"{}\";", schema.replace('"', "\"\"")));
        let session = format!("{SESSION}{}", search_path.unwrap_or_default());
        Ok(Self { config: url.config.clone(), tls: MakeRustlsConnect::new(tls), session })
    }

    /// A blocking connection, for a thread.
    pub fn connect(&self) -> Result<postgres::Client, tokio_postgres::Error> {
        let mut client = self.connect_bare()?;
        client.batch_execute(&self.session)?;
        Ok(client)
    }

    /// The same, without the settings of the session.
    pub fn connect_bare(&self) -> Result<postgres::Client, tokio_postgres::Error> {
        postgres::Config::from(self.config.clone()).connect(self.tls.clone())
    }

    /// An asynchronous connection and the payloads of the notifications that it receives. The receiver ends with the
    /// connection.
    pub async fn connect_async(
        &self,
    ) -> Result<(tokio_postgres::Client, mpsc::UnboundedReceiver<String>), tokio_postgres::Error> {
        let (client, mut connection) = self.config.connect(self.tls.clone()).await?;
        let (sender, notifications) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Some(Ok(message)) = poll_fn(|context| connection.poll_message(context)).await {
                if let AsyncMessage::Notification(notification) = message {
                    // The receiver may be gone; the connection lives until its client is gone as well.
                    let _ = sender.send(notification.payload().to_owned());
                }
            }
        });
        client.batch_execute(&self.session).await?;
        client.batch_execute(MEMBERSHIP_SESSION).await?;
        Ok((client, notifications))
    }
}
