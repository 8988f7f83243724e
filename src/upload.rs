use akool_contract::path;
use js_sys::Promise;
use wasm_bindgen::prelude::*;

use crate::answer;
use crate::call::call;
use crate::failure;
use crate::http::Request;
use crate::js;
use crate::raw;
use crate::start::start;

/// Uploads a file to the gateway and returns the URL under which the vendor can fetch it.
#[wasm_bindgen(js_name = uploadFile, unchecked_return_type = "Promise<string>")]
pub fn upload_file(
    client: u32,
    #[wasm_bindgen(unchecked_param_type = "unknown")] file: JsValue,
    #[wasm_bindgen(unchecked_param_type = "TransferOptions | undefined")] options: JsValue,
) -> Promise {
    start(client, file, options, |client, file, options| {
        if client.options.direct || !raw::is_blob(&file) {
            let advice = "Pass a Blob or a File, and use a gateway: Akool itself takes no uploads.";
            return Err(failure::new("invalid_request", advice));
        }
        Ok(call(client, Request::post(path::UPLOADS, file, options), |_, answer| {
            let url = js::field(&answer::read_plain(answer)?, "url");
            if url.is_string() { Ok(url) } else { Err(failure::bad_answer()) }
        }))
    })
}
