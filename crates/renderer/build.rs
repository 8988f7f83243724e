//! Says so when the video encoder is built without its assembly, which its own build keeps to itself.

use std::env;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=OPENH264_NO_ASM");
    let on_x86 = matches!(env::var("CARGO_CFG_TARGET_ARCH").as_deref(), Ok("x86_64" | "x86"));
    let switched_off = env::var_os("OPENH264_NO_ASM").is_some();
    let has_nasm = || Command::new("nasm").arg("-v").output().is_ok_and(|output| output.status.success());
    // Other processors' assembly goes through the C++ compiler.
    let state = if on_x86 && (switched_off || !has_nasm()) { "missing" } else { "present" };
    println!("cargo::rustc-env=AKOOL_RENDERER_ASSEMBLY={state}");
    if state == "missing" {
        println!(
            "cargo::warning=nasm was not found: the video encoder is built without assembly and runs about 2.7 times slower"
        );
    }
}
