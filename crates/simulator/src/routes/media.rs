use std::{ops::Bound, sync::Arc};

use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use headers::{HeaderMapExt, Range};

use crate::{http::access_denied, state::SimulatorState};

/// `GET /media/<name>`: a result or its still, for seven days.
pub async fn media(State(state): State<Arc<SimulatorState>>, Path(name): Path<String>, headers: HeaderMap) -> Response {
    // Source pictures are in the same store under names with a slash; they are private.
    if name.contains('/') {
        return access_denied();
    }
    match state.storage.media.get(&name, state.clock.now_ms()) {
        Ok(Some(file)) => serve(&headers, &name, file.bytes, file.kind.content_type()),
        Ok(None) => access_denied(),
        Err(error) => {
            tracing::error!(%error, "a file could not be read");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// `GET /media/effects/<Name>.mp4` or `.png`: the preview of an effect. The first request waits for the render.
pub async fn preview(
    State(state): State<Arc<SimulatorState>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some((effect, extension)) = name.rsplit_once('.') else { return access_denied() };
    let Some(kind) = state.rendering.effects.kind_of_name(effect) else { return access_denied() };
    let content_type = match extension {
        "mp4" => "video/mp4",
        "png" => "image/png",
        _ => return access_denied(),
    };
    match state.rendering.previews.get(kind, &state.rendering.pool, state.options.quality).await {
        Ok(preview) => {
            let bytes = if extension == "mp4" { preview.mp4 } else { preview.logo };
            serve(&headers, &name, bytes, content_type)
        }
        Err(reason) => {
            tracing::error!(%reason, effect, "a preview could not be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn serve(request: &HeaderMap, name: &str, bytes: Bytes, content_type: &'static str) -> Response {
    let length = bytes.len() as u64;
    // A name is never reused for other content, so it can be the entity tag.
    let tag = HeaderValue::from_str(&format!("\"{name}\"")).unwrap_or(HeaderValue::from_static("\"-\""));
    let is_same = request.get(header::IF_NONE_MATCH).is_some_and(|known| known == tag);
    let is_range_valid = request.get(header::IF_RANGE).is_none_or(|known| known == tag);
    let mut response = if is_same {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        match request.typed_get::<Range>().filter(|_| is_range_valid).map(|range| single(&range, length)) {
            None | Some(RangeRequest::All) => bytes.into_response(),
            Some(RangeRequest::Part(first, last)) => {
                let part = bytes.slice(first as usize..=last as usize);
                let range = format!("bytes {first}-{last}/{length}");
                (StatusCode::PARTIAL_CONTENT, [(header::CONTENT_RANGE, range)], part).into_response()
            }
            Some(RangeRequest::Nothing) => {
                let range = format!("bytes */{length}");
                (StatusCode::RANGE_NOT_SATISFIABLE, [(header::CONTENT_RANGE, range)]).into_response()
            }
        }
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::ETAG, tag);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

enum RangeRequest {
    All,
    Part(u64, u64),
    Nothing,
}

/// A single range is served as one. For several ranges the whole file is served, which the standard allows.
fn single(range: &Range, length: u64) -> RangeRequest {
    let ranges: Vec<_> = range.satisfiable_ranges(length).collect();
    let [(first, last)] = ranges.as_slice() else {
        return if ranges.is_empty() { RangeRequest::Nothing } else { RangeRequest::All };
    };
    let first = match first {
        Bound::Included(first) => *first,
        Bound::Excluded(before) => before + 1,
        Bound::Unbounded => 0,
    };
    let last = match last {
        Bound::Included(last) => *last,
        Bound::Excluded(after) => after.saturating_sub(1),
        Bound::Unbounded => length.saturating_sub(1),
    };
    if first > last || first >= length {
        RangeRequest::Nothing
    } else {
        RangeRequest::Part(first, last.min(length - 1))
    }
}
