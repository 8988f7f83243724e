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
    let has_key = host::get()
        .has_header(headers, "x-api-key")
        .map_err(|cause| failure::configuration("headers holds what HTTP does not allow.").with("cause", &cause))?;
    refuse_in_browser(has_key && !allow)
}

/// Refuses a JWT that lives longer than a day, by what it says itself: the machine's clock may be wrong.
pub fn check_token(claims: &JsValue, allow: bool) -> Result<(), Failure> {
    let lifetime_ms = whole_lifetime_ms(claims).or_else(|| remaining_ms(claims, host::time_ms()));
    refuse_in_browser(!allow && lifetime_ms.is_some_and(|lifetime_ms| lifetime_ms > LONGEST_TOKEN_MS))
}

/// How long a JWT still lives, as far as that is known.
pub fn lifetime_ms(claims: &JsValue) -> Option<f64> {
    // Without the server's time it is taken for a fresh one; should it not be, its refusal is what has it renewed.
    host::server_time_ms()
        .and_then(|time_ms| remaining_ms(claims, time_ms))
        .or_else(|| whole_lifetime_ms(claims))
        .or_else(|| remaining_ms(claims, js::local_time_ms()))
}

/// From its making to its end.
fn whole_lifetime_ms(claims: &JsValue) -> Option<f64> {
    remaining_ms(claims, js::number_field(claims, "iat")? * 1000.0)
}

fn remaining_ms(claims: &JsValue, since_ms: f64) -> Option<f64> {
    js::number_field(claims, "exp").map(|seconds| seconds * 1000.0 - since_ms)
}

fn refuse_in_browser(is_long_lived: bool) -> Result<(), Failure> {
    if is_long_lived && host::get().is_browser() {
        return Err(failure::configuration(
            "This is a long-lived credential: keep it on the server and let tokenUrl issue tokens.",
        ));
    }
    Ok(())
}
