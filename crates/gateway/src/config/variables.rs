use std::fmt::Write as _;

/// An environment variable of the gateway.
pub struct Variable {
    pub name: &'static str,
    /// Whether `NAME_FILE` may name a file with the value.
    pub is_secret: bool,
    /// What it sets, for `--help`.
    pub meaning: &'static str,
    /// A good setting, shown next to a fault.
    pub example: &'static str,
}

/// Every environment variable of the gateway.
pub const VARIABLES: [Variable; 48] = [
    secret("AKOOL_API_KEY", "Akool's API key. Required.", "AKOOL_API_KEY_FILE=/run/secrets/akool-api-key"),
    secret(
        "AKOOL_CLIENT_ID",
        "Akool's client id, which decrypts its webhooks. Without it, a create whose answer was lost cannot be recovered.",
        "AKOOL_CLIENT_ID_FILE=/run/secrets/akool-client-id",
    ),
    secret(
        "AKOOL_GATEWAY_MASTER_SECRET",
        "All tokens and capability URLs are made with keys derived from this secret. 32 random characters or more. Required.",
        "AKOOL_GATEWAY_MASTER_SECRET=\"$(openssl rand -base64 48)\"",
    ),
    secret(
        "AKOOL_GATEWAY_MASTER_SECRET_PREVIOUS",
        "The master secret before this one. What it made is accepted for eight more days.",
        "AKOOL_GATEWAY_MASTER_SECRET_PREVIOUS_FILE=/run/secrets/previous",
    ),
    secret(
        "AKOOL_GATEWAY_ISSUER_SECRET",
        "The secret with which your backend mints tokens. Required unless AKOOL_GATEWAY_LOGIN_FREE is 1.",
        "AKOOL_GATEWAY_ISSUER_SECRET=\"$(openssl rand -base64 48)\"",
    ),
    secret(
        "AKOOL_GATEWAY_SESSION_SECRET",
        "The secret that signs your site's session JWTs (HS256), which then mint tokens, too.",
        "AKOOL_GATEWAY_SESSION_SECRET_FILE=/run/secrets/session",
    ),
    plain(
        "AKOOL_GATEWAY_SESSION_JWKS_URL",
        "The URL of the key set that signs your site's session JWTs: https, or http on this machine or on a listed host.",
        "AKOOL_GATEWAY_SESSION_JWKS_URL=https://shop.example/.well-known/jwks.json",
    ),
    plain(
        "AKOOL_GATEWAY_SESSION_JWKS_FILE",
        "A file with the key set that signs your site's session JWTs.",
        "AKOOL_GATEWAY_SESSION_JWKS_FILE=/run/secrets/jwks.json",
    ),
    plain(
        "AKOOL_GATEWAY_SESSION_ISSUER",
        "The iss that session JWTs must have.",
        "AKOOL_GATEWAY_SESSION_ISSUER=https://shop.example",
    ),
    plain(
        "AKOOL_GATEWAY_SESSION_AUDIENCE",
        "The aud that session JWTs must have. If it is not set, session JWTs must not have an aud.",
        "AKOOL_GATEWAY_SESSION_AUDIENCE=video",
    ),
    plain(
        "AKOOL_GATEWAY_SESSION_CLOCK_SKEW_SECONDS",
        "How far the clock of the session issuer may differ from this one, 0 to 300 seconds. Default: 60.",
        "AKOOL_GATEWAY_SESSION_CLOCK_SKEW_SECONDS=60",
    ),
    plain(
        "AKOOL_GATEWAY_UPSTREAM",
        "Akool, or a simulator on this machine or on a listed host. Default: https://openapi.akool.com.",
        "AKOOL_GATEWAY_UPSTREAM=https://openapi.akool.com",
    ),
    plain(
        "AKOOL_GATEWAY_PLAIN_HTTP_HOSTS",
        "Private hosts that Akool's simulator, the bucket or the key set may be on without TLS, comma-separated. Default: none.",
        "AKOOL_GATEWAY_PLAIN_HTTP_HOSTS=simulator,minio",
    ),
    secret(
        "AKOOL_GATEWAY_HTTPS_PROXY",
        "A proxy that tunnels https connections to the internet (CONNECT). HTTPS_PROXY itself is not read. Default: none.",
        "AKOOL_GATEWAY_HTTPS_PROXY=http://proxy.corp.example:3128",
    ),
    plain(
        "AKOOL_GATEWAY_LISTEN",
        "The address and port to listen on. Default: 127.0.0.1:8080.",
        "AKOOL_GATEWAY_LISTEN=127.0.0.1:8080",
    ),
    plain(
        "AKOOL_GATEWAY_METRICS_LISTEN",
        "The address and port that serve GET /metrics. Default: no metrics.",
        "AKOOL_GATEWAY_METRICS_LISTEN=127.0.0.1:9090",
    ),
    plain(
        "AKOOL_GATEWAY_PUBLIC_URL",
        "How browsers and Akool reach the gateway, with a path if a proxy serves it below one. Required if it listens on other addresses than loopback.",
        "AKOOL_GATEWAY_PUBLIC_URL=https://video.shop.example",
    ),
    plain(
        "AKOOL_GATEWAY_LOGIN_FREE",
        "1: every caller on this machine gets a token without a login. Default: 0.",
        "AKOOL_GATEWAY_LOGIN_FREE=1",
    ),
    plain(
        "AKOOL_GATEWAY_TOKEN_TTL_SECONDS",
        "The default and the maximum lifetime of tokens, 3600 at most. Default: 600.",
        "AKOOL_GATEWAY_TOKEN_TTL_SECONDS=600",
    ),
    plain(
        "AKOOL_GATEWAY_ORIGINS",
        "The origins of pages that may call the gateway, comma-separated. Default: only its own origin.",
        "AKOOL_GATEWAY_ORIGINS=https://shop.example,https://www.shop.example",
    ),
    plain(
        "AKOOL_GATEWAY_ALLOWED_HEADERS",
        "Further request headers that pages of these origins may send, comma-separated. Default: none.",
        "AKOOL_GATEWAY_ALLOWED_HEADERS=traceparent,baggage,sentry-trace",
    ),
    plain(
        "AKOOL_GATEWAY_DATA_DIR",
        "The folder for uploads and, without DATABASE_URL, for the ledger. Default: akool-gateway-data.",
        "AKOOL_GATEWAY_DATA_DIR=/var/lib/akool-gateway",
    ),
    secret(
        "DATABASE_URL",
        "A PostgreSQL database for the ledger, which several gateways can share. Default: SQLite in the data folder.",
        "DATABASE_URL_FILE=/run/secrets/database-url",
    ),
    plain(
        "AKOOL_GATEWAY_PAGE_DIR",
        "A folder with a built page that is served at /. Default: none.",
        "AKOOL_GATEWAY_PAGE_DIR=www/dist",
    ),
    plain(
        "AKOOL_GATEWAY_MEDIA_HOSTS",
        "The only hosts that pictures and sounds may come from, comma-separated. Default: any host.",
        "AKOOL_GATEWAY_MEDIA_HOSTS=images.shop.example",
    ),
    plain(
        "AKOOL_GATEWAY_UPLOAD_MAX_BYTES",
        "The maximum size of an upload. Default: 20971520.",
        "AKOOL_GATEWAY_UPLOAD_MAX_BYTES=20971520",
    ),
    plain(
        "AKOOL_GATEWAY_UPLOADS_TOTAL_MAX_BYTES",
        "The maximum size of all uploads together. Default: 5368709120.",
        "AKOOL_GATEWAY_UPLOADS_TOTAL_MAX_BYTES=5368709120",
    ),
    plain(
        "AKOOL_GATEWAY_S3_BUCKET",
        "Store files in this S3 bucket and not in the data folder.",
        "AKOOL_GATEWAY_S3_BUCKET=shop-videos",
    ),
    plain(
        "AKOOL_GATEWAY_S3_REGION",
        "The region of the bucket. Default: us-east-1.",
        "AKOOL_GATEWAY_S3_REGION=eu-central-1",
    ),
    plain(
        "AKOOL_GATEWAY_S3_ENDPOINT",
        "An S3 server other than Amazon's, with a path if it has one: https, or http on this machine or on a listed host.",
        "AKOOL_GATEWAY_S3_ENDPOINT=https://storage.shop.example",
    ),
    secret(
        "AKOOL_GATEWAY_S3_ACCESS_KEY_ID",
        "The id of the access key for the bucket. Required with a bucket, unless AKOOL_GATEWAY_S3_CREDENTIALS is environment.",
        "AKOOL_GATEWAY_S3_ACCESS_KEY_ID_FILE=/run/secrets/s3-id",
    ),
    secret(
        "AKOOL_GATEWAY_S3_SECRET_ACCESS_KEY",
        "The secret of the access key for the bucket. Required like its id.",
        "AKOOL_GATEWAY_S3_SECRET_ACCESS_KEY_FILE=/run/secrets/s3-key",
    ),
    secret(
        "AKOOL_GATEWAY_S3_SESSION_TOKEN",
        "The session token of a temporary access key. Default: none.",
        "AKOOL_GATEWAY_S3_SESSION_TOKEN_FILE=/run/secrets/s3-token",
    ),
    plain(
        "AKOOL_GATEWAY_S3_CREDENTIALS",
        "environment: the standard AWS_ variables or the role of the machine give the credentials. Default: key.",
        "AKOOL_GATEWAY_S3_CREDENTIALS=environment",
    ),
    plain(
        "AKOOL_GATEWAY_S3_STYLE",
        "Where requests name the bucket: path or virtual-host. Default: path with an endpoint, virtual-host at Amazon.",
        "AKOOL_GATEWAY_S3_STYLE=path",
    ),
    plain(
        "AKOOL_GATEWAY_HISTORY_DAYS",
        "How many days of their own jobs callers may list. 0 turns GET /jobs off. Default: 7.",
        "AKOOL_GATEWAY_HISTORY_DAYS=7",
    ),
    plain(
        "AKOOL_GATEWAY_KEEP_RESULTS_DAYS",
        "Archive finished videos, and delete them after this number of days. Default: videos are not archived.",
        "AKOOL_GATEWAY_KEEP_RESULTS_DAYS=30",
    ),
    plain(
        "AKOOL_GATEWAY_KEPT_MAX_BYTES",
        "Larger videos are not archived. Default: 536870912.",
        "AKOOL_GATEWAY_KEPT_MAX_BYTES=536870912",
    ),
    plain(
        "AKOOL_GATEWAY_KEPT_TOTAL_MAX_BYTES",
        "The maximum size of all archived videos together. Default: 53687091200.",
        "AKOOL_GATEWAY_KEPT_TOTAL_MAX_BYTES=53687091200",
    ),
    plain(
        "AKOOL_GATEWAY_SUBJECT_CREDITS_PER_DAY",
        "The credits that one subject may spend in a day (UTC). Default: no limit.",
        "AKOOL_GATEWAY_SUBJECT_CREDITS_PER_DAY=200",
    ),
    plain(
        "AKOOL_GATEWAY_SITE_CREDITS_PER_DAY",
        "The credits that all subjects together may spend in a day (UTC). Default: no limit.",
        "AKOOL_GATEWAY_SITE_CREDITS_PER_DAY=10000",
    ),
    plain(
        "AKOOL_GATEWAY_SUBJECT_REQUESTS_PER_MINUTE",
        "The request rate of one subject; a sixth of it may come at once. Default: 1200.",
        "AKOOL_GATEWAY_SUBJECT_REQUESTS_PER_MINUTE=1200",
    ),
    plain(
        "AKOOL_GATEWAY_ADDRESS_REQUESTS_PER_MINUTE",
        "The request rate of one IP address or IPv6 /64; a sixth of it may come at once. Default: 6000.",
        "AKOOL_GATEWAY_ADDRESS_REQUESTS_PER_MINUTE=6000",
    ),
    plain(
        "AKOOL_GATEWAY_ADDRESS_CONNECTIONS",
        "The connections that one IP address may hold. Default: half of all connections.",
        "AKOOL_GATEWAY_ADDRESS_CONNECTIONS=1024",
    ),
    plain(
        "AKOOL_GATEWAY_TRUSTED_PROXIES",
        "The addresses and networks whose X-Forwarded-For is trusted, comma-separated. Default: none.",
        "AKOOL_GATEWAY_TRUSTED_PROXIES=10.0.0.0/8,127.0.0.1",
    ),
    plain(
        "AKOOL_GATEWAY_STREAMS_PER_SUBJECT",
        "The event streams that one subject may hold open. Default: 6.",
        "AKOOL_GATEWAY_STREAMS_PER_SUBJECT=6",
    ),
    plain(
        "AKOOL_GATEWAY_DRAIN_SECONDS",
        "How long requests that are under way may take when the gateway stops, 0 to 3600 seconds. Default: 20.",
        "AKOOL_GATEWAY_DRAIN_SECONDS=20",
    ),
    plain(
        "AKOOL_GATEWAY_LOG",
        "What to log: a level, or levels for parts of the program, such as info,hyper=debug. Default: info.",
        "AKOOL_GATEWAY_LOG=info",
    ),
];

const fn secret(name: &'static str, meaning: &'static str, example: &'static str) -> Variable {
    Variable { name, is_secret: true, meaning, example }
}

const fn plain(name: &'static str, meaning: &'static str, example: &'static str) -> Variable {
    Variable { name, is_secret: false, meaning, example }
}

impl Variable {
    /// Whether `name` is this variable, or its `_FILE` variant.
    pub fn is_named(&self, name: &str) -> bool {
        name == self.name || (self.is_secret && name.strip_suffix("_FILE") == Some(self.name))
    }
}

/// The variables and their meanings, for the command line's help.
pub fn variables_help() -> String {
    let mut text = String::from("Environment variables:");
    for variable in &VARIABLES {
        let file = if variable.is_secret { " Secret; NAME_FILE can name a file instead." } else { "" };
        let _ = write!(
            text,
            "\n  {}\n          {}{}",
            variable.name,
            variable.meaning,
            file.replace("NAME", variable.name)
        );
    }
    text
}

#[cfg(test)]
mod tests;
