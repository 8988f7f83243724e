use akool_contract::{BusinessCode, Envelope};
use axum::{
    Json,
    body::{Body, to_bytes},
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use bytes::Bytes;
use futures_util::stream;
use serde_json::{Value, json};

use super::{ConnectionHandle, Disconnect, with_code};
use crate::fault::FaultAnswer;

/// Largest genuine answer that is held in memory to be changed.
const MAXIMUM_BYTES: usize = 64 * 1024 * 1024;

/// The answer of a fault. `genuine` is the answer of the request, if it was carried out.
pub async fn fault_response(
    answer: &FaultAnswer,
    genuine: Option<Response>,
    connection: &ConnectionHandle,
) -> Response {
    match answer {
        FaultAnswer::Close {} => {
            connection.end(Disconnect::Close);
            StatusCode::OK.into_response()
        }
        FaultAnswer::Reset {} => {
            connection.end(Disconnect::Reset);
            StatusCode::OK.into_response()
        }
        FaultAnswer::Hang {} => std::future::pending().await,
        FaultAnswer::Status { status, retry_after, body } => {
            status_answer(*status, retry_after.as_ref(), body.as_ref())
        }
        FaultAnswer::Business { code, msg } => {
            let code = BusinessCode(*code);
            let msg = msg.as_deref().unwrap_or(code.meaning());
            with_code(code, Json(Envelope::<Value>::error(code, msg)).into_response())
        }
        FaultAnswer::Html { status } => {
            let page = "<!doctype html><html><head><title>Bad gateway</title></head><body><h1>Please try again</h1></body></html>";
            (status_code(*status), Html(page)).into_response()
        }
        FaultAnswer::Malformed {} => rewritten(genuine, |bytes| malformed(&bytes)).await,
        FaultAnswer::Edited { set, remove } => {
            rewritten(genuine, |bytes| match serde_json::from_slice::<Value>(&bytes) {
                Ok(mut json) => {
                    set.iter().for_each(|(pointer, value)| put(&mut json, pointer, value.clone()));
                    remove.iter().for_each(|pointer| take(&mut json, pointer));
                    json.to_string().into_bytes()
                }
                Err(_) => bytes.into(),
            })
            .await
        }
        FaultAnswer::Truncated {} => truncated(genuine, connection).await,
        FaultAnswer::Genuine {} | FaultAnswer::Missing {} | FaultAnswer::Duplicate { .. } | FaultAnswer::Forged {} => {
            genuine.unwrap_or_else(|| StatusCode::INTERNAL_SERVER_ERROR.into_response())
        }
    }
}

fn status_code(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

fn status_answer(status: u16, retry_after: Option<&Value>, body: Option<&Value>) -> Response {
    let code = status_code(status);
    let mut response = match body {
        Some(Value::String(text)) => (code, text.clone()).into_response(),
        Some(json) => (code, Json(json)).into_response(),
        None => {
            let msg = code.canonical_reason().unwrap_or("Unknown");
            (code, Json(json!({ "status": status, "msg": msg }))).into_response()
        }
    };
    let text = retry_after.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    if let Some(value) = text.and_then(|text| HeaderValue::from_str(&text).ok()) {
        response.headers_mut().insert(header::RETRY_AFTER, value);
    }
    response
}

async fn rewritten(genuine: Option<Response>, rewrite: impl FnOnce(Bytes) -> Vec<u8>) -> Response {
    let Some(genuine) = genuine else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let (mut parts, body) = genuine.into_parts();
    let bytes = to_bytes(body, MAXIMUM_BYTES).await.unwrap_or_default();
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(rewrite(bytes)))
}

/// Ends in the middle of a string, so that no JSON reader can take it for whole.
fn malformed(bytes: &[u8]) -> Vec<u8> {
    let mut spoilt = bytes[..bytes.len() / 2].to_vec();
    spoilt.extend_from_slice(b"\x00{\"");
    spoilt
}

async fn truncated(genuine: Option<Response>, connection: &ConnectionHandle) -> Response {
    let Some(genuine) = genuine else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let (mut parts, body) = genuine.into_parts();
    let bytes = to_bytes(body, MAXIMUM_BYTES).await.unwrap_or_default();
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    let half = bytes.slice(..bytes.len() / 2);
    let target = connection.written() + half.len() as u64;
    let connection = connection.clone();
    let pieces = stream::unfold(0, move |step| {
        let (half, connection) = (half.clone(), connection.clone());
        async move {
            if step == 0 {
                return Some((Ok(half), 1));
            }
            // The first half must be sent before the connection ends.
            connection.written_beyond(target).await;
            connection.end(Disconnect::Close);
            Some((Err(std::io::Error::other("cut on purpose")), 2))
        }
    });
    Response::from_parts(parts, Body::from_stream(pieces))
}

fn put(json: &mut Value, pointer: &str, value: Value) {
    if let Some(place) = json.pointer_mut(pointer) {
        *place = value;
    } else if let Some((parent, name)) = pointer.rsplit_once('/')
        && let Some(Value::Object(parent)) = json.pointer_mut(parent)
    {
        parent.insert(name.to_owned(), value);
    }
}

fn take(json: &mut Value, pointer: &str) {
    if let Some((parent, name)) = pointer.rsplit_once('/')
        && let Some(Value::Object(parent)) = json.pointer_mut(parent)
    {
        parent.remove(name);
    }
}
