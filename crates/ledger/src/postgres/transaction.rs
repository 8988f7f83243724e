use std::collections::HashMap;

use postgres::types::ToSql;
use postgres::{Client, Statement};

use crate::database::{Row, Transaction, Value};
use crate::replicas::{CHANNEL, encode};
use crate::{LedgerError, ReplicaEvent};

/// A transaction between `BEGIN` and its end.
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

    fn query(&mut self, sql: &'static str, values: &[Value]) -> Result<Vec<Row>, LedgerError> {
        let statement = self.prepared(sql)?;
        let found = self.client.query(&statement, &borrowed(values))?;
        found
            .iter()
            .map(|row| (0..row.len()).map(|column| row.try_get(column)).collect::<Result<_, _>>().map(Row::new))
            .map(|row| row.map_err(Into::into))
            .collect()
    }

    fn publish(&mut self, event: &ReplicaEvent) -> Result<(), LedgerError> {
        let text = encode(self.replica, event)?;
        self.execute("SELECT pg_notify($1, $2)", &[CHANNEL.into(), text.as_str().into()]).map(drop)
    }

    fn has_ended(&mut self, replica: i64) -> Result<bool, LedgerError> {
        let row = self.query_one("SELECT pg_try_advisory_xact_lock($1)::int", &[replica.into()])?;
        Ok(row.ok_or(LedgerError::UnexpectedValue)?.integer()? == 1)
    }

    fn rollback(&mut self) {
        self.is_rolled_back = true;
    }
}

fn borrowed(values: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}
