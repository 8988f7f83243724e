//! Dependencies point down only: a module may use modules of a lower rank and its own, and nothing below `http/` knows what
//! HTTP looks like. The compiler cannot check that inside one crate, so this reads the sources.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The top-level modules of the crate. Modules of one rank do not use each other.
const RANKS: [(u8, &[&str]); 10] = [
    (9, &["main", "lib"]),
    (8, &["gateway"]),
    (7, &["background"]),
    (6, &["components", "config", "fuzzing"]),
    (5, &["http"]),
    (4, &["live"]),
    (3, &["orders", "archive"]),
    (2, &["vendor", "storage", "auth"]),
    (1, &["capability", "telemetry", "shared_lookup", "https_proxy"]),
    (0, &["clock", "secret", "loopback", "media", "worker_pool"]),
];

/// The rank of `http/`, where alone statuses and responses appear. What is above assembles it.
const HTTP: u8 = 5;

/// Words that say how HTTP answers. `vendor/` is an HTTP client and reads statuses.
const OF_HTTP: [&str; 2] = ["axum", "StatusCode"];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries
        .flat_map(|path| match path.is_dir() {
            true => sources(&path),
            false => vec![path].into_iter().filter(|path| path.extension().is_some_and(|end| end == "rs")).collect(),
        })
        .collect()
}

/// The code without comments.
fn code_of(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("a source file");
    let lines = text.lines().map(|line| match line.find("//") {
        // Not the slashes of a URL in a string.
        Some(at) if !line[..at].ends_with(':') => &line[..at],
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Cuts code into names and single characters.
fn tokens(code: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        let end = if is_name(first) { rest.find(|c| !is_name(c)).unwrap_or(rest.len()) } else { first.len_utf8() };
        if !first.is_whitespace() {
            tokens.push(&rest[..end]);
        }
        rest = &rest[end..];
    }
    tokens
}

/// The names that follow `crate::`, and `super::` where that leads to the root: one, or the first of each in braces.
fn names_at_root<'a>(tokens: &[&'a str], depth: usize) -> BTreeSet<&'a str> {
    let mut names = BTreeSet::new();
    let is_path = |at: usize| tokens.get(at..at + 2) == Some(&[":", ":"]);
    for at in 0..tokens.len() {
        let after = match tokens[at] {
            "crate" if is_path(at + 1) => at + 3,
            "super" if at.checked_sub(3).is_none_or(|before| tokens[before] != "super") => {
                let steps = (0..).take_while(|step| tokens.get(at + 3 * step) == Some(&"super")).count();
                if steps < depth {
                    continue;
                }
                at + 3 * steps
            }
            _ => continue,
        };
        match tokens.get(after) {
            Some(&"{") => {
                let mut open = 1;
                let mut is_first = true;
                for token in &tokens[after + 1..] {
                    match *token {
                        "{" => open += 1,
                        "}" => open -= 1,
                        "," if open == 1 => is_first = true,
                        name if open == 1 && is_first => {
                            names.insert(name);
                            is_first = false;
                        }
                        _ => {}
                    }
                    if open == 0 {
                        break;
                    }
                }
            }
            Some(name) => {
                names.insert(name);
            }
            None => {}
        }
    }
    names
}

/// Names that `lib.rs` exports, and the modules they come from.
fn exports(lib: &str) -> BTreeMap<String, String> {
    let statements = lib.split(';').filter_map(|statement| statement.trim().split("pub use ").nth(1));
    let exports = statements.flat_map(|path| {
        let module = path.split("::").next().unwrap_or_default().to_owned();
        let last = path.rsplit("::").next().unwrap_or_default();
        let names = last.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|name| !name.is_empty());
        names.map(|name| (name.to_owned(), module.clone())).collect::<Vec<_>>()
    });
    exports.collect()
}

fn rank_of(module: &str) -> Option<u8> {
    RANKS.iter().find(|(_, modules)| modules.contains(&module)).map(|(rank, _)| *rank)
}

/// Every fault of the crate whose sources are in `folder`.
fn faults(folder: &Path) -> Vec<String> {
    let exports = exports(&code_of(&folder.join("lib.rs")));
    let mut faults = Vec::new();
    for path in sources(folder) {
        let file = path.strip_prefix(folder).expect("below the folder").display().to_string();
        let modules: Vec<&str> = file.trim_end_matches(".rs").split('/').filter(|part| *part != "mod").collect();
        let Some(own) = rank_of(modules[0]) else {
            faults.push(format!("src/{file}: the module `{}` has no rank; give it one in this test", modules[0]));
            continue;
        };
        let code = code_of(&path);
        let tokens = tokens(&code);
        for name in names_at_root(&tokens, modules.len()) {
            let module = exports.get(name).map_or(name, String::as_str);
            let Some(rank) = rank_of(module).filter(|_| module != modules[0]) else { continue };
            if rank >= own {
                let used = [format!("{module}.rs"), format!("{module}/mod.rs")];
                let used = used.iter().find(|file| folder.join(file).exists()).expect("a module has a file");
                let relation = if rank > own { "above it" } else { "beside it" };
                faults.push(format!("src/{file} (rank {own}) uses src/{used} (rank {rank}), which is {relation}"));
            }
        }
        for word in OF_HTTP.into_iter().filter(|word| own < HTTP && tokens.contains(word)) {
            if !(modules[0] == "vendor" && word == "StatusCode") {
                faults.push(format!("src/{file} (rank {own}) names `{word}`, which belongs into src/http/"));
            }
        }
    }
    faults
}

#[test]
fn dependencies_point_down_only() {
    let faults = faults(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    assert!(faults.is_empty(), "{} dependencies point up or sideways:\n{}", faults.len(), faults.join("\n"));
}

/// Of each module of `http/`, which others it uses: the names that follow `crate::http::`.
fn uses_within_http(folder: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let http = folder.join("http");
    let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in sources(&http) {
        let file = path.strip_prefix(&http).expect("below the folder").display().to_string();
        let module = file.trim_end_matches(".rs").split('/').next().unwrap_or_default().to_owned();
        let code = code_of(&path);
        let tokens = tokens(&code);
        let prefix = ["crate", ":", ":", "http", ":", ":"];
        let used =
            tokens.windows(prefix.len() + 1).filter(|window| window.starts_with(&prefix)).map(|window| window[6]);
        uses.entry(module.clone()).or_default().extend(used.filter(|name| **name != *module).map(str::to_owned));
    }
    uses
}

/// A way from a module back to itself, if there is one.
fn cycle(uses: &BTreeMap<String, BTreeSet<String>>) -> Option<Vec<String>> {
    fn way(uses: &BTreeMap<String, BTreeSet<String>>, path: &mut Vec<String>, done: &mut BTreeSet<String>) -> bool {
        let last = path.last().cloned().unwrap_or_default();
        for next in uses.get(&last).into_iter().flatten() {
            if path.contains(next) {
                path.push(next.clone());
                return true;
            }
            if done.insert(next.clone()) {
                path.push(next.clone());
                if way(uses, path, done) {
                    return true;
                }
                path.pop();
            }
        }
        false
    }
    uses.keys().find_map(|module| {
        let mut path = vec![module.clone()];
        way(uses, &mut path, &mut BTreeSet::new()).then_some(path)
    })
}

#[test]
fn the_modules_of_http_do_not_use_each_other_in_a_circle() {
    let uses = uses_within_http(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    assert!(uses["router"].contains("routes"), "the sources are read: {uses:?}");
    assert_eq!(cycle(&uses), None);
    let mut circular = uses;
    circular.entry("error".to_owned()).or_default().insert("router".to_owned());
    let found = cycle(&circular).expect("a circle");
    assert!(found.contains(&"error".to_owned()) && found.contains(&"router".to_owned()), "{found:?}");
}

#[test]
fn upward_and_sideways_dependencies_are_found_however_they_are_written() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let write = |file: &str, code: &str| {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, code).expect("it can be written");
    };
    write("lib.rs", "mod http; mod live;\npub use http::server::{Server, Other};");
    write("http/mod.rs", "use crate::live::Live;");
    write("live/mod.rs", "// crate::http is only mentioned here\nuse super::orders;");
    write("orders/mod.rs", "use crate::{Clock, archive::Archive};\nfn f(_: crate::Server) {}");
    write("archive/mod.rs", "use super::super::nothing;\nuse crate::vendor::Vendor;");
    write("storage/mod.rs", "use axum::body::Body;");
    write("vendor/error.rs", "use http::StatusCode;\nuse super::super::live::Live;");
    write("clock.rs", "use super::telemetry::Chain;");
    write("telemetry/mod.rs", "");
    write("vendor/mod.rs", "");
    write("unknown.rs", "");
    let mut found = faults(folder.path());
    found.sort();
    assert_eq!(
        found,
        [
            "src/clock.rs (rank 0) uses src/telemetry/mod.rs (rank 1), which is above it",
            "src/orders/mod.rs (rank 3) uses src/archive/mod.rs (rank 3), which is beside it",
            "src/orders/mod.rs (rank 3) uses src/http/mod.rs (rank 5), which is above it",
            "src/storage/mod.rs (rank 2) names `axum`, which belongs into src/http/",
            "src/unknown.rs: the module `unknown` has no rank; give it one in this test",
            "src/vendor/error.rs (rank 2) uses src/live/mod.rs (rank 4), which is above it",
        ]
    );
}
