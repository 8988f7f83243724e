//! Routes for files: uploads through the gateway or directly into the storage, and downloads by capability.

mod direct_uploads;
mod download;
mod uploads;

use super::Route;

pub fn routes() -> Vec<Route> {
    [uploads::routes(), direct_uploads::routes(), download::routes()].concat()
}
