//! The one validator: it reads a request by a table of rules and reports everything that is wrong with it.

mod checker;
mod issue;
mod lenient;
mod rule;
mod suggest;
mod url;

pub(crate) use checker::{Checker, check};
pub use issue::{Issue, IssueCode};
pub use lenient::Lenient;
pub(crate) use lenient::{Ignorable, is_scalar};
pub(crate) use rule::{JsonType, Kind, Rule};
pub use suggest::nearest as nearest_name;
pub use url::is_public_url_syntax;
