use std::rc::Rc;

use akool_contract::{path, text};
use wasm_bindgen::JsValue;

use crate::answer;
use crate::call::send_with_token;
use crate::client::Client;
use crate::failure::{self, Failure};
use crate::http::Request;
use crate::js;
use crate::raw;

/// Uploads a file to the gateway and returns the URL under which the vendor can fetch it.
pub async fn upload(client: &Rc<Client>, file: &JsValue, on_progress: JsValue) -> Result<String, Failure> {
    if !raw::is_blob(file) {
        return Err(failure::new("invalid_request", "Pass a Blob or a File."));
    }
    if client.options.direct {
        return Err(failure::configuration("The vendor takes no uploads; host the file and pass its address."));
    }
    let url = text::join(&[&client.options.base_url, path::UPLOADS]).into();
    let request = Request { method: "POST", url, body: file.clone(), on_progress };
    let body = answer::read_plain(send_with_token(client, &request).await?)?;
    js::text_field(&body, "url").ok_or_else(failure::bad_answer)
}
