//! What costs credits: orders, and what came of them.

pub mod batch;
pub mod order;
pub mod public_record;
pub mod stored;
pub mod submit;
pub mod webhook;
