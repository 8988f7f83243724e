//! Callbacks to webhooks: their encryption, and the log of deliveries. The engine sends them.

mod deliveries;
/// Akool's signature and encryption of callbacks; also for tests of receivers.
pub mod envelope;

pub use deliveries::{Delivery, WebhookClient, Webhooks};
