use axum::response::IntoResponse;
use http::header::CONTENT_TYPE;

/// What this gateway serves, in the words of OpenAPI 3.1.
pub const DOCUMENT: &str = include_str!("../../../openapi.json");

/// `GET /openapi.json`
pub async fn document() -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], DOCUMENT)
}
