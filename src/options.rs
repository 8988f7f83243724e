use akool_contract::text;
use js_sys::Array;
use wasm_bindgen::JsValue;

use crate::credential;
use crate::failure::{self, Failure};
use crate::js;

/// `ClientOptions`, complete and of the right types: `pkg-template/src/core/options.ts` checks that.
pub struct Options {
    /// As they came; JavaScript takes `fetch`, `headers` and `storage` from here.
    pub given: JsValue,
    /// Text.
    pub base_url: JsValue,
    /// A string, a function, or `undefined` for `token_url`.
    pub token: JsValue,
    /// Text.
    pub token_url: JsValue,
    pub timeout_ms: f64,
    /// How often an order is sent at most; `None` for the default.
    pub retry_attempts: Option<f64>,
    /// The pauses before an order is sent again; empty for the default.
    pub retry_delays_ms: Array,
    /// `base_url` is the vendor itself.
    pub direct: bool,
    pub allow_vendor_credential: bool,
}

impl Options {
    /// Reads what `configure` or `createClient` was given.
    pub fn read(given: JsValue) -> Result<Self, Failure> {
        let flag = |name| js::field(&given, name).is_truthy();
        let retry = js::field(&given, "retry");
        let options = Self {
            retry_attempts: js::number_field(&retry, "attempts"),
            retry_delays_ms: js::array_field(&retry, "delaysMs"),
            base_url: js::field(&given, "baseUrl"),
            token: js::field(&given, "token"),
            token_url: js::field(&given, "tokenUrl"),
            timeout_ms: js::number_field(&given, "timeoutMs").unwrap_or_default(),
            direct: flag("direct"),
            allow_vendor_credential: flag("dangerouslyAllowVendorCredential"),
            given,
        };
        credential::check_headers(&js::field(&options.given, "headers"), options.allow_vendor_credential)?;
        Ok(options)
    }
}

/// An option that is a positive number where it is given.
pub fn positive_option(options: &JsValue, name: &str, default: f64) -> Result<f64, Failure> {
    let value = js::field(options, name);
    match value.as_f64() {
        Some(number) if number > 0.0 => Ok(number),
        _ if value.is_undefined() => Ok(default),
        _ => Err(failure::configuration(&text::join(&["Give ", name, " as a positive number of milliseconds."]))),
    }
}
