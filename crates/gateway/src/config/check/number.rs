use std::num::NonZeroU32;
use std::time::Duration;

/// A whole number above zero.
pub fn positive(text: &str) -> Result<u64, String> {
    text.parse().ok().filter(|number| *number > 0).ok_or_else(|| "It is not a positive whole number.".into())
}

/// An amount of credits; zero is allowed.
pub fn credits(text: &str) -> Result<f64, String> {
    let credits: Option<f64> = text.parse().ok();
    credits.filter(|credits| (0.0..=1e9).contains(credits)).ok_or_else(|| "It is not a number of credits.".into())
}

/// Requests per minute.
pub fn rate(text: &str) -> Result<NonZeroU32, String> {
    text.parse().map_err(|_| "It is not a positive whole number.".into())
}

/// `1` or `0`.
pub fn switch(text: &str) -> Result<bool, String> {
    match text {
        "1" => Ok(true),
        "0" => Ok(false),
        _ => Err("Use 1 or 0.".into()),
    }
}

/// A whole number of seconds in a range.
pub fn seconds(text: &str, min: u64, max: u64) -> Result<Duration, String> {
    let seconds = text.parse().ok().filter(|seconds| (min..=max).contains(seconds));
    seconds.map(Duration::from_secs).ok_or_else(|| format!("It is not a whole number of seconds from {min} to {max}."))
}

/// Between one day and ten years.
pub fn days(text: &str) -> Result<NonZeroU32, String> {
    let days: Option<NonZeroU32> = text.parse().ok();
    days.filter(|days| days.get() <= 3650).ok_or_else(|| "It is not a number of days from 1 to 3650.".into())
}

/// How many days of jobs may be listed. Akool keeps no job longer than seven days.
pub fn history_days(text: &str) -> Result<u32, String> {
    text.parse().ok().filter(|days| *days <= 7).ok_or_else(|| "It is not a number of days from 0 to 7.".into())
}
