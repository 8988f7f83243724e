//! The routes, one file each.

pub mod create;
pub mod create_batch;
pub mod credits;
pub mod delete;
pub mod direct_uploads;
pub mod effects;
pub mod events;
pub mod files;
pub mod health;
pub mod hooks;
pub mod models;
pub mod openapi;
pub mod results;
pub mod token;
pub mod update_audio;
pub mod uploads;
