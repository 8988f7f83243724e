//! The routes, one file each; each file and folder registers its own.

mod credits;
mod effects;
mod files;
mod health;
mod jobs;
mod models;
mod openapi;
mod orders;
mod token;

use axum::handler::Handler;
use axum::routing::{self, MethodRouter};
use http::Method;

use crate::http::state::HttpState;

/// A method, a path and the handler.
pub type Route = (Method, &'static str, MethodRouter<HttpState>);

/// Every route there is. What is not listed does not exist: no pattern takes a path on to somewhere else.
pub fn all() -> Vec<Route> {
    [
        token::routes(),
        orders::routes(),
        jobs::routes(),
        models::routes(),
        effects::routes(),
        credits::routes(),
        files::routes(),
        health::routes(),
        openapi::routes(),
    ]
    .concat()
}

/// The paths of all routes, each once.
pub fn patterns() -> Vec<&'static str> {
    let mut patterns: Vec<&str> = all().into_iter().map(|(_, path, _)| path).collect();
    patterns.dedup();
    patterns
}

fn get<H: Handler<T, HttpState>, T: 'static>(path: &'static str, handler: H) -> Route {
    (Method::GET, path, routing::get(handler))
}

fn post<H: Handler<T, HttpState>, T: 'static>(path: &'static str, handler: H) -> Route {
    (Method::POST, path, routing::post(handler))
}

fn delete<H: Handler<T, HttpState>, T: 'static>(path: &'static str, handler: H) -> Route {
    (Method::DELETE, path, routing::delete(handler))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    #[test]
    fn rule_08_the_document_has_every_route_and_no_other() {
        let document: Value = serde_json::from_str(openapi::DOCUMENT).expect("the document is JSON");
        let paths = document["paths"].as_object().expect("paths");
        let documented: BTreeSet<String> = paths
            .iter()
            .flat_map(|(path, methods)| {
                let methods = methods.as_object().expect("methods").keys().filter(|word| *word != "parameters");
                methods.map(move |method| format!("{} {path}", method.to_uppercase()))
            })
            .collect();
        let served = all().into_iter().map(|(method, path, _)| format!("{method} {path}")).collect();
        assert_eq!(documented, served);
    }
}
