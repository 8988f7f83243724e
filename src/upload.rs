use std::rc::Rc;

use akool_contract::path;
use wasm_bindgen::JsValue;

use crate::answer;
use crate::call::send_with_token;
use crate::client::Client;
use crate::failure::Failure;
use crate::http::Request;
use crate::js;
use crate::raw;

/// Uploads a file to the gateway and returns the URL under which the vendor can fetch it.
pub async fn upload(client: &Rc<Client>, file: &JsValue, on_progress: JsValue) -> Result<String, Failure> {
    if !raw::is_blob(file) {
        return Err(Failure::new("invalid_request", "Pass a Blob or a File."));
    }
    if client.options.direct {
        return Err(Failure::configuration("The vendor takes no uploads; host the file and pass its address."));
    }
    let url = [&client.options.base_url, path::UPLOADS].concat();
    let request = Request { method: "POST", url, body: file.clone(), on_progress };
    let body = answer::read_plain(send_with_token(client, &request).await?)?;
    js::text_field(&body, "url").ok_or_else(Failure::bad_answer)
}
