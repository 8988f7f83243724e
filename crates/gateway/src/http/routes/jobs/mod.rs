//! Routes about the caller's own jobs.

mod delete;
mod events;
mod history;
mod results;

use super::Route;

pub fn routes() -> Vec<Route> {
    [results::routes(), delete::routes(), history::routes(), events::routes()].concat()
}
