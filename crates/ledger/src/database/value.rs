use crate::{LedgerError, Millicredits};

/// A value that both databases know.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Integer(i64),
    Text(String),
    Bytes(Vec<u8>),
}

/// The parameters of a statement.
macro_rules! values {
    ($($value:expr),* $(,)?) => { &[$($crate::database::Value::from($value)),*] };
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

/// One row. Each call reads the next column, from left to right, and fails if its type is another one.
#[derive(Debug)]
pub struct Row(std::vec::IntoIter<Value>);

impl Row {
    pub fn new(columns: Vec<Value>) -> Self {
        Self(columns.into_iter())
    }

    pub fn integer(&mut self) -> Result<i64, LedgerError> {
        self.optional_integer()?.ok_or(LedgerError::UnexpectedValue)
    }

    pub fn optional_integer(&mut self) -> Result<Option<i64>, LedgerError> {
        match self.0.next() {
            Some(Value::Integer(number)) => Ok(Some(number)),
            Some(Value::Null) => Ok(None),
            _ => Err(LedgerError::UnexpectedValue),
        }
    }

    pub fn text(&mut self) -> Result<String, LedgerError> {
        self.optional_text()?.ok_or(LedgerError::UnexpectedValue)
    }

    pub fn optional_text(&mut self) -> Result<Option<String>, LedgerError> {
        match self.0.next() {
            Some(Value::Text(text)) => Ok(Some(text)),
            Some(Value::Null) => Ok(None),
            _ => Err(LedgerError::UnexpectedValue),
        }
    }

    pub fn bytes(&mut self) -> Result<Vec<u8>, LedgerError> {
        match self.0.next() {
            Some(Value::Bytes(bytes)) => Ok(bytes),
            _ => Err(LedgerError::UnexpectedValue),
        }
    }

    pub fn amount(&mut self) -> Result<Millicredits, LedgerError> {
        self.integer().map(Millicredits)
    }
}
