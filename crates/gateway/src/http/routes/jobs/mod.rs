//! Routes about the caller's own jobs.

mod delete;
mod events;
mod history;
mod results;

pub use history::History;

use super::Route;

pub fn routes() -> Vec<Route> {
    [results::routes(), delete::routes(), history::routes(), events::routes()].concat()
}
