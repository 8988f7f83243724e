//! The documents that list every variable are generated from the same table as `--help`:
//! `UPDATE_DOCUMENTS=1 cargo test --release -p akool-gateway --lib documents`.

use std::fmt::Write as _;
use std::path::Path;

use super::{VARIABLES, Variable};

const REFERENCE: &str = "../../docs/configuration.md";
const README: &str = "README.md";
const BEGIN: &str = "<!-- variables:begin, generated from src/config/variables.rs -->\n";
const END: &str = "<!-- variables:end -->";

#[test]
fn the_documents_list_every_variable_as_the_help_does() {
    compare(REFERENCE, &reference());
    let readme = read(README);
    let (before, rest) = readme.split_once(BEGIN).expect("the README has the begin mark");
    let (_, after) = rest.split_once(END).expect("the README has the end mark");
    compare(README, &format!("{before}{BEGIN}{}{END}{after}", table()));
}

/// A page of the site, with a heading for each variable, which a search finds and links can lead to.
fn reference() -> String {
    let mut page = String::from(
        "# Gateway configuration\n\n\
         <!-- Generated from crates/gateway/src/config/variables.rs: \
         UPDATE_DOCUMENTS=1 cargo test --release -p akool-gateway --lib documents -->\n\n\
         All settings are environment variables. `akool-gateway --help` prints the same list, and `akool-gateway check-config` \
         checks them and starts\nnothing. An unknown `AKOOL_GATEWAY_*` variable is a fault. A wrong value is one, too: the gateway \
         prints all faults, one per line, and exits with\nstatus 78.\n\n\
         A secret can also be read from a file: `NAME_FILE` names it.\n",
    );
    for variable in &VARIABLES {
        let (meaning, default) = parts(variable);
        let _ = write!(page, "\n## `{}`\n\n{meaning}\n\n", variable.name);
        if let Some(default) = default {
            let _ = writeln!(page, "- Default: {default}");
        }
        if variable.is_secret {
            let _ = writeln!(page, "- Secret: `{}_FILE` can name a file instead.", variable.name);
        }
        let _ = writeln!(page, "- Example: `{}`", variable.example);
    }
    page
}

fn table() -> String {
    let mut table = String::from("| variable | default | |\n|---|---|---|\n");
    for variable in &VARIABLES {
        let (meaning, default) = parts(variable);
        let secret = if variable.is_secret { " Secret." } else { "" };
        let _ = writeln!(table, "| `{}` | {} | {meaning}{secret} |", variable.name, default.unwrap_or_default());
    }
    table
}

/// What a variable sets, and its default as Markdown.
fn parts(variable: &Variable) -> (&'static str, Option<String>) {
    match variable.meaning.split_once(" Default: ") {
        Some((meaning, default)) => (meaning, Some(markdown(default.trim_end_matches('.')))),
        None => (variable.meaning, None),
    }
}

/// A value is code, a description is prose.
fn markdown(default: &str) -> String {
    if default.contains(' ') || default == "none" { default.to_owned() } else { format!("`{default}`") }
}

fn compare(path: &str, wanted: &str) {
    if std::env::var_os("UPDATE_DOCUMENTS").is_some() {
        std::fs::write(file(path), wanted).expect("the document can be written");
    }
    assert!(read(path) == wanted, "{path} is not up to date: run the command at the top of this file");
}

fn read(path: &str) -> String {
    std::fs::read_to_string(file(path)).unwrap_or_default()
}

fn file(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}
