mod database;
mod shelf;
mod store;

pub use database::{Database, Kept, StateError};
pub use shelf::{Medium, Shelf};
pub use store::{Charged, Store};
