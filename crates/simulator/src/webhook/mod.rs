/// The vendor's signature and encryption of callbacks, for tests of receivers as well.
pub mod envelope;
mod hooks;

pub use hooks::Hooks;
