//! Akool's routes and the media they point at.

mod credits;
mod effects;
mod jobs;
mod media;
mod models;
mod parse_request;
mod recorded;
mod token;

pub use media::media as media_file;

use std::sync::Arc;

use akool_contract::path;
use axum::{
    Router,
    routing::{get, post},
};

use crate::{route, state::SimulatorState};

/// The routes that need the account's credentials.
pub fn account_routes() -> Router<Arc<SimulatorState>> {
    Router::new()
        .route(path::CREATE, post(jobs::create))
        .route(path::CREATE_BATCH, post(jobs::create_batch))
        .route(path::RESULTS, post(jobs::results))
        .route(path::EFFECTS, get(effects::effects))
        .route(path::UPDATE_AUDIO, post(jobs::update_audio))
        .route(path::DELETE, post(jobs::delete))
        .route(path::MODELS, get(models::list))
        .route(path::CREDITS, get(credits::credits))
        .route(route::INFO, get(jobs::info))
        .route(route::LIST, get(jobs::list))
        .route(route::TEXT_BATCH, post(jobs::create_text_batch))
}

/// The route that exchanges the account's credentials for a token.
pub fn token_route() -> Router<Arc<SimulatorState>> {
    Router::new().route(path::VENDOR_TOKEN, post(token::token))
}

/// Every route of a server that records or replays.
pub fn recorded_routes() -> Router<Arc<SimulatorState>> {
    Router::new().fallback(recorded::recorded)
}

/// Results, their stills and previews of effects.
pub fn media_routes() -> Router<Arc<SimulatorState>> {
    Router::new().route("/media/{name}", get(media::media)).route("/media/effects/{name}", get(media::preview))
}
