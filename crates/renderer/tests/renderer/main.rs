//! Tests finished videos from outside: each file is parsed and decoded again by other libraries.

mod colours;
mod encoding;
mod film;
mod hostile_pictures;
mod hostile_sounds;
mod jobs;
mod memory;
mod module_graph;
mod pictures;
mod sound;
mod sounds;
mod video;
