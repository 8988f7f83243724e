use super::{LedgerError, Millicredits, ReplicaEvent};

/// What the rules of the book are written against, once for both databases. The SQL is what both understand; values are
/// `$1`, `$2`, … in the order of their first use, which is how SQLite numbers them.
///
/// On SQLite transactions follow one another. On PostgreSQL they run side by side, each statement seeing what was
/// committed before it (READ COMMITTED). So nothing is changed by what was read earlier: a change names the state that it
/// expects (`UPDATE … WHERE id = $1 AND state = $2`), and who finds that nothing was changed looks again. Rows are locked
/// in one order, so that no two transactions wait for each other: attempts, of a batch the first one before the others;
/// then budgets, from the token to the site; then prices. No transaction touches attempts that are not of one wish.
pub trait Transaction {
    /// Changes rows and says how many.
    fn execute(&mut self, sql: &'static str, values: &[Value]) -> Result<u64, LedgerError>;

    /// Reads rows.
    fn rows(&mut self, sql: &'static str, values: &[Value]) -> Result<Vec<Row>, LedgerError>;

    /// Reads the only row there can be.
    fn row(&mut self, sql: &'static str, values: &[Value]) -> Result<Option<Row>, LedgerError> {
        Ok(self.rows(sql, values)?.pop())
    }

    /// Tells the other gateways on this book, if and when this is committed.
    fn announce(&mut self, news: &ReplicaEvent) -> Result<(), LedgerError>;

    /// Whether the gateway under this number has ended; it cannot come back before this transaction is over.
    fn has_ended(&mut self, replica: i64) -> Result<bool, LedgerError>;

    /// Nothing of this transaction shall remain, although it succeeds.
    fn rollback(&mut self);
}

/// A value as both databases know it.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Integer(i64),
    Text(String),
    Bytes(Vec<u8>),
}

/// Values for a statement.
macro_rules! values {
    ($($value:expr),* $(,)?) => { &[$($crate::transaction::Value::from($value)),*] };
}
pub(crate) use values;

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<&Vec<u8>> for Value {
    fn from(bytes: &Vec<u8>) -> Self {
        Self::Bytes(bytes.clone())
    }
}

impl From<Millicredits> for Value {
    fn from(amount: Millicredits) -> Self {
        Self::Integer(amount.0)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// One row; its columns are taken out from left to right.
#[derive(Debug)]
pub struct Row(std::vec::IntoIter<Value>);

impl Row {
    pub fn new(columns: Vec<Value>) -> Self {
        Self(columns.into_iter())
    }

    pub fn integer(&mut self) -> Result<i64, LedgerError> {
        match self.0.next() {
            Some(Value::Integer(number)) => Ok(number),
            _ => Err(LedgerError::strange_value()),
        }
    }

    pub fn optional_integer(&mut self) -> Result<Option<i64>, LedgerError> {
        match self.0.next() {
            Some(Value::Integer(number)) => Ok(Some(number)),
            Some(Value::Null) => Ok(None),
            _ => Err(LedgerError::strange_value()),
        }
    }

    pub fn text(&mut self) -> Result<String, LedgerError> {
        self.optional_text()?.ok_or_else(LedgerError::strange_value)
    }

    pub fn optional_text(&mut self) -> Result<Option<String>, LedgerError> {
        match self.0.next() {
            Some(Value::Text(text)) => Ok(Some(text)),
            Some(Value::Null) => Ok(None),
            _ => Err(LedgerError::strange_value()),
        }
    }

    pub fn bytes(&mut self) -> Result<Vec<u8>, LedgerError> {
        match self.0.next() {
            Some(Value::Bytes(bytes)) => Ok(bytes),
            _ => Err(LedgerError::strange_value()),
        }
    }

    pub fn amount(&mut self) -> Result<Millicredits, LedgerError> {
        self.integer().map(Millicredits)
    }
}
