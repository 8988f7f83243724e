//! The module in a real browser, against the real gateway and simulator. `npm test -- module` starts them all.
#![cfg(target_arch = "wasm32")]

mod checking;
mod creating;
mod files;
mod page;
mod polling;
mod sniffing;
mod tokens;
mod waiting;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
