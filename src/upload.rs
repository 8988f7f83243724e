use std::rc::Rc;

use akool_contract::path;
use wasm_bindgen::JsValue;

use crate::answer;
use crate::call::call;
use crate::client::Client;
use crate::failure::{self, Failure};
use crate::http::Request;
use crate::js;
use crate::race::Boxed;
use crate::raw;
use crate::start::Outcome;

/// Uploads a file to the gateway and returns the URL under which the vendor can fetch it.
pub fn upload(client: Rc<Client>, file: JsValue, options: JsValue) -> Result<Boxed<'static, Outcome>, Failure> {
    if client.options.direct || !raw::is_blob(&file) {
        return Err(failure::new("invalid_request", "Pass a Blob or a File; and the vendor itself takes no uploads."));
    }
    Ok(call(client, Request::post(path::UPLOADS, file, options), |_, answer| {
        let url = js::field(&answer::read_plain(answer)?, "url");
        if url.is_string() { Ok(url) } else { Err(failure::bad_answer()) }
    }))
}
