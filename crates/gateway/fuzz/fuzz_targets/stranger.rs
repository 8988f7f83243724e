//! All targets in one program, so that they are linked once. `AKOOL_FUZZ_TARGET` selects the target. Its seeds are written to
//! `AKOOL_FUZZ_SEEDS` first.
#![no_main]

use std::path::Path;
use std::sync::OnceLock;

use akool_gateway::fuzzing::{target, Target, TARGETS};
use libfuzzer_sys::fuzz_target;

static CHOSEN: OnceLock<Target> = OnceLock::new();

fuzz_target!(
    init: {
        let name = std::env::var("AKOOL_FUZZ_TARGET").unwrap_or_default();
        let Some(chosen) = target(&name) else {
            let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
            eprintln!("AKOOL_FUZZ_TARGET is one of {}", names.join(", "));
            std::process::exit(64);
        };
        if let Ok(folder) = std::env::var("AKOOL_FUZZ_SEEDS") {
            for (number, seed) in (chosen.seeds)().into_iter().enumerate() {
                std::fs::write(Path::new(&folder).join(format!("seed-{number}")), seed).expect("the folder can be written to");
            }
        }
        let _ = CHOSEN.set(chosen);
    },
    |bytes: &[u8]| {
        if let Some(chosen) = CHOSEN.get() {
            (chosen.run)(bytes);
        }
    }
);
