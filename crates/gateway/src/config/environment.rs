use std::collections::BTreeMap;
use std::path::Path;

use akool_contract::nearest_name;

use super::Fault;
use super::explain::{explain, shown};
use super::variables::VARIABLES;
use crate::Secret;

/// The environment, and the faults found in it so far.
pub struct Environment {
    variables: BTreeMap<String, String>,
    pub faults: Vec<Fault>,
    /// Settings that are allowed but probably unintended.
    pub warnings: Vec<String>,
}

impl Environment {
    pub fn new(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        let variables =
            variables.into_iter().filter(|(name, _)| is_known(name) || name.starts_with("AKOOL_")).collect();
        let mut environment = Self { variables, faults: Vec::new(), warnings: Vec::new() };
        environment.check_names();
        environment.check_encoding();
        environment.check_reused_secrets();
        environment
    }

    /// Finds values that another program has changed on the way.
    fn check_encoding(&mut self) {
        for (name, value) in self.variables.clone() {
            let text = value.trim();
            if text.contains(char::REPLACEMENT_CHARACTER) {
                self.fault(&name, "It contains bytes that are not UTF-8.");
                self.variables.remove(&name);
            } else if let Some(bare) = unquoted(text) {
                self.fault(
                    &name,
                    "It is in quotes, which are part of the value (docker's --env-file keeps them). Leave them out.",
                );
                self.variables.insert(name, bare.to_owned());
            }
        }
    }

    /// Finds secrets that are used twice: those who may know one of them would know the other.
    fn check_reused_secrets(&mut self) {
        let given: Vec<(&str, Secret)> = VARIABLES
            .iter()
            .filter(|variable| variable.is_secret)
            .filter_map(|variable| Some((variable.name, self.secret_or_problem(variable.name).ok()??)))
            .collect();
        for (at, (name, secret)) in given.iter().enumerate() {
            if let Some((first, _)) = given.iter().take(at).find(|(_, earlier)| earlier.is(secret.reveal())) {
                self.fault(name, format!("It is the same as {first}. Use a different secret."));
            }
        }
    }

    /// A value that is set and not empty. Compose files often set variables to nothing.
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

    /// Removes secrets, which may have been set in the wrong variable.
    fn without_secrets(&self, text: &str) -> String {
        let secrets = VARIABLES.iter().filter(|variable| variable.is_secret);
        let values = secrets.filter_map(|variable| self.text(variable.name)).filter(|value| value.len() >= 8);
        values.fold(text.to_owned(), |text, secret| text.replace(&secret, "…"))
    }

    /// A secret from the variable, or from the file that `NAME_FILE` names.
    pub fn secret(&mut self, name: &str) -> Option<Secret> {
        match self.secret_or_problem(name) {
            Ok(secret) => secret,
            Err((variable, problem)) => {
                self.fault(&variable, problem);
                None
            }
        }
    }

    /// The secret. The error is the faulty variable and what is wrong with it.
    fn secret_or_problem(&self, name: &str) -> Result<Option<Secret>, (String, String)> {
        let file_variable = format!("{name}_FILE");
        match (self.text(name), self.text(&file_variable)) {
            (Some(_), Some(_)) => Err((name.to_owned(), format!("Set it or {file_variable}, not both."))),
            (Some(value), None) if value.starts_with('/') && Path::new(&value).is_file() => {
                Err((name.to_owned(), format!("It is the path of a file. Set {file_variable} to it instead.")))
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

    /// Records a fault.
    pub fn fault(&mut self, variable: &str, problem: impl Into<String>) {
        let entry = VARIABLES.iter().find(|entry| entry.is_named(variable));
        let example = entry.map_or("see the README", |entry| entry.example);
        self.faults.push(Fault { variable: variable.to_owned(), problem: problem.into(), example });
    }

    /// A misspelt variable would silently leave a default in force. `AKOOL_` variables that are not `AKOOL_GATEWAY_` may belong
    /// to another program, so they are warned about only.
    fn check_names(&mut self) {
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
    VARIABLES.iter().any(|variable| variable.is_named(name))
}
