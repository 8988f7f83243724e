mod batch;
mod create;
mod credits;
mod delete;
mod effects;
mod info;
mod intake;
mod list;
mod media;
mod models;
mod results;
mod text_batch;
mod token;
mod update_audio;

use std::sync::Arc;

use akool_contract::path;
use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderName, Method, header},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use tower_http::cors::{Any, CorsLayer};

use crate::{answer::no_such_route, auth, control, gate::gate, options::Cors, route, world::World};

/// All routes.
pub fn router(world: Arc<World>) -> Router {
    let account = Router::new()
        .route(path::CREATE, post(create::create))
        .route(path::CREATE_BATCH, post(batch::create_batch))
        .route(path::RESULTS, post(results::results))
        .route(path::EFFECTS, get(effects::effects))
        .route(path::UPDATE_AUDIO, post(update_audio::update_audio))
        .route(path::DELETE, post(delete::delete))
        .route(path::MODELS, get(models::list))
        .route(path::CREDITS, get(credits::credits))
        .route(route::INFO, get(info::info))
        .route(route::LIST, get(list::list))
        .route(route::TEXT_BATCH, post(text_batch::create_batch))
        .route_layer(from_fn_with_state(world.clone(), only_the_account));
    // Before the layers, or the preflights of browsers would be answered by it.
    let api =
        account.route(path::VENDOR_TOKEN, post(token::token)).method_not_allowed_fallback(async || no_such_route());
    let api = match cors(world.options.cors) {
        Some(layer) => api.layer(layer),
        None => api,
    };
    // Media are open to every origin: pages play and save them.
    let media = Router::new()
        .route("/media/{name}", get(media::media))
        .route("/media/effects/{name}", get(media::preview))
        .method_not_allowed_fallback(async || no_such_route())
        .layer(media_cors());
    let mut router = api.merge(media);
    if world.options.control {
        router = router.merge(control::router().method_not_allowed_fallback(async || no_such_route()));
    }
    router.fallback(async || no_such_route()).layer(from_fn_with_state(world.clone(), gate)).with_state(world)
}

async fn only_the_account(State(world): State<Arc<World>>, request: Request, next: Next) -> Response {
    match auth::check(&world, request.headers()) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

fn cors(cors: Cors) -> Option<CorsLayer> {
    let layer = CorsLayer::new().allow_origin(Any).allow_methods([Method::GET, Method::POST]);
    match cors {
        Cors::Off => None,
        Cors::Bearer => Some(layer.allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE])),
        Cors::Any => Some(layer.allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            HeaderName::from_static("x-api-key"),
        ])),
    }
}

fn media_cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD])
        .allow_headers([header::RANGE])
        .expose_headers([header::ACCEPT_RANGES, header::CONTENT_LENGTH, header::CONTENT_RANGE, header::ETAG])
}
