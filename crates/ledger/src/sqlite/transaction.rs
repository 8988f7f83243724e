use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{ToSql, params_from_iter};

use crate::database::{Row, Transaction, Value};
use crate::{LedgerError, ReplicaEvent};

/// The savepoint of one piece of work.
pub struct SqliteTransaction<'a> {
    transaction: &'a rusqlite::Transaction<'a>,
    pub is_rolled_back: bool,
}

impl<'a> SqliteTransaction<'a> {
    pub fn new(transaction: &'a rusqlite::Transaction<'a>) -> Self {
        Self { transaction, is_rolled_back: false }
    }
}

impl Transaction for SqliteTransaction<'_> {
    fn execute(&mut self, sql: &'static str, values: &[Value]) -> Result<u64, LedgerError> {
        let changed = self.transaction.prepare_cached(sql)?.execute(params_from_iter(values))?;
        Ok(changed as u64)
    }

    fn query(&mut self, sql: &'static str, values: &[Value]) -> Result<Vec<Row>, LedgerError> {
        let mut statement = self.transaction.prepare_cached(sql)?;
        let columns = statement.column_count();
        let mut found = statement.query(params_from_iter(values))?;
        let mut rows = Vec::new();
        while let Some(row) = found.next()? {
            let values: Result<_, LedgerError> = (0..columns).map(|column| value(row.get_ref(column)?)).collect();
            rows.push(Row::new(values?));
        }
        Ok(rows)
    }

    fn publish(&mut self, _: &ReplicaEvent) -> Result<(), LedgerError> {
        // There are no other replicas.
        Ok(())
    }

    fn has_ended(&mut self, _: i64) -> Result<bool, LedgerError> {
        // Every other process has ended, because this one holds the folder's lock.
        Ok(true)
    }

    fn rollback(&mut self) {
        self.is_rolled_back = true;
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

fn value(found: ValueRef<'_>) -> Result<Value, LedgerError> {
    Ok(match found {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
        ValueRef::Real(_) => return Err(LedgerError::UnexpectedValue),
    })
}
