//! The vendor's own credentials open the whole account for more than a year; anyone who can open a page can read what
//! the page holds. So they are refused there.

use crate::failure::Failure;
use crate::js;

/// No token of a gateway lives this long.
const LONGEST_TOKEN_SECONDS: f64 = 24.0 * 60.0 * 60.0;

/// Refuses an API key among the headers.
pub fn check_headers(headers: &[(String, String)]) -> Result<(), Failure> {
    if js::is_browser() && headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("x-api-key")) {
        return Err(refusal());
    }
    Ok(())
}

/// Refuses a token that lives longer than a day.
pub fn check_token(token: &str) -> Result<(), Failure> {
    if js::is_browser()
        && expiry_seconds(token).is_some_and(|expiry| expiry - js::now_ms() / 1000.0 > LONGEST_TOKEN_SECONDS)
    {
        return Err(refusal());
    }
    Ok(())
}

/// When a JWT ends, in seconds since 1970; `None` for a token of another kind. The signature is not our business.
pub fn expiry_seconds(token: &str) -> Option<f64> {
    let payload = token.split('.').nth(1)?.replace('-', "+").replace('_', "/");
    let claims = js::parse_json(&js::atob(&payload).ok()?).ok()?;
    js::field(&claims, "exp").as_f64()
}

fn refusal() -> Failure {
    Failure::configuration(
        "This is a long-lived credential of the vendor's; whoever opens the page could use your account. Keep it on \
         the server and let tokenUrl issue short-lived tokens.",
    )
}
