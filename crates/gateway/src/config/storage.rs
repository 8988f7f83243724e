use super::environment::Environment;
use super::read::required;
use super::{ArchiveOptions, check};
use crate::Bucket;
use crate::Storage;

const AMAZON_DEFAULT_REGION: &str = "us-east-1";
const ONLY_WITH_A_BUCKET: [&str; 4] = [
    "AKOOL_GATEWAY_S3_REGION",
    "AKOOL_GATEWAY_S3_ENDPOINT",
    "AKOOL_GATEWAY_S3_ACCESS_KEY_ID",
    "AKOOL_GATEWAY_S3_SECRET_ACCESS_KEY",
];

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
    let endpoint = env.parsed("AKOOL_GATEWAY_S3_ENDPOINT", |text| check::server_url(text, plain_http_hosts));
    let region = match env.text("AKOOL_GATEWAY_S3_REGION") {
        Some(_) => env.parsed("AKOOL_GATEWAY_S3_REGION", check::region),
        None => Some(AMAZON_DEFAULT_REGION.to_owned()),
    };
    let access_key_id = required(env, "AKOOL_GATEWAY_S3_ACCESS_KEY_ID", check::header_safe);
    let secret_access_key = required(env, "AKOOL_GATEWAY_S3_SECRET_ACCESS_KEY", check::header_safe);
    Some(Storage::Bucket(Bucket {
        name: name?,
        region: region?,
        endpoint,
        access_key_id: access_key_id?,
        secret_access_key: secret_access_key?,
    }))
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
