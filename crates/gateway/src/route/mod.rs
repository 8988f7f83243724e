//! The routes, one file each.

pub mod create;
pub mod credits;
pub mod effects;
pub mod events;
pub mod files;
pub mod health;
pub mod hooks;
pub mod results;
pub mod token;
pub mod uploads;
