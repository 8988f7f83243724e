//! The top-level modules of a crate import each other in one direction only. The simulator's tests include this file, too.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The modules that each module imports, with a file that does so.
type Imports = BTreeMap<String, BTreeMap<String, PathBuf>>;

#[test]
fn no_module_imports_itself_directly_or_through_others() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let library = fs::read_to_string(source.join("lib.rs")).unwrap();
    let declared =
        |line: &'_ str| Some(line.trim_start_matches("pub ").strip_prefix("mod ")?.trim_end_matches(';').into());
    let modules: BTreeSet<String> = library.lines().filter_map(declared).collect();
    let mut imports = Imports::new();
    for module in &modules {
        let (file, folder) = (source.join(format!("{module}.rs")), source.join(module));
        for file in if file.exists() { vec![file] } else { files_in(&folder) } {
            let mut text = fs::read_to_string(&file).unwrap();
            // In the module's own file `super` is the root of the crate.
            if file.parent() == Some(&source) || file == folder.join("mod.rs") {
                text = text.replace("\nuse super::", "\nuse crate::");
            }
            for target in imported(&text) {
                // What is no module is a name that the library exports from one.
                let line = library.lines().find(|line| line.starts_with("pub use") && line.contains(&target));
                let exporter = line.and_then(|line| line["pub use ".len()..].split("::").next()).map(str::to_owned);
                let target = if modules.contains(&target) { Some(target) } else { exporter };
                let target = target.unwrap_or_else(|| panic!("{} imports an unknown name", file.display()));
                if target != *module {
                    imports.entry(module.clone()).or_default().insert(target, file.clone());
                }
            }
        }
    }
    assert!(imports.len() > 5, "the imports were found: {imports:?}");
    modules.iter().for_each(|module| follow(&imports, &mut vec![module.clone()]));
}

/// Follows the imports of the last module of a path; panics where they lead back to the path.
fn follow(imports: &Imports, path: &mut Vec<String>) {
    for target in imports.get(&path[path.len() - 1]).into_iter().flat_map(BTreeMap::keys) {
        let start = path.iter().position(|module| module == target);
        path.push(target.clone());
        if let Some(start) = start {
            let step = |pair: &[String]| {
                format!("{} imports {} in {}", pair[0], pair[1], imports[&pair[0]][&pair[1]].display())
            };
            panic!("{}", path[start..].windows(2).map(step).collect::<Vec<_>>().join("\n"));
        }
        follow(imports, path);
        path.pop();
    }
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { files_in(&path) } else { vec![path] }).collect()
}

/// The first names of all paths into the crate: `a` and `b` of `crate::{a::x, b::{y, z}}`.
fn imported(text: &str) -> Vec<String> {
    let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let mut names = Vec::new();
    for path in code.join(" ").split("crate::").skip(1) {
        let mut depth = 0;
        let mut name = Some(String::new());
        for character in path.chars() {
            match (character, &mut name) {
                ('{', _) => depth += 1,
                ('}', _) => depth -= 1,
                (',', _) if depth == 1 => names.extend(name.replace(String::new())),
                (letter, Some(name)) if letter.is_alphanumeric() || letter == '_' => name.push(letter),
                (':', name) => names.extend(name.take()),
                _ => {}
            }
            if depth == 0 && !character.is_alphanumeric() && character != '_' {
                break;
            }
        }
        names.extend(name);
    }
    names.retain(|name| !name.is_empty());
    names
}
