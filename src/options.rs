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
    /// Without a slash at the end.
    pub base_url: String,
    /// A string, a function, or `undefined` for `token_url`.
    pub token: JsValue,
    pub token_url: String,
    /// An object of strings or `undefined`.
    pub headers: JsValue,
    /// A function or `undefined`.
    pub fetch: JsValue,
    pub timeout_ms: f64,
    /// `base_url` is the vendor itself.
    pub direct: bool,
    pub allow_vendor_credential: bool,
}

impl Options {
    /// Reads what `configure` or `createClient` was given. `origin` is the page's, or `undefined`.
    pub fn read(options: &JsValue, origin: &JsValue) -> Result<Self, Failure> {
        for name in js::keys(options) {
            if !NAMES.contains(&name.as_str()) {
                return Err(fault(&[
                    "Remove the option ",
                    &name,
                    ": there is none of that name. Keys belong on the server.",
                ]));
            }
        }
        let mut base_url = text_option(options, "baseUrl")?
            .or_else(|| origin.as_string())
            .ok_or_else(|| fault(&["Give baseUrl, the address of your gateway: there is no page to take it from."]))?;
        while base_url.ends_with('/') {
            base_url.pop();
        }
        let token_url = text_option(options, "tokenUrl")?.unwrap_or_else(|| text::join(&[&base_url, path::TOKEN]));
        let direct = js::field(options, "direct").is_truthy();
        let token = js::field(options, "token");
        if !(token.is_string() || token.is_function() || token.is_undefined() && !direct) {
            return Err(fault(&["Give token as a string or a function."]));
        }
        let fetch = js::field(options, "fetch");
        if !(fetch.is_undefined() || fetch.is_function()) {
            return Err(fault(&["Give fetch as a function."]));
        }
        let headers = js::field(options, "headers");
        let allow_vendor_credential = js::field(options, "dangerouslyAllowVendorCredential").is_truthy();
        if !allow_vendor_credential {
            credential::check_headers(&headers)?;
        }
        Ok(Self {
            base_url,
            token,
            token_url,
            headers,
            fetch,
            timeout_ms: positive_option(options, "timeoutMs", DEFAULT_TIMEOUT_MS)?,
            direct,
            allow_vendor_credential,
        })
    }
}

/// An option that is a positive number where it is given.
pub fn positive_option(options: &JsValue, name: &str, default: f64) -> Result<f64, Failure> {
    let value = js::field(options, name);
    if value.is_undefined() {
        return Ok(default);
    }
    value
        .as_f64()
        .filter(|number| *number > 0.0)
        .ok_or_else(|| fault(&["Give ", name, " as a positive number of milliseconds."]))
}

fn text_option(options: &JsValue, name: &str) -> Result<Option<String>, Failure> {
    let value = js::field(options, name);
    if value.is_undefined() {
        return Ok(None);
    }
    // A URL object is as good as its text.
    let text = value.as_string().or_else(|| js::text_field(&value, "href"));
    text.map(Some).ok_or_else(|| fault(&["Give ", name, " as a URL."]))
}

fn fault(parts: &[&str]) -> Failure {
    failure::configuration(&text::join(parts))
}
