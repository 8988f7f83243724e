use std::rc::Rc;

use akool_contract::path;
use wasm_bindgen::JsValue;

use crate::answer;
use crate::call::send;
use crate::client::Client;
use crate::failure;
use crate::http::Request;
use crate::js;
use crate::raw;
use crate::start::Outcome;

/// Uploads a file to the gateway and returns the URL under which the vendor can fetch it.
pub async fn upload(client: Rc<Client>, file: JsValue, options: JsValue) -> Outcome {
    if client.options.direct || !raw::is_blob(&file) {
        return Err(failure::new("invalid_request", "Pass a Blob or a File; and the vendor itself takes no uploads."));
    }
    let request = Request { path: path::UPLOADS, body: file, call: options, key: JsValue::UNDEFINED };
    let url = js::field(&send(&client, &request, &|| true, answer::read_plain).await?, "url");
    if url.is_string() { Ok(url) } else { Err(failure::bad_answer()) }
}
