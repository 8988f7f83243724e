use akool_contract::{path, text};
use wasm_bindgen::JsValue;

use crate::credential;
use crate::failure::{self, Failure};
use crate::js;

/// How long one request may take by default.
const DEFAULT_TIMEOUT_MS: f64 = 30_000.0;

const NAMES: [&str; 8] =
    ["baseUrl", "token", "tokenUrl", "headers", "fetch", "timeoutMs", "direct", "dangerouslyAllowVendorCredential"];

/// `ClientOptions`, read and checked.
pub struct Options {
    /// As they came; JavaScript takes `fetch` and `headers` from here.
    pub given: JsValue,
    /// Text.
    pub base_url: JsValue,
    /// A string, a function, or `undefined` for `token_url`.
    pub token: JsValue,
    /// Text.
    pub token_url: JsValue,
    pub timeout_ms: f64,
    /// `base_url` is the vendor itself.
    pub direct: bool,
    pub allow_vendor_credential: bool,
}

impl Options {
    /// Reads what `configure` or `createClient` was given. `origin` is the page's, or `undefined`.
    pub fn read(given: JsValue, origin: &JsValue) -> Result<Self, Failure> {
        let mut unknown = None;
        js::for_each_field(&given, &mut |name, _| {
            if !NAMES.contains(&name.as_str()) {
                unknown = Some(name);
            }
        });
        if let Some(name) = unknown {
            return Err(fault(&[
                "Remove the option ",
                &name,
                ": there is none of that name. Keys belong on the server.",
            ]));
        }
        let base_url = text_option(&given, "baseUrl", origin)?;
        let default_token_url = text::join(&[&base_url.as_string().unwrap_or_default(), path::TOKEN]);
        let token = js::field(&given, "token");
        let direct = js::field(&given, "direct").is_truthy();
        if !(token.is_string() || token.is_function() || token.is_undefined() && !direct) {
            return Err(fault(&["Give token as a string or a function."]));
        }
        let fetch = js::field(&given, "fetch");
        if !(fetch.is_undefined() || fetch.is_function()) {
            return Err(fault(&["Give fetch as a function."]));
        }
        let allow_vendor_credential = js::field(&given, "dangerouslyAllowVendorCredential").is_truthy();
        credential::check_headers(&js::field(&given, "headers"), allow_vendor_credential)?;
        Ok(Self {
            base_url,
            token,
            token_url: text_option(&given, "tokenUrl", &default_token_url.into())?,
            timeout_ms: positive_option(&given, "timeoutMs", DEFAULT_TIMEOUT_MS)?,
            direct,
            allow_vendor_credential,
            given,
        })
    }
}

/// An option that is a positive number where it is given.
pub fn positive_option(options: &JsValue, name: &str, default: f64) -> Result<f64, Failure> {
    let value = js::field(options, name);
    match value.as_f64() {
        Some(number) if number > 0.0 => Ok(number),
        _ if value.is_undefined() => Ok(default),
        _ => Err(fault(&["Give ", name, " as a positive number of milliseconds."])),
    }
}

fn text_option(options: &JsValue, name: &str, default: &JsValue) -> Result<JsValue, Failure> {
    let value = js::field(options, name);
    let value = if value.is_undefined() { default.clone() } else { value };
    if value.is_string() { Ok(value) } else { Err(fault(&["Give ", name, " as a string."])) }
}

fn fault(parts: &[&str]) -> Failure {
    failure::configuration(&text::join(parts))
}
