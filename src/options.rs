use wasm_bindgen::JsValue;

use crate::credential;
use crate::failure::Failure;
use crate::js;

/// How long one request may take by default.
const DEFAULT_TIMEOUT_MS: f64 = 30_000.0;

const NAMES: [&str; 8] =
    ["baseUrl", "token", "tokenUrl", "headers", "fetch", "timeoutMs", "direct", "dangerouslyAllowVendorCredential"];

/// `ClientOptions`, read and checked.
pub struct Options {
    /// Without a slash at the end.
    pub base_url: String,
    /// A string or a function.
    pub token: JsValue,
    pub token_url: String,
    /// Pairs of name and value.
    pub headers: Vec<(String, String)>,
    /// A function or `undefined`.
    pub fetch: JsValue,
    pub timeout_ms: f64,
    /// `base_url` is the vendor itself.
    pub direct: bool,
    pub allow_vendor_credential: bool,
}

impl Options {
    /// Reads what `configure` or `createClient` was given.
    pub fn read(options: &JsValue) -> Result<Self, Failure> {
        if let Some(name) = js::keys(options).iter().find(|name| !NAMES.contains(&name.as_str())) {
            let message =
                ["Remove the option ", name, ": there is no such option. Keys belong on the server, behind tokenUrl."];
            return Err(Failure::configuration(message.concat()));
        }
        let allow_vendor_credential = js::field(options, "dangerouslyAllowVendorCredential").is_truthy();
        let base_url = match url_option(options, "baseUrl")? {
            Some(url) => url,
            None => js::text_field(&js::global("location"), "origin").filter(|origin| origin != "null").ok_or_else(
                || {
                    Failure::configuration(
                        "Give baseUrl, the address of your gateway: there is no page to take it from.",
                    )
                },
            )?,
        };
        let base_url = base_url.trim_end_matches('/').to_owned();
        let token_url =
            url_option(options, "tokenUrl")?.unwrap_or_else(|| [&base_url, akool_contract::path::TOKEN].concat());
        let direct = js::field(options, "direct").is_truthy();
        let token = js::field(options, "token");
        if !(token.is_undefined() || token.is_string() || token.is_function()) {
            return Err(Failure::configuration("Give token as a string or a function."));
        }
        if direct && token.is_undefined() {
            return Err(Failure::configuration("Give token: the vendor has no token route a page could use."));
        }
        let fetch = js::field(options, "fetch");
        if !(fetch.is_undefined() || fetch.is_function()) {
            return Err(Failure::configuration("Give fetch as a function."));
        }
        let headers = read_headers(&js::field(options, "headers"))?;
        if !allow_vendor_credential {
            credential::check_headers(&headers)?;
        }
        Ok(Self {
            base_url,
            token,
            token_url,
            headers,
            fetch,
            timeout_ms: positive_option(options, "timeoutMs")?.unwrap_or(DEFAULT_TIMEOUT_MS),
            direct,
            allow_vendor_credential,
        })
    }
}

/// An option that is a positive number where it is given.
pub fn positive_option(options: &JsValue, name: &'static str) -> Result<Option<f64>, Failure> {
    let value = js::field(options, name);
    match value.as_f64() {
        _ if value.is_undefined() => Ok(None),
        Some(number) if number > 0.0 => Ok(Some(number)),
        _ => Err(Failure::configuration(["Give ", name, " as a positive number of milliseconds."].concat())),
    }
}

fn url_option(options: &JsValue, name: &'static str) -> Result<Option<String>, Failure> {
    let value = js::field(options, name);
    match value.as_string() {
        _ if value.is_undefined() => Ok(None),
        // A URL object is as good as its text.
        None => Ok(Some(js::text_field(&value, "href").ok_or_else(|| url_fault(name))?)),
        Some(text) if !text.is_empty() => Ok(Some(text)),
        Some(_) => Err(url_fault(name)),
    }
}

fn url_fault(name: &str) -> Failure {
    Failure::configuration(["Give ", name, " as a URL."].concat())
}

fn read_headers(headers: &JsValue) -> Result<Vec<(String, String)>, Failure> {
    js::keys(headers)
        .into_iter()
        .map(|name| match js::field(headers, &name).as_string() {
            Some(value) => Ok((name, value)),
            None => Err(Failure::configuration("Give headers as an object of strings.")),
        })
        .collect()
}
