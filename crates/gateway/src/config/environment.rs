use std::collections::BTreeMap;
use std::path::Path;

use akool_contract::nearest_name;

use super::Fault;
use super::explain::{explain, shown};
use crate::Secret;

/// Every variable of ours: name, whether it may come from a file, and an example.
pub const VARIABLES: [Variable; 42] = [
    secret("AKOOL_API_KEY", "AKOOL_API_KEY_FILE=/run/secrets/akool-api-key"),
    secret("AKOOL_CLIENT_ID", "AKOOL_CLIENT_ID_FILE=/run/secrets/akool-client-id"),
    secret("AKOOL_GATEWAY_MASTER_SECRET", "AKOOL_GATEWAY_MASTER_SECRET=\"$(openssl rand -base64 48)\""),
    secret("AKOOL_GATEWAY_MASTER_SECRET_PREVIOUS", "AKOOL_GATEWAY_MASTER_SECRET_PREVIOUS_FILE=/run/secrets/previous"),
    secret("AKOOL_GATEWAY_ISSUER_SECRET", "AKOOL_GATEWAY_ISSUER_SECRET=\"$(openssl rand -base64 48)\""),
    secret("AKOOL_GATEWAY_SESSION_SECRET", "AKOOL_GATEWAY_SESSION_SECRET_FILE=/run/secrets/session"),
    plain(
        "AKOOL_GATEWAY_SESSION_JWKS_URL",
        "AKOOL_GATEWAY_SESSION_JWKS_URL=https://shop.example/.well-known/jwks.json",
    ),
    plain("AKOOL_GATEWAY_SESSION_JWKS_FILE", "AKOOL_GATEWAY_SESSION_JWKS_FILE=/run/secrets/jwks.json"),
    plain("AKOOL_GATEWAY_SESSION_ISSUER", "AKOOL_GATEWAY_SESSION_ISSUER=https://shop.example"),
    plain("AKOOL_GATEWAY_SESSION_AUDIENCE", "AKOOL_GATEWAY_SESSION_AUDIENCE=video"),
    plain("AKOOL_GATEWAY_SESSION_CLOCK_SKEW_SECONDS", "AKOOL_GATEWAY_SESSION_CLOCK_SKEW_SECONDS=60"),
    plain("AKOOL_GATEWAY_UPSTREAM", "AKOOL_GATEWAY_UPSTREAM=https://openapi.akool.com"),
    plain("AKOOL_GATEWAY_LISTEN", "AKOOL_GATEWAY_LISTEN=127.0.0.1:8080"),
    plain("AKOOL_GATEWAY_METRICS_LISTEN", "AKOOL_GATEWAY_METRICS_LISTEN=127.0.0.1:9090"),
    plain("AKOOL_GATEWAY_PUBLIC_URL", "AKOOL_GATEWAY_PUBLIC_URL=https://video.shop.example"),
    plain("AKOOL_GATEWAY_LOGIN_FREE", "AKOOL_GATEWAY_LOGIN_FREE=1"),
    plain("AKOOL_GATEWAY_TOKEN_TTL_SECONDS", "AKOOL_GATEWAY_TOKEN_TTL_SECONDS=600"),
    plain("AKOOL_GATEWAY_ORIGINS", "AKOOL_GATEWAY_ORIGINS=https://shop.example,https://www.shop.example"),
    plain("AKOOL_GATEWAY_DATA_DIR", "AKOOL_GATEWAY_DATA_DIR=/var/lib/akool-gateway"),
    secret("DATABASE_URL", "DATABASE_URL_FILE=/run/secrets/database-url"),
    plain("AKOOL_GATEWAY_PAGE_DIR", "AKOOL_GATEWAY_PAGE_DIR=www/dist"),
    plain("AKOOL_GATEWAY_MEDIA_HOSTS", "AKOOL_GATEWAY_MEDIA_HOSTS=images.shop.example"),
    plain("AKOOL_GATEWAY_UPLOAD_MAX_BYTES", "AKOOL_GATEWAY_UPLOAD_MAX_BYTES=20971520"),
    plain("AKOOL_GATEWAY_UPLOADS_TOTAL_MAX_BYTES", "AKOOL_GATEWAY_UPLOADS_TOTAL_MAX_BYTES=5368709120"),
    plain("AKOOL_GATEWAY_S3_BUCKET", "AKOOL_GATEWAY_S3_BUCKET=shop-videos"),
    plain("AKOOL_GATEWAY_S3_REGION", "AKOOL_GATEWAY_S3_REGION=eu-central-1"),
    plain("AKOOL_GATEWAY_S3_ENDPOINT", "AKOOL_GATEWAY_S3_ENDPOINT=https://storage.shop.example"),
    secret("AKOOL_GATEWAY_S3_ACCESS_KEY_ID", "AKOOL_GATEWAY_S3_ACCESS_KEY_ID_FILE=/run/secrets/s3-id"),
    secret("AKOOL_GATEWAY_S3_SECRET_ACCESS_KEY", "AKOOL_GATEWAY_S3_SECRET_ACCESS_KEY_FILE=/run/secrets/s3-key"),
    plain("AKOOL_GATEWAY_HISTORY_DAYS", "AKOOL_GATEWAY_HISTORY_DAYS=7"),
    plain("AKOOL_GATEWAY_KEEP_RESULTS_DAYS", "AKOOL_GATEWAY_KEEP_RESULTS_DAYS=30"),
    plain("AKOOL_GATEWAY_KEPT_MAX_BYTES", "AKOOL_GATEWAY_KEPT_MAX_BYTES=536870912"),
    plain("AKOOL_GATEWAY_KEPT_TOTAL_MAX_BYTES", "AKOOL_GATEWAY_KEPT_TOTAL_MAX_BYTES=53687091200"),
    plain("AKOOL_GATEWAY_SUBJECT_CREDITS_PER_DAY", "AKOOL_GATEWAY_SUBJECT_CREDITS_PER_DAY=200"),
    plain("AKOOL_GATEWAY_SITE_CREDITS_PER_DAY", "AKOOL_GATEWAY_SITE_CREDITS_PER_DAY=10000"),
    plain("AKOOL_GATEWAY_SUBJECT_REQUESTS_PER_MINUTE", "AKOOL_GATEWAY_SUBJECT_REQUESTS_PER_MINUTE=1200"),
    plain("AKOOL_GATEWAY_ADDRESS_REQUESTS_PER_MINUTE", "AKOOL_GATEWAY_ADDRESS_REQUESTS_PER_MINUTE=6000"),
    plain("AKOOL_GATEWAY_ADDRESS_CONNECTIONS", "AKOOL_GATEWAY_ADDRESS_CONNECTIONS=1024"),
    plain("AKOOL_GATEWAY_TRUSTED_PROXIES", "AKOOL_GATEWAY_TRUSTED_PROXIES=10.0.0.0/8,127.0.0.1"),
    plain("AKOOL_GATEWAY_STREAMS_PER_SUBJECT", "AKOOL_GATEWAY_STREAMS_PER_SUBJECT=6"),
    plain("AKOOL_GATEWAY_DRAIN_SECONDS", "AKOOL_GATEWAY_DRAIN_SECONDS=20"),
    plain("AKOOL_GATEWAY_LOG", "AKOOL_GATEWAY_LOG=info"),
];

/// One variable of ours.
pub struct Variable {
    pub name: &'static str,
    pub is_secret: bool,
    pub example: &'static str,
}

const fn secret(name: &'static str, example: &'static str) -> Variable {
    Variable { name, is_secret: true, example }
}

const fn plain(name: &'static str, example: &'static str) -> Variable {
    Variable { name, is_secret: false, example }
}

/// The environment, with the faults found so far.
pub struct Environment {
    variables: BTreeMap<String, String>,
    pub faults: Vec<Fault>,
    /// What is allowed and probably not meant.
    pub warnings: Vec<String>,
}

impl Environment {
    pub fn new(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        let variables =
            variables.into_iter().filter(|(name, _)| is_known(name) || name.starts_with("AKOOL_")).collect();
        let mut environment = Self { variables, faults: Vec::new(), warnings: Vec::new() };
        environment.unknown_variables();
        environment.spoilt_values();
        environment.shared_secrets();
        environment
    }

    /// What another program has changed on the way here.
    fn spoilt_values(&mut self) {
        for (name, value) in self.variables.clone() {
            let text = value.trim();
            if text.contains(char::REPLACEMENT_CHARACTER) {
                self.fault(&name, "It holds bytes that are not UTF-8.");
                self.variables.remove(&name);
            } else if let Some(bare) = unquoted(text) {
                self.fault(&name, "It is wrapped in quotes, which are part of the value (docker's --env-file keeps them); leave them out.");
                self.variables.insert(name, bare.to_owned());
            }
        }
    }

    /// A secret that does two jobs is known to two kinds of people.
    fn shared_secrets(&mut self) {
        let given: Vec<(&str, Secret)> = VARIABLES
            .iter()
            .filter(|variable| variable.is_secret)
            .filter_map(|variable| Some((variable.name, self.secret_or_problem(variable.name).ok()??)))
            .collect();
        for (at, (name, secret)) in given.iter().enumerate() {
            if let Some((first, _)) = given.iter().take(at).find(|(_, earlier)| earlier.is(secret.reveal())) {
                self.fault(name, format!("It is the same as {first}; make another one."));
            }
        }
    }

    /// A value that is set and not empty; compose files like to set variables to nothing.
    pub fn text(&self, name: &str) -> Option<String> {
        self.variables.get(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    /// A value that is parsed when it is set.
    pub fn parsed<T>(&mut self, name: &str, read: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        match read(&self.text(name)?) {
            Ok(value) => Some(value),
            Err(problem) => {
                let text = self.text(name).unwrap_or_default();
                self.fault(name, format!("{problem} The value is {}.", self.without_secrets(&shown(&text))));
                None
            }
        }
    }

    /// A secret may stand where it does not belong.
    fn without_secrets(&self, text: &str) -> String {
        let secrets = VARIABLES.iter().filter(|variable| variable.is_secret);
        let values = secrets.filter_map(|variable| self.text(variable.name)).filter(|value| value.len() >= 8);
        values.fold(text.to_owned(), |text, secret| text.replace(&secret, "…"))
    }

    /// A secret from the variable or from the file that `NAME_FILE` names.
    pub fn secret(&mut self, name: &str) -> Option<Secret> {
        match self.secret_or_problem(name) {
            Ok(secret) => secret,
            Err((variable, problem)) => {
                self.fault(&variable, problem);
                None
            }
        }
    }

    /// The secret, or the variable that is at fault and what is wrong with it.
    fn secret_or_problem(&self, name: &str) -> Result<Option<Secret>, (String, String)> {
        let file_variable = format!("{name}_FILE");
        match (self.text(name), self.text(&file_variable)) {
            (Some(_), Some(_)) => Err((name.to_owned(), format!("Set it or {file_variable}, not both."))),
            (Some(value), None) if value.starts_with('/') && Path::new(&value).is_file() => {
                Err((name.to_owned(), format!("It is the path of a file; set {file_variable} to it instead.")))
            }
            (Some(value), None) => Ok(Some(Secret::new(value))),
            (None, Some(file)) => match std::fs::read_to_string(&file) {
                Ok(text) => {
                    let text = text.trim_start_matches('\u{feff}').trim();
                    let problem = || (file_variable, format!("The file {} is empty.", shown(&file)));
                    Some(text).filter(|text| !text.is_empty()).map(Secret::new).map(Some).ok_or_else(problem)
                }
                Err(error) => {
                    Err((file_variable, format!("The file {} cannot be read: {}.", shown(&file), explain(&error))))
                }
            },
            (None, None) => Ok(None),
        }
    }

    /// Notes a fault.
    pub fn fault(&mut self, variable: &str, problem: impl Into<String>) {
        let of_secret = variable.strip_suffix("_FILE").unwrap_or(variable);
        let entry = VARIABLES.iter().find(|entry| entry.name == variable || entry.name == of_secret);
        let example = entry.map_or("see the README", |entry| entry.example);
        self.faults.push(Fault { variable: variable.to_owned(), problem: problem.into(), example });
    }

    /// A misspelt variable would silently leave a default in force. Those that are not called ours may be another program's.
    fn unknown_variables(&mut self) {
        let unknown: Vec<String> = self.variables.keys().filter(|name| !is_known(name)).cloned().collect();
        for name in unknown {
            let nearest = nearest_name(&name, VARIABLES.iter().map(|variable| variable.name));
            let hint = nearest.map(|nearest| format!(" Did you mean {nearest}?")).unwrap_or_default();
            let problem = format!("There is no such variable.{hint}");
            if name.starts_with("AKOOL_GATEWAY_") {
                self.fault(&name, problem);
            } else {
                self.warnings.push(format!("{name}: {problem} It has no effect here."));
            }
        }
    }
}

fn unquoted(text: &str) -> Option<&str> {
    ['"', '\''].into_iter().find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote))
}

fn is_known(name: &str) -> bool {
    VARIABLES.iter().any(|entry| {
        name == entry.name || (entry.is_secret && name.strip_suffix("_FILE").is_some_and(|name| name == entry.name))
    })
}
