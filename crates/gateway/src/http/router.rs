use std::path::Path;

use akool_contract::path;
use axum::Router;
use axum::handler::Handler;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{self, MethodRouter};
use http::Method;
use tower_http::catch_panic::CatchPanicLayer;

use crate::app::Shared;
use crate::http::cors;
use crate::http::error::ApiError;
use crate::http::middleware::{middleware, preflight_middleware};
use crate::http::routes;
use crate::http::static_site;

/// A method, a path and who answers.
pub type Route = (Method, &'static str, MethodRouter<Shared>);

/// Every route there is. Whatever is not listed does not exist: no pattern takes a path on to somewhere else.
pub fn routes() -> Vec<Route> {
    vec![
        post(path::TOKEN, routes::token::mint),
        delete("/token/{jti}", routes::token::revoke),
        post(path::CREATE, routes::create::create),
        get(path::CREATE, routes::create::replay),
        post(path::CREATE_BATCH, routes::create_batch::create_batch),
        get(path::CREATE_BATCH, routes::create_batch::replay),
        post(path::RESULTS, routes::results::results),
        post(path::UPDATE_AUDIO, routes::update_audio::update_audio),
        post(path::DELETE, routes::delete::delete),
        get(path::MODELS, routes::models::models),
        get(path::EFFECTS, routes::effects::effects),
        get(path::CREDITS, routes::credits::credits),
        post(path::UPLOADS, routes::uploads::upload),
        post("/uploads/direct", routes::direct_uploads::announce),
        post("/uploads/direct/{ticket}", routes::direct_uploads::complete),
        get("/files/{capability}", routes::files::file),
        get(path::EVENTS, routes::events::by_query),
        post(path::EVENTS, routes::events::by_body),
        post("/hooks/{capability}", routes::hooks::report),
        get("/healthz", routes::health::alive),
        get("/readyz", routes::health::ready),
        get("/openapi.json", routes::openapi::document),
    ]
}

/// The paths of all routes, each once.
pub fn patterns() -> Vec<&'static str> {
    let mut patterns: Vec<&str> = routes().into_iter().map(|(_, path, _)| path).collect();
    patterns.dedup();
    patterns
}

fn get<H: Handler<T, Shared>, T: 'static>(path: &'static str, handler: H) -> Route {
    (Method::GET, path, routing::get(handler))
}

fn post<H: Handler<T, Shared>, T: 'static>(path: &'static str, handler: H) -> Route {
    (Method::POST, path, routing::post(handler))
}

fn delete<H: Handler<T, Shared>, T: 'static>(path: &'static str, handler: H) -> Route {
    (Method::DELETE, path, routing::delete(handler))
}

/// The routes, behind what every request meets first.
pub fn router(app: Shared, page_dir: Option<&Path>) -> Router {
    let own = routes().into_iter().fold(Router::new(), |router, (_, path, answer)| router.route(path, answer));
    let all = match page_dir {
        Some(folder) => own.merge(static_site::routes(folder, &app)),
        None => own.fallback(nothing),
    };
    all.method_not_allowed_fallback(nothing)
        .layer(CatchPanicLayer::custom(|_| ApiError::internal().into_response()))
        .layer(from_fn_with_state(app.clone(), middleware))
        .layer(cors::layer(&app.origins))
        .layer(from_fn_with_state(app.clone(), preflight_middleware))
        .with_state(app)
}

async fn nothing() -> Response {
    ApiError::not_found().into_response()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    #[test]
    fn rule_08_the_document_has_every_route_and_no_other() {
        let document: Value = serde_json::from_str(routes::openapi::DOCUMENT).expect("the document is JSON");
        let paths = document["paths"].as_object().expect("paths");
        let documented: BTreeSet<String> = paths
            .iter()
            .flat_map(|(path, methods)| {
                let methods = methods.as_object().expect("methods").keys().filter(|word| *word != "parameters");
                methods.map(move |method| format!("{} {path}", method.to_uppercase()))
            })
            .collect();
        let served = routes().into_iter().map(|(method, path, _)| format!("{method} {path}")).collect();
        assert_eq!(documented, served);
    }
}
