use super::environment::Environment;
use super::read::{optional, required};
use super::{ArchiveOptions, check};
use crate::Bucket;
use crate::BucketCredentials;
use crate::BucketStyle;
use crate::Storage;
use url::Url;

const AMAZON_DEFAULT_REGION: &str = "us-east-1";
const ONLY_WITH_A_BUCKET: [&str; 7] = [
    "AKOOL_GATEWAY_S3_REGION",
    "AKOOL_GATEWAY_S3_ENDPOINT",
    "AKOOL_GATEWAY_S3_ACCESS_KEY_ID",
    "AKOOL_GATEWAY_S3_SECRET_ACCESS_KEY",
    "AKOOL_GATEWAY_S3_SESSION_TOKEN",
    "AKOOL_GATEWAY_S3_CREDENTIALS",
    "AKOOL_GATEWAY_S3_STYLE",
];
const KEY: [&str; 3] =
    ["AKOOL_GATEWAY_S3_ACCESS_KEY_ID", "AKOOL_GATEWAY_S3_SECRET_ACCESS_KEY", "AKOOL_GATEWAY_S3_SESSION_TOKEN"];

/// The bucket if one is set, otherwise the data folder.
pub fn storage(env: &mut Environment, plain_http_hosts: &[String]) -> Option<Storage> {
    if env.text("AKOOL_GATEWAY_S3_BUCKET").is_none() {
        for name in ONLY_WITH_A_BUCKET {
            // The operator expects files to be in a bucket.
            if env.text(name).or(env.text(&format!("{name}_FILE"))).is_some() {
                env.fault(name, "It has no effect without AKOOL_GATEWAY_S3_BUCKET.");
            }
        }
        return Some(Storage::Disk);
    }
    let name = env.parsed("AKOOL_GATEWAY_S3_BUCKET", check::bucket);
    let endpoint = env.parsed("AKOOL_GATEWAY_S3_ENDPOINT", |text| check::endpoint_url(text, plain_http_hosts));
    let region = match env.text("AKOOL_GATEWAY_S3_REGION") {
        Some(_) => env.parsed("AKOOL_GATEWAY_S3_REGION", check::region),
        None => Some(AMAZON_DEFAULT_REGION.to_owned()),
    };
    let style = style(env, endpoint.as_ref());
    let credentials = credentials(env);
    let bucket = Bucket { name: name?, region: region?, endpoint, style, credentials: credentials? };
    Some(Storage::Bucket(Box::new(bucket)))
}

/// Other servers than Amazon's rarely have a host name for each bucket.
fn style(env: &mut Environment, endpoint: Option<&Url>) -> BucketStyle {
    const NAME: &str = "AKOOL_GATEWAY_S3_STYLE";
    let read = |text: &str| match text {
        "path" => Ok(BucketStyle::Path),
        "virtual-host" => Ok(BucketStyle::VirtualHost),
        _ => Err("Use path or virtual-host.".into()),
    };
    let default = if endpoint.is_some() { BucketStyle::Path } else { BucketStyle::VirtualHost };
    let style = env.parsed(NAME, read).unwrap_or(default);
    if style == BucketStyle::VirtualHost && endpoint.is_some_and(|endpoint| endpoint.domain().is_none()) {
        env.fault(NAME, "The endpoint is an IP address, which the name of a bucket cannot be put before.");
    }
    style
}

/// The key of the bucket, or the credentials of the environment.
fn credentials(env: &mut Environment) -> Option<BucketCredentials> {
    const NAME: &str = "AKOOL_GATEWAY_S3_CREDENTIALS";
    let read = |text: &str| match text {
        "key" => Ok(false),
        "environment" => Ok(true),
        _ => Err("Use key or environment.".into()),
    };
    if env.parsed(NAME, read).unwrap_or(false) {
        for name in KEY {
            if env.text(name).or(env.text(&format!("{name}_FILE"))).is_some() {
                env.fault(name, format!("It has no effect while {NAME} is environment. Unset one of them."));
            }
        }
        return Some(BucketCredentials::Environment);
    }
    let id = required(env, KEY[0], check::header_safe);
    let secret = required(env, KEY[1], check::header_safe);
    let session_token = optional(env, KEY[2], check::header_safe);
    Some(BucketCredentials::Key { id: id?, secret: secret?, session_token })
}

/// Whether finished videos are archived, and how many.
pub fn archive(env: &mut Environment) -> ArchiveOptions {
    let default = ArchiveOptions::default();
    ArchiveOptions {
        days: env.parsed("AKOOL_GATEWAY_KEEP_RESULTS_DAYS", check::days),
        max_bytes: env.parsed("AKOOL_GATEWAY_KEPT_MAX_BYTES", check::positive).unwrap_or(default.max_bytes),
        total_max_bytes: env
            .parsed("AKOOL_GATEWAY_KEPT_TOTAL_MAX_BYTES", check::positive)
            .unwrap_or(default.total_max_bytes),
    }
}
