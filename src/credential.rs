//! The vendor's own credentials open the whole account for more than a year; anyone who can open a page can read what
//! the page holds. So they are refused there.

use wasm_bindgen::JsValue;

use crate::failure::{self, Failure};
use crate::host;
use crate::js;

/// No token of a gateway lives this long.
const LONGEST_TOKEN_MS: f64 = 24.0 * 60.0 * 60.0 * 1000.0;

/// Refuses headers that are not valid in HTTP, and an API key among them.
pub fn check_headers(headers: &JsValue, allow: bool) -> Result<(), Failure> {
    let has_key = host::get(|host| host.has_header(headers, "x-api-key"))
        .map_err(|cause| failure::configuration("headers holds what HTTP does not allow.").with("cause", &cause))?;
    refuse_in_browser(has_key && !allow)
}

/// Refuses a token that lives longer than a day.
pub fn check_token(expires_at_ms: Option<f64>, allow: bool) -> Result<(), Failure> {
    refuse_in_browser(!allow && expires_at_ms.is_some_and(|time| time - js::now_ms() > LONGEST_TOKEN_MS))
}

fn refuse_in_browser(is_long_lived: bool) -> Result<(), Failure> {
    if is_long_lived && host::get(|host| host.is_browser()) {
        return Err(failure::configuration(
            "This is a long-lived credential: keep it on the server and let tokenUrl issue tokens.",
        ));
    }
    Ok(())
}
