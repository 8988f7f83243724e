use std::cell::Cell;
use std::future::Future;

use axum::response::Response;
use http::{HeaderName, HeaderValue};

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const SECONDS_PER_MINUTE: u32 = 60;

/// How much of an allowance is left.
#[derive(Clone, Copy, Debug)]
pub struct RateLimitState {
    pub policy: &'static str,
    pub per_minute: u32,
    pub left: u32,
}

tokio::task_local! {
    /// Of the request that this task answers. A caller is counted deep inside a route, and the header belongs on every
    /// answer, errors included.
    static CURRENT: Cell<Option<RateLimitState>>;
}

/// Runs a route and puts the state it noted into the response's headers.
pub async fn noting(route: impl Future<Output = Response>) -> Response {
    CURRENT
        .scope(Cell::new(None), async {
            let mut response = route.await;
            if let Some(state) = CURRENT.with(Cell::get) {
                state.write(&mut response);
            }
            response
        })
        .await
}

/// Notes the state for the headers of this request's response.
pub fn note(state: RateLimitState) {
    let _ = CURRENT.try_with(|current| current.set(Some(state)));
}

impl RateLimitState {
    fn write(self, response: &mut Response) {
        let Self { policy, per_minute, left } = self;
        let values = [
            (POLICY, format!("\"{policy}\";q={per_minute};w={SECONDS_PER_MINUTE}")),
            (LIMIT, format!("\"{policy}\";r={left}")),
        ];
        for (name, value) in values {
            if let Ok(value) = HeaderValue::from_str(&value) {
                response.headers_mut().insert(name, value);
            }
        }
    }
}
