use std::rc::Rc;

use akool_contract::path;
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ProgressEvent, XmlHttpRequest};

use crate::answer;
use crate::call::with_token;
use crate::client::Client;
use crate::failure::Failure;
use crate::http::{self, Answer, Body};
use crate::js;
use crate::raw;

/// Uploads a file to the gateway and returns the URL under which the vendor can fetch it.
pub async fn upload(client: &Rc<Client>, file: &JsValue, on_progress: &JsValue) -> Result<String, Failure> {
    if !raw::is_blob(file) {
        return Err(Failure::new("invalid_request", "Pass a Blob or a File."));
    }
    if client.options.direct {
        return Err(Failure::configuration("The vendor takes no uploads; host the file and pass its address."));
    }
    let url = [&client.options.base_url, path::UPLOADS].concat();
    let body = with_token(client, async |token| {
        let body = Body::File(file);
        // Only XMLHttpRequest tells how much has been sent; elsewhere and with a replaced fetch there is no progress.
        let has_progress =
            on_progress.is_function() && client.options.fetch.is_none() && js::global("XMLHttpRequest").is_function();
        let answer = if has_progress {
            Transfer::new().map_err(Failure::network)?.send(client, &url, token, &body, file, on_progress).await?
        } else {
            http::send(&client.options, "POST", &url, Some(token), body).await?
        };
        answer::read_plain(answer)
    })
    .await?;
    js::text_field(&body, "url").ok_or_else(Failure::bad_answer)
}

/// An upload through `XMLHttpRequest`; aborted when dropped.
struct Transfer {
    request: XmlHttpRequest,
}

impl Transfer {
    fn new() -> Result<Self, JsValue> {
        Ok(Self { request: XmlHttpRequest::new()? })
    }

    async fn send(
        &self,
        client: &Client,
        url: &str,
        token: &str,
        body: &Body<'_>,
        file: &JsValue,
        on_progress: &JsValue,
    ) -> Result<Answer, Failure> {
        let request = &self.request;
        request.open_with_async("POST", url, true).map_err(Failure::network)?;
        for (name, value) in http::headers_of(&client.options, Some(token), body) {
            request.set_request_header(name, &value).map_err(Failure::network)?;
        }
        let callback = on_progress.clone();
        let progress = Closure::<dyn FnMut(ProgressEvent)>::new(move |event: ProgressEvent| {
            js::notify_callback(
                &callback,
                &progress_to_js(event.loaded(), event.length_computable().then(|| event.total())),
            );
        });
        if let Ok(upload) = request.upload() {
            upload.set_onprogress(Some(progress.as_ref().unchecked_ref()));
        }
        let done = Promise::new(&mut |resolve, _| {
            // `loadend` comes after load, error and abort alike; the status tells them apart.
            request.set_onloadend(Some(&resolve));
        });
        request.send_with_opt_blob(Some(file.unchecked_ref())).map_err(Failure::network)?;
        let _ = JsFuture::from(done).await;
        let status = request.status().unwrap_or_default();
        if status == 0 {
            return Err(Failure::network(JsValue::UNDEFINED));
        }
        let text = request.response_text().ok().flatten().unwrap_or_default();
        Ok(Answer {
            status,
            retry_after_ms: None,
            request_id: request.get_response_header("x-request-id").ok().flatten(),
            body: js::parse_json(&JsValue::from_str(&text)).ok(),
        })
    }
}

impl Drop for Transfer {
    fn drop(&mut self) {
        self.request.set_onloadend(None);
        if let Ok(upload) = self.request.upload() {
            upload.set_onprogress(None);
        }
        let _ = self.request.abort();
    }
}

/// `{ loadedBytes, totalBytes }`.
pub fn progress_to_js(loaded: f64, total: Option<f64>) -> JsValue {
    let progress = js::object();
    js::set(&progress, "loadedBytes", &JsValue::from_f64(loaded));
    if let Some(total) = total {
        js::set(&progress, "totalBytes", &JsValue::from_f64(total));
    }
    progress
}
