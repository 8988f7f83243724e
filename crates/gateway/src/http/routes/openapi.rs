use axum::response::IntoResponse;
use http::header::CONTENT_TYPE;

use super::{Route, get};

pub fn routes() -> Vec<Route> {
    vec![get("/openapi.json", document)]
}

/// What this gateway serves, in the words of OpenAPI 3.1.
pub const DOCUMENT: &str = include_str!("../../../openapi.json");

/// `GET /openapi.json`
async fn document() -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], DOCUMENT)
}
