use std::collections::HashMap;
use std::error::Error;

use bytes::BytesMut;
use postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, Statement};

use super::envelope::{CHANNEL, seal};
use crate::transaction::{Row, Transaction, Value};
use crate::{LedgerError, ReplicaEvent};

/// One piece of work, between BEGIN and its end.
pub struct PostgresTransaction<'a> {
    pub client: &'a mut Client,
    pub prepared: &'a mut HashMap<&'static str, Statement>,
    pub replica: i64,
    pub is_rolled_back: bool,
}

impl PostgresTransaction<'_> {
    fn prepared(&mut self, sql: &'static str) -> Result<Statement, LedgerError> {
        if let Some(statement) = self.prepared.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql)?;
        self.prepared.insert(sql, statement.clone());
        Ok(statement)
    }
}

impl Transaction for PostgresTransaction<'_> {
    fn execute(&mut self, sql: &'static str, values: &[Value]) -> Result<u64, LedgerError> {
        let statement = self.prepared(sql)?;
        Ok(self.client.execute(&statement, &borrowed(values))?)
    }

    fn rows(&mut self, sql: &'static str, values: &[Value]) -> Result<Vec<Row>, LedgerError> {
        let statement = self.prepared(sql)?;
        let found = self.client.query(&statement, &borrowed(values))?;
        found
            .iter()
            .map(|row| (0..row.len()).map(|column| row.try_get(column)).collect::<Result<_, _>>().map(Row::new))
            .map(|row| row.map_err(Into::into))
            .collect()
    }

    fn announce(&mut self, news: &ReplicaEvent) -> Result<(), LedgerError> {
        for text in seal(self.replica, news) {
            self.execute("SELECT pg_notify($1, $2)", &[CHANNEL.into(), text.as_str().into()])?;
        }
        Ok(())
    }

    fn has_ended(&mut self, replica: i64) -> Result<bool, LedgerError> {
        let row = self.row("SELECT pg_try_advisory_xact_lock($1)::int", &[replica.into()])?;
        Ok(row.ok_or_else(LedgerError::strange_value)?.integer()? == 1)
    }

    fn rollback(&mut self) {
        self.is_rolled_back = true;
    }
}

fn borrowed(values: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

impl ToSql for Value {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Integer(number) => number.to_sql_checked(kind, out),
            Self::Text(text) => text.to_sql_checked(kind, out),
            Self::Bytes(bytes) => bytes.to_sql_checked(kind, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        // Each value checks that by itself.
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        match *kind {
            Type::INT8 => i64::from_sql(kind, raw).map(Self::Integer),
            Type::INT4 => i32::from_sql(kind, raw).map(i64::from).map(Self::Integer),
            Type::BYTEA => Vec::from_sql(kind, raw).map(Self::Bytes),
            _ => String::from_sql(kind, raw).map(Self::Text),
        }
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self::Null)
    }

    fn accepts(kind: &Type) -> bool {
        matches!(*kind, Type::INT8 | Type::INT4 | Type::BYTEA | Type::TEXT)
    }
}
