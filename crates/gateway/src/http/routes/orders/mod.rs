//! Routes that cost credits, and where Akool reports what came of them.

mod create;
mod create_batch;
mod update_audio;
mod webhooks;

use super::Route;

pub fn routes() -> Vec<Route> {
    [create::routes(), create_batch::routes(), update_audio::routes(), webhooks::routes()].concat()
}
