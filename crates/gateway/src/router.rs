use std::path::Path;

use akool_contract::path;
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{delete, get, post};
use tower_http::catch_panic::CatchPanicLayer;

use crate::app::Shared;
use crate::failure::Failure;
use crate::front::front;
use crate::{cors, page, route};

/// Every route there is. Whatever is not listed does not exist: no pattern takes a path on to somewhere else.
pub fn router(app: Shared, page_dir: Option<&Path>) -> Router {
    let own = Router::new()
        .route(path::TOKEN, post(route::token::mint))
        .route("/token/{jti}", delete(route::token::revoke))
        .route(path::CREATE, post(route::create::create).get(route::create::recall))
        .route(path::CREATE_BATCH, post(route::create_batch::create_batch).get(route::create_batch::recall))
        .route(path::RESULTS, post(route::results::results))
        .route(path::UPDATE_AUDIO, post(route::update_audio::update_audio))
        .route(path::DELETE, post(route::delete::delete))
        .route(path::MODELS, get(route::models::models))
        .route(path::EFFECTS, get(route::effects::effects))
        .route(path::CREDITS, get(route::credits::credits))
        .route(path::UPLOADS, post(route::uploads::upload))
        .route("/uploads/direct", post(route::direct_uploads::announce))
        .route("/uploads/direct/{ticket}", post(route::direct_uploads::complete))
        .route("/files/{capability}", get(route::files::file))
        .route(path::EVENTS, get(route::events::by_query).post(route::events::by_body))
        .route("/hooks/{capability}", post(route::hooks::report))
        .route("/healthz", get(route::health::alive))
        .route("/readyz", get(route::health::ready));
    let all = match page_dir {
        Some(folder) => own.merge(page::routes(folder, &app)),
        None => own.fallback(nothing),
    };
    all.method_not_allowed_fallback(nothing)
        .layer(CatchPanicLayer::custom(|_| Failure::internal().into_response()))
        .layer(from_fn_with_state(app.clone(), front))
        .layer(cors::layer(&app.origins))
        .with_state(app)
}

async fn nothing() -> Response {
    Failure::not_found().into_response()
}
