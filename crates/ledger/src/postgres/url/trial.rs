use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use super::{DatabaseUrl, DatabaseUrlError};
use crate::postgres::connect::Connector;
use crate::postgres::pooler;

const TIMEOUT: Duration = Duration::from_secs(20);

impl DatabaseUrl {
    /// Connects to the database once, to find mistakes in the URL before the gateway starts. Blocks for up to 20 seconds.
    ///
    /// # Errors
    ///
    /// The database cannot be reached, refuses the login, is behind a pooler that shares sessions, gives too few
    /// connections, or has no schema for the tables.
    pub fn test_connection(&self) -> Result<(), DatabaseUrlError> {
        let connector = Connector::new(self)?;
        let schema = self.schema.clone();
        // The client has a runtime of its own, which must not run inside another one.
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || sender.send(test(&connector, schema.as_deref())));
        match receiver.recv_timeout(TIMEOUT) {
            Ok(result) => result,
            Err(RecvTimeoutError::Timeout) => Err(DatabaseUrlError::Connections),
            Err(RecvTimeoutError::Disconnected) => Err(DatabaseUrlError::Untested),
        }
    }
}

fn test(connector: &Connector, schema: Option<&str>) -> Result<(), DatabaseUrlError> {
    let unusable = |error: tokio_postgres::Error| DatabaseUrlError::Unusable(error.into());
    if pooler::shares_sessions(connector).map_err(unusable)? {
        return Err(DatabaseUrlError::Pooler);
    }
    let mut client = connector.connect().map_err(unusable)?;
    let row = client.query_one("SELECT current_schema()::text", &[]).map_err(unusable)?;
    match (row.try_get::<_, Option<String>>(0).map_err(unusable)?, schema) {
        (None, Some(_)) => Err(DatabaseUrlError::MissingSchema),
        (None, None) => Err(DatabaseUrlError::NoSchema),
        (Some(_), _) => Ok(()),
    }
}
