use std::error::Error;
use std::fmt;

use tokio_postgres::error::SqlState;

/// An error of the database server or of the connection to it. It shows nothing of the URL, which holds a password.
#[derive(Debug)]
pub struct PostgresError(tokio_postgres::Error);

impl From<tokio_postgres::Error> for PostgresError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self(error)
    }
}

impl fmt::Display for PostgresError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(error) = self.0.as_db_error() else { return self.0.fmt(formatter) };
        match *error.code() {
            SqlState::INVALID_PASSWORD | SqlState::INVALID_AUTHORIZATION_SPECIFICATION => {
                formatter.write_str("the server refuses the user or the password")
            }
            SqlState::INVALID_CATALOG_NAME => formatter.write_str("the server has no such database"),
            _ => write!(formatter, "{} ({})", error.message(), error.code().code()),
        }
    }
}

impl Error for PostgresError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        // What the server says is in the message already.
        if self.0.as_db_error().is_some() { None } else { self.0.source() }
    }
}
